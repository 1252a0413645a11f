import { bytesAt, type FileBytes, type ReadFailure } from "./file_bytes.ts";

/** A place in a file that moves on with every read, up to an end. */
export interface Cursor {
  /** Byte of the file that is read next. */
  at(): number;
  /** The next byte. */
  byte(): number;
  /** The next `length` bytes; not to be kept. */
  take(length: number): Uint8Array;
  /** The bytes up to the next line feed, which is passed over. */
  line(): Uint8Array;
}

const PIECE = 1 << 16;
const LONGEST_LINE = 1000;

/** Reads from `begin` to `end`, in pieces; going beyond the end is a failure. */
export function cursor(file: FileBytes, begin: number, end: number, fail: ReadFailure): Cursor {
  let piece = new Uint8Array();
  let [from, next] = [begin, 0]; // byte of the file where the piece begins, place within it
  const need = (length: number) => {
    if (piece.length - next >= length) return;
    from += next;
    next = 0;
    if (length > end - from) {
      throw fail("it ends in the middle of what it describes: it is cut off or damaged");
    }
    piece = bytesAt(file, from, Math.min(Math.max(length, PIECE), end - from));
  };
  const take = (length: number) => {
    need(length);
    next += length;
    return piece.subarray(next - length, next);
  };
  return {
    at: () => from + next,
    byte: () => take(1)[0]!,
    take,
    line() {
      const bytes: number[] = [];
      for (let byte = take(1)[0]!; byte !== 10; byte = take(1)[0]!) {
        if (bytes.push(byte) > LONGEST_LINE) throw fail("it has a line that is too long");
      }
      return Uint8Array.from(bytes);
    },
  };
}
