import type { UserError } from "../../base/errors.ts";
import { type ReadFailure, shown } from "./file_bytes.ts";
import { isCount, isTensorType, MOST_AXES, TYPE_BYTES } from "./tensor_type.ts";

/** What the header says of one tensor. */
export interface SafetensorsEntry {
  /** Unique within the file. */
  readonly name: string;
  /** Type in the format's spelling; one that is not known here is left to the reader to refuse. */
  readonly type: string;
  /** Empty for a scalar. */
  readonly shape: readonly number[];
  /** First byte, from the end of the header. */
  readonly begin: number;
  /** Byte behind the last. */
  readonly end: number;
}

/** The most bytes of a header; that of a ResNet50 has 10 kB. */
const LONGEST = 16 * 2 ** 20;

/**
 * Bytes of the header, from the file's first eight.
 * @param size Bytes of the whole file.
 */
export function headerLength(start: Uint8Array, size: number, fail: ReadFailure): number {
  if (start.length < 8) throw fail("a safetensors file has at least 8 bytes");
  const length = new DataView(start.buffer, start.byteOffset).getBigUint64(0, true);
  if (length > BigInt(size - 8)) throw fail(`its header says ${length} bytes, which the file does not have`);
  if (length > LONGEST) throw fail(`its header says ${length} bytes: more than ${LONGEST} are not read`);
  return Number(length);
}

/**
 * Reads the header of a safetensors file and checks that its tensors fill the file: no gap, no overlap.
 *
 * @param text Its bytes, JSON.
 * @param dataBytes Bytes behind the header.
 * @throws {UserError} If it is malformed, a name stands twice, or lengths do not fit.
 */
export function parseHeader(text: Uint8Array, dataBytes: number, fail: ReadFailure): {
  entries: SafetensorsEntry[];
  metadata: Record<string, string>;
} {
  const { __metadata__: metadata = {}, ...rest } = parseObject(text, fail);
  const entries = Object.entries(rest).map(([name, entry]) => {
    const found = tensorEntry(name, entry, () => fail(`the entry of ${shown(name)} is malformed`));
    const count = found.shape.reduce((a, b) => a * b, 1);
    const bytes = isTensorType(found.type) ? TYPE_BYTES[found.type] * count : found.end - found.begin;
    if (found.end - found.begin !== bytes || found.end > dataBytes) {
      throw fail(`the bytes of ${shown(name)} do not fit its shape [${shown(`${found.shape}`)}] or the file`);
    }
    return found;
  });
  if (!covers(entries, dataBytes)) throw fail("its tensors overlap or leave bytes unused");
  if (!isTexts(metadata)) throw fail("its metadata must be an object of texts");
  return { entries, metadata };
}

function parseObject(bytes: Uint8Array, fail: ReadFailure): Record<string, unknown> {
  let text: string;
  let value: unknown;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    value = JSON.parse(text);
  } catch {
    throw fail("its header is not JSON");
  }
  if (!isObject(value)) throw fail("its header is not a JSON object");
  const twice = repeatedKey(text);
  if (twice !== null) throw fail(`its header names ${shown(twice)} twice`);
  return value;
}

/** A key that stands twice in the outermost object of valid JSON, which `JSON.parse` does not tell. */
function repeatedKey(text: string): string | null {
  const seen = new Set<string>();
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const letter = text[at]!;
    if (letter === "{" || letter === "[") depth++;
    else if (letter === "}" || letter === "]") depth--;
    if (letter !== '"') continue;
    const end = endOfText(text, at);
    if (depth === 1 && isFollowedByColon(text, end)) {
      const key: string = JSON.parse(text.slice(at, end));
      if (seen.has(key)) return key;
      seen.add(key);
    }
    at = end - 1;
  }
  return null;
}

/** Place behind the quotation mark that ends the text which begins at `at`. */
function endOfText(text: string, at: number): number {
  let next = at + 1;
  while (text[next] !== '"') next += text[next] === "\\" ? 2 : 1;
  return next + 1;
}

function isFollowedByColon(text: string, at: number): boolean {
  let next = at;
  while (" \t\r\n".includes(text[next]!)) next++;
  return text[next] === ":";
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

/** Whether the entries, in some order, follow one another from 0 to `total`. */
function covers(entries: readonly SafetensorsEntry[], total: number): boolean {
  const sorted = entries.toSorted((a, b) => a.begin - b.begin || a.end - b.end);
  return sorted.every(({ begin }, i) => begin === (sorted[i - 1]?.end ?? 0)) &&
    (sorted.at(-1)?.end ?? 0) === total;
}

function isTexts(value: unknown): value is Record<string, string> {
  return isObject(value) && Object.values(value).every((text) => typeof text === "string");
}

function tensorEntry(name: string, entry: unknown, fail: () => UserError): SafetensorsEntry {
  const { dtype: type, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>;
  if (typeof type !== "string" || !Array.isArray(shape)) throw fail();
  if (shape.length > MOST_AXES || !shape.every(isCount)) throw fail();
  if (!Array.isArray(offsets) || offsets.length !== 2) throw fail();
  const [begin, end]: unknown[] = offsets;
  if (!isCount(begin) || !isCount(end) || begin > end) throw fail();
  return { name, type, shape, begin, end };
}
