import { dirname } from "node:path";
import { messageOf, UserError } from "./errors.ts";
import { openTemporary } from "./temporary.ts";

/** How often a file is begun anew whose folder or temporary file was removed while it was written. */
const ATTEMPTS = 10;

const underWay = new Set<Promise<void>>();

/**
 * Writes a file so that it is there whole or not at all: to a temporary file beside it, flushed to disk,
 * then renamed. Folders are made as needed, again if somebody removes them meanwhile.
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
  const work = write(path, bytes, flush);
  underWay.add(work);
  await work.finally(() => underWay.delete(work));
}

/**
 * Like {@linkcode writeFileAtomic}, but leaves a file alone that has these bytes already: what is up to date
 * needs no permission to write.
 */
export async function writeFileIfChanged(path: string, data: string | Uint8Array): Promise<void> {
  const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
  const old = await Deno.readFile(path).catch(() => null);
  const same = old?.length === bytes.length && old.every((value, i) => value === bytes[i]);
  if (!same) await writeFileAtomic(path, bytes);
}

/** Ends when every file is written that this thread has begun to write. */
export async function writesEnded(): Promise<void> {
  while (underWay.size > 0) await Promise.allSettled(underWay);
}

async function write(path: string, bytes: Uint8Array, flush: boolean): Promise<void> {
  for (let attempt = 1;; attempt++) {
    try {
      return await writeOnce(path, bytes, flush);
    } catch (error) {
      const removed = error instanceof Deno.errors.NotFound || error instanceof Deno.errors.AlreadyExists;
      if (removed && attempt < ATTEMPTS) continue;
      throw new UserError(`Cannot write ${path}: ${messageOf(error)}`, undefined, { cause: error });
    }
  }
}

async function writeOnce(path: string, bytes: Uint8Array, flush: boolean): Promise<void> {
  await Deno.mkdir(dirname(path), { recursive: true });
  const { file, name } = await openTemporary(path);
  try {
    let written = 0;
    while (written < bytes.length) written += await file.write(bytes.subarray(written));
    if (flush) await file.sync();
    // While it is open: as long as it has its temporary name it is locked.
    await Deno.rename(name, path);
  } catch (error) {
    await Deno.remove(name).catch(() => {});
    throw error;
  } finally {
    file.close();
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
