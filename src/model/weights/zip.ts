import { bytesAt, type FileBytes, type ReadFailure, shown } from "./file_bytes.ts";

/** An entry of an archive whose bytes lie in it as they are. */
export interface ZipEntry {
  /** Byte of the archive where it begins. */
  readonly at: number;
  /** Bytes; they lie within the archive. */
  readonly size: number;
  /** Checksum of the bytes. */
  readonly crc32: number;
}

/** Sizes of the records without their variable parts, and their signatures. */
const END = { size: 22, signature: 0x06054b50 };
const END_64 = { size: 56, signature: 0x06064b50 };
const LOCATOR_64 = { size: 20, signature: 0x07064b50 };
const CENTRAL = { size: 46, signature: 0x02014b50 };
const LOCAL = { size: 30, signature: 0x04034b50 };
const LONGEST_COMMENT = 0xffff;
const MOST_DIRECTORY_BYTES = 16 * 2 ** 20;

/**
 * The entries of a ZIP archive (APPNOTE 6.3, with its 64-bit records) as PyTorch writes it: stored, not compressed
 * and not encrypted. No entry is larger than the archive, so that there is nothing to unfold.
 *
 * @returns By name.
 * @throws {UserError} If it is cut off or malformed, a name stands twice, or an entry is compressed or encrypted.
 */
export function zipEntries(file: FileBytes, fail: ReadFailure): Map<string, ZipEntry> {
  const directory = findDirectory(file, fail);
  const bytes = recordAt(file, directory.at, directory.size, fail);
  const entries = new Map<string, ZipEntry>();
  for (let at = 0; at < bytes.byteLength;) {
    const left = bytes.byteLength - at;
    if (left < CENTRAL.size || bytes.getUint32(at, true) !== CENTRAL.signature) throw damaged(fail);
    const lengths = [28, 30, 32].map((field) => bytes.getUint16(at + field, true));
    const [nameLength, extraLength] = [lengths[0]!, lengths[1]!];
    const length = CENTRAL.size + lengths.reduce((a, b) => a + b);
    if (length > left) throw damaged(fail);
    const part = (start: number, size: number) =>
      new DataView(bytes.buffer, bytes.byteOffset + at + start, size);
    const name = new TextDecoder().decode(part(CENTRAL.size, nameLength));
    if (entries.has(name)) throw fail(`its archive has the entry ${shown(name)} twice`);
    const extra = part(CENTRAL.size + nameLength, extraLength);
    entries.set(name, entryOf(file, name, part(0, CENTRAL.size), extra, directory.at, fail));
    at += length;
  }
  if (entries.size !== directory.count) throw damaged(fail);
  return entries;
}

function damaged(fail: ReadFailure): Error {
  return fail("its archive is cut off or damaged");
}

function recordAt(file: FileBytes, at: number, size: number, fail: ReadFailure): DataView<ArrayBuffer> {
  if (!(at >= 0 && at + size <= file.size)) throw damaged(fail);
  return new DataView(bytesAt(file, at, size).buffer);
}

/** A 64-bit number; one that is inexact lies beyond the end of any file. */
function long(view: DataView, at: number): number {
  return Number(view.getBigUint64(at, true));
}

/** Where the list of entries is, from the record at the end of the archive. */
function findDirectory(file: FileBytes, fail: ReadFailure): { at: number; size: number; count: number } {
  const length = Math.min(file.size, END.size + LONGEST_COMMENT);
  const tail = recordAt(file, file.size - length, length, fail);
  let end = length - END.size;
  const isEnd = () =>
    tail.getUint32(end, true) === END.signature && end + END.size + tail.getUint16(end + 20, true) === length;
  while (end >= 0 && !isEnd()) end--;
  if (end < 0) throw damaged(fail);
  let found = {
    at: tail.getUint32(end + 16, true),
    size: tail.getUint32(end + 12, true),
    count: tail.getUint16(end + 10, true),
  };
  if (found.at === 0xffffffff || found.size === 0xffffffff || found.count === 0xffff) {
    const locator = recordAt(file, file.size - length + end - LOCATOR_64.size, LOCATOR_64.size, fail);
    if (locator.getUint32(0, true) !== LOCATOR_64.signature) throw damaged(fail);
    const record = recordAt(file, long(locator, 8), END_64.size, fail);
    if (record.getUint32(0, true) !== END_64.signature) throw damaged(fail);
    found = { at: long(record, 48), size: long(record, 40), count: long(record, 32) };
  }
  if (found.size > MOST_DIRECTORY_BYTES) throw fail("its archive has more entries than are read");
  return found;
}

function entryOf(
  file: FileBytes,
  name: string,
  central: DataView,
  extra: DataView,
  limit: number,
  fail: ReadFailure,
): ZipEntry {
  const [flags, method] = [central.getUint16(8, true), central.getUint16(10, true)];
  if ((flags & 1) !== 0) throw fail(`its entry ${shown(name)} is encrypted`);
  const sizes = [24, 20, 42].map((field) => central.getUint32(field, true));
  const [size, packed, header] = fromExtra(sizes, extra, fail) as [number, number, number];
  if (method !== 0 || packed !== size) {
    throw fail(`its entry ${shown(name)} is compressed, which PyTorch never does`);
  }
  const local = recordAt(file, header, LOCAL.size, fail);
  if (local.getUint32(0, true) !== LOCAL.signature) throw damaged(fail);
  const at = header + LOCAL.size + local.getUint16(26, true) + local.getUint16(28, true);
  if (at + size > limit) {
    throw fail(`its entry ${shown(name)} says ${size} bytes, which the archive does not have`);
  }
  return { at, size, crc32: central.getUint32(16, true) };
}

/** Size, packed size and place of an entry; those that are all ones stand in the 64-bit field (id 1) instead. */
function fromExtra(values: readonly number[], extra: DataView, fail: ReadFailure): number[] {
  if (!values.includes(0xffffffff)) return [...values];
  for (let at = 0; at + 4 <= extra.byteLength;) {
    const [id, length] = [extra.getUint16(at, true), extra.getUint16(at + 2, true)];
    at += 4;
    if (at + length > extra.byteLength) break;
    if (id === 1) {
      let next = at;
      return values.map((value) => {
        if (value !== 0xffffffff) return value;
        if (next + 8 > at + length) throw damaged(fail);
        next += 8;
        return long(extra, next - 8);
      });
    }
    at += length;
  }
  throw damaged(fail);
}
