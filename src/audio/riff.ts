import { UserError } from "../base/errors.ts";
import type { ByteSource } from "./byte_source.ts";

/** One chunk of a RIFF file: its name and where its content lies in the file. */
export interface Chunk {
  /** Four characters, such as `fmt ` or `data`. */
  readonly id: string;
  /** Byte at which the content starts. */
  readonly start: number;
  /** Bytes of content that the header claims, which may be more than the file holds. */
  readonly size: number;
  /** Whether the header leaves the size open, so that the content reaches to the end of the file. */
  readonly open: boolean;
}

/** The two chunks that a recording is made of, `null` for one that is not there. */
export interface WavChunks {
  /** How the samples are stored. */
  readonly format: Chunk | null;
  /** The samples. */
  readonly data: Chunk | null;
}

/** Bytes of the RIFF header and of a chunk's header. */
const RIFF_HEADER = 12;
const CHUNK_HEADER = 8;
/** More chunks than any program writes before the samples; a file of nothing else is not looked through. */
const MOST_CHUNKS = 10_000;
/**
 * From this size on a chunk of samples was written before its length was known, to a pipe: `ffmpeg` writes
 * 2^32 - 1, `arecord` 2^31 and `sox` 2^31 - 4096. Its samples reach to the end of the file.
 */
const SIZE_UNKNOWN = 2 ** 31 - 4096;

/**
 * The first `fmt ` and the first `data` chunk of a WAV file. Looking ends without an error at what is no chunk
 * (some programs append text), or at a chunk that the file cuts short.
 *
 * A chunk of odd size is followed by a pad byte. Some writers forget it; that is accepted where only one
 * reading leads to a chunk. Source: Microsoft & IBM 1991, "Multimedia Programming Interface and Data
 * Specifications 1.0", chapter 2.
 *
 * @throws {UserError} If the file is empty, is no little-endian RIFF file of 32-bit sizes and type WAVE, or
 * has too many chunks. The message does not name the file.
 */
export function wavChunks(source: ByteSource): WavChunks {
  checkHeader(source);
  let format: Chunk | null = null;
  let data: Chunk | null = null;
  let chunk = chunkAt(source, RIFF_HEADER);
  for (let count = 0; chunk !== null && (format === null || data === null); count++) {
    if (count === MOST_CHUNKS) {
      throw new UserError(`damaged WAV file: more than ${MOST_CHUNKS} chunks before its samples`);
    }
    if (chunk.id === "fmt ") format ??= chunk;
    if (chunk.id === "data") data ??= chunk;
    chunk = chunkAfter(source, chunk);
  }
  return { format, data };
}

/** Whether the file holds all of a chunk's content. */
export function isWhole({ size }: ByteSource, chunk: Chunk): boolean {
  return chunk.start + chunk.size <= size;
}

function checkHeader(source: ByteSource): void {
  if (source.size === 0) throw new UserError("the file is empty");
  const magic = text(source, 0);
  if (magic === "RF64" || magic === "BW64") {
    throw new UserError(`${magic} (WAV with 64-bit sizes) is not supported`);
  }
  if (magic === "RIFX") throw new UserError("RIFX (big-endian WAV) is not supported");
  if (magic !== "RIFF") {
    throw new UserError(`not a WAV file, it starts with ${JSON.stringify(magic)} in place of "RIFF"`);
  }
  if (source.size < RIFF_HEADER) {
    throw new UserError(`truncated WAV file, ${source.size} bytes do not hold its header`);
  }
  const type = text(source, 8);
  if (type !== "WAVE") {
    throw new UserError(`not a WAV file, its RIFF type is ${JSON.stringify(type)} in place of "WAVE"`);
  }
}

/** The chunk after another, or `null` at the end. */
function chunkAfter(source: ByteSource, chunk: Chunk): Chunk | null {
  const end = chunk.start + chunk.size;
  if (chunk.size % 2 === 0) return chunkAt(source, end);
  const padded = chunkAt(source, end + 1);
  const unpadded = chunkAt(source, end);
  if (unpadded === null) return padded;
  // Where both could be names, an essential one starts at its first letter, not at a pad byte before it.
  return padded === null || isEssential(unpadded.id) ? unpadded : padded;
}

function isEssential(id: string): boolean {
  return id === "fmt " || id === "data";
}

/** The chunk whose header starts at `offset`, or `null` where the bytes cannot be one. */
function chunkAt(source: ByteSource, offset: number): Chunk | null {
  if (offset + CHUNK_HEADER > source.size) return null;
  const id = text(source, offset);
  if (!/^[\x20-\x7e]{4}$/.test(id)) return null;
  const start = offset + CHUNK_HEADER;
  const [low, high] = [unsigned16(source, offset + 4), unsigned16(source, offset + 6)];
  const claimed = low + high * 2 ** 16;
  const open = id === "data" && claimed >= SIZE_UNKNOWN;
  const chunk = { id, start, size: open ? source.size - start : claimed, open };
  return isWhole(source, chunk) || isEssential(id) ? chunk : null;
}

function unsigned16(source: ByteSource, offset: number): number {
  const [low = 0, high = 0] = source.read(offset, 2);
  return low + high * 256;
}

/** Up to four bytes as characters. */
function text(source: ByteSource, offset: number): string {
  return String.fromCharCode(...source.read(offset, 4));
}
