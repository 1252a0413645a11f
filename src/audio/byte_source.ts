/** Bytes that are read part by part, so that a file of any size takes no more memory than its parts. */
export interface ByteSource {
  /** Bytes of all. */
  readonly size: number;
  /** The bytes from `start` on, fewer than `length` at the end; the caller's until the next call. */
  read(start: number, length: number): Uint8Array;
}

/** Bytes of a file that are read at once when fewer are asked for. */
const BLOCK = 1 << 16;

/** Bytes in memory as a source. */
export function bytesSource(bytes: Uint8Array): ByteSource {
  return { size: bytes.length, read: (start, length) => bytes.subarray(start, start + length) };
}

/**
 * Does something with a file's bytes, which are read without waiting for another thread, and closes the file.
 *
 * @throws {Error} What the system says of a file that cannot be opened or read.
 */
export function withFileSource<T>(path: string, work: (source: ByteSource) => T): T {
  using file = Deno.openSync(path);
  const { size } = file.statSync();
  let [from, block] = [0, new Uint8Array()];
  return work({
    size,
    read(start, length) {
      if (length >= BLOCK) return readFrom(file, start, length);
      if (start < from || start + length > from + block.length) {
        [from, block] = [start, readFrom(file, start, BLOCK)];
      }
      return block.subarray(start - from, start - from + length);
    },
  });
}

function readFrom(file: Deno.FsFile, start: number, length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  file.seekSync(start, Deno.SeekMode.Start);
  for (let filled = 0; filled < length;) {
    const got = file.readSync(bytes.subarray(filled));
    if (got === null) return bytes.subarray(0, filled);
    filled += got;
  }
  return bytes;
}
