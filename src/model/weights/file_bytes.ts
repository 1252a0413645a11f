import { MissingDataError, UserError } from "../../base/errors.ts";

/** Bytes that are read from anywhere in a file, so that a large one is never in memory as a whole. */
export interface FileBytes {
  /** Named in errors. */
  readonly path: string;
  /** Bytes of all. */
  readonly size: number;
  /** Fills `bytes` from `at`; the caller has checked that they lie within the file. */
  fill(at: number, bytes: Uint8Array): void;
  /** Ends the reading. */
  close(): void;
}

/**
 * Opens a file. Each `fill` is one uninterrupted step, so that reads of several tensors do not mix.
 *
 * @throws {MissingDataError} If there is no such file.
 * @throws {UserError} If it cannot be read.
 */
export async function openFileBytes(path: string): Promise<FileBytes> {
  let file: Deno.FsFile | undefined;
  try {
    file = await Deno.open(path);
    const { size, isFile } = await file.stat();
    if (!isFile) throw new UserError(`Cannot read ${path}: it is no file`);
    return { path, size, fill: (at, bytes) => fillFrom(file!, path, at, bytes), close: () => file!.close() };
  } catch (error) {
    file?.close();
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      throw new MissingDataError(`Cannot read ${path}: there is no such file`);
    }
    if (error instanceof Deno.errors.IsADirectory) throw new UserError(`Cannot read ${path}: it is a folder`);
    if (error instanceof Deno.errors.PermissionDenied) {
      throw new UserError(`Cannot read ${path}: it may not be read`);
    }
    throw error;
  }
}

function fillFrom(file: Deno.FsFile, path: string, at: number, bytes: Uint8Array): void {
  file.seekSync(at, Deno.SeekMode.Start);
  for (let filled = 0; filled < bytes.length;) {
    const got = file.readSync(bytes.subarray(filled));
    if (got === null) throw readFailure(path)("it became shorter while it was read");
    filled += got;
  }
}

/** Bytes that are in memory already, in place of a file. */
export function bytesInMemory(bytes: Uint8Array, path: string): FileBytes {
  return {
    path,
    size: bytes.length,
    fill: (at, target) => target.set(bytes.subarray(at, at + target.length)),
    close: () => {},
  };
}

/** `length` bytes from `at`, copied; the caller has checked that they lie within the file. */
export function bytesAt(file: FileBytes, at: number, length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  file.fill(at, bytes);
  return bytes;
}

/** Makes the error that says what is wrong with a file. */
export type ReadFailure = (rule: string) => UserError;

/** Errors that name the file. */
export function readFailure(path: string): ReadFailure {
  return (rule) => new UserError(`Cannot read ${path}: ${rule}`);
}

/** A text out of a file, as an error may show it: one line, no control characters, not too long. */
export function shown(text: string): string {
  const plain = text.slice(0, 100).replace(
    /[\p{C}\p{Zl}\p{Zp}]/gu,
    (c) => `\\u{${c.codePointAt(0)!.toString(16)}}`,
  );
  return plain.length > 80 ? `${plain.slice(0, 77)}...` : plain;
}
