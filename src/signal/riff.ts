import { UserError } from "../base/errors.ts";

/** One chunk of a RIFF file: its name and where its content lies in the file. */
export interface Chunk {
  /** Four characters, such as `fmt ` or `data`. */
  readonly id: string;
  /** Byte at which the content starts. */
  readonly start: number;
  /** Bytes of content that the header claims, which may be more than the file holds. */
  readonly size: number;
}

/** Bytes of the RIFF header and of a chunk's header. */
const RIFF_HEADER = 12;
const CHUNK_HEADER = 8;

/**
 * The chunks of a WAV file in their order. Reading stops without an error at what is no chunk (some
 * programs append text), or at a chunk that the file cuts short, which is the last one returned.
 *
 * A chunk of odd size is followed by a pad byte. Some writers forget it; that is accepted where only one
 * reading leads to a chunk. Source: Microsoft & IBM 1991, "Multimedia Programming Interface and Data
 * Specifications 1.0", chapter 2.
 *
 * @param bytes The whole file.
 * @param name What messages call the file.
 * @throws {UserError} If the file is empty or is no little-endian RIFF file of 32-bit sizes and type WAVE.
 */
export function readChunks(bytes: Uint8Array, name: string): Chunk[] {
  checkHeader(bytes, name);
  const chunks: Chunk[] = [];
  let chunk = chunkAt(bytes, RIFF_HEADER);
  while (chunk !== null) {
    chunks.push(chunk);
    chunk = chunkAfter(bytes, chunk);
  }
  return chunks;
}

/** Whether the file holds all of a chunk's content. */
export function isWhole(bytes: Uint8Array, chunk: Chunk): boolean {
  return chunk.start + chunk.size <= bytes.length;
}

function checkHeader(bytes: Uint8Array, name: string): void {
  if (bytes.length === 0) throw new UserError(`${name}: the file is empty`);
  const magic = text(bytes, 0);
  if (magic === "RF64" || magic === "BW64") {
    throw new UserError(`${name}: ${magic} (WAV with 64-bit sizes) is not supported`);
  }
  if (magic === "RIFX") throw new UserError(`${name}: RIFX (big-endian WAV) is not supported`);
  if (magic !== "RIFF") {
    throw new UserError(
      `${name}: not a WAV file, it starts with ${JSON.stringify(magic)} in place of "RIFF"`,
    );
  }
  if (bytes.length < RIFF_HEADER) {
    throw new UserError(`${name}: truncated WAV file, ${bytes.length} bytes do not hold its header`);
  }
  const type = text(bytes, 8);
  if (type !== "WAVE") {
    throw new UserError(
      `${name}: not a WAV file, its RIFF type is ${JSON.stringify(type)} in place of "WAVE"`,
    );
  }
}

/** The chunk after another, or `null` at the end. */
function chunkAfter(bytes: Uint8Array, chunk: Chunk): Chunk | null {
  const end = chunk.start + chunk.size;
  if (chunk.size % 2 === 0) return chunkAt(bytes, end);
  const padded = chunkAt(bytes, end + 1);
  const unpadded = chunkAt(bytes, end);
  if (unpadded === null) return padded;
  // Where both could be names, an essential one starts at its first letter, not at a pad byte before it.
  return padded === null || isEssential(unpadded) ? unpadded : padded;
}

function isEssential(chunk: Chunk | null): boolean {
  return chunk !== null && (chunk.id === "fmt " || chunk.id === "data");
}

/** The chunk whose header starts at `offset`, or `null` where the bytes cannot be one. */
function chunkAt(bytes: Uint8Array, offset: number): Chunk | null {
  if (offset + CHUNK_HEADER > bytes.length) return null;
  const id = text(bytes, offset);
  if (!/^[\x20-\x7e]{4}$/.test(id)) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunk = { id, start: offset + CHUNK_HEADER, size: view.getUint32(offset + 4, true) };
  return isWhole(bytes, chunk) || isEssential(chunk) ? chunk : null;
}

function text(bytes: Uint8Array, offset: number): string {
  return String.fromCharCode(...bytes.subarray(offset, offset + 4));
}
