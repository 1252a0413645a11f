import { dirname } from "node:path";
import { messageOf, UserError } from "./errors.ts";

let counter = 0;

/**
 * Writes a file so that it is there whole or not at all: to a temporary file beside it, flushed to disk,
 * then renamed. Folders are made as needed.
 *
 * @param options `flush: false` for what can be made again and is checked when it is read.
 * @throws {UserError} If the file cannot be written (no space, no permission); the temporary file is removed.
 */
export async function writeFileAtomic(
  path: string,
  data: string | Uint8Array,
  { flush = true }: { flush?: boolean } = {},
): Promise<void> {
  const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
  const temporary = `${path}.${Deno.pid}-${counter++}.tmp`;
  try {
    await Deno.mkdir(dirname(path), { recursive: true });
    const file = await Deno.open(temporary, { write: true, createNew: true });
    try {
      let written = 0;
      while (written < bytes.length) written += await file.write(bytes.subarray(written));
      if (flush) await file.sync();
    } finally {
      file.close();
    }
    await Deno.rename(temporary, path);
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    throw new UserError(`Cannot write ${path}: ${messageOf(error)}`, undefined, { cause: error });
  }
}

/** The bytes of a file, or `null` if there is none. */
export async function readIfPresent(path: string): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    return await Deno.readFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw new UserError(`Cannot read ${path}: ${messageOf(error)}`, undefined, { cause: error });
  }
}

/** Names of a folder's entries, sorted; empty if there is no such folder or it is a file. */
export async function listFolder(path: string): Promise<string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(path), (entry) => entry.name)).sort();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return [];
    throw new UserError(`Cannot list ${path}: ${messageOf(error)}`, undefined, { cause: error });
  }
}
