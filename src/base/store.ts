import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { messageOf, UserError } from "./errors.ts";
import { writeFileAtomic } from "./files.ts";

/** A folder of entries that are found by the hash of what they were made from. */
export interface Store {
  /** The entry's bytes, or `null` if there is none or it was damaged (then it is removed). */
  read(key: string): Promise<Uint8Array<ArrayBuffer> | null>;
  /** Writes an entry, or replaces it. */
  write(key: string, bytes: Uint8Array): Promise<void>;
  /** True if an entry of that key exists; its content is not looked at. */
  has(key: string): Promise<boolean>;
  /** Entries that were found damaged so far. */
  damaged(): number;
}

const DIGEST_BYTES = 32;

/** Opens a content-addressed store. Every entry ends in the SHA-256 of its content, checked on reading. */
export function openStore(folder: string): Store {
  const pathOf = (key: string) => join(folder, key.slice(0, 2), key.slice(2));
  let damaged = 0;
  return {
    async read(key) {
      const file = await bytesOf(pathOf(key));
      if (file === null) return null;
      const content = file.subarray(0, Math.max(0, file.length - DIGEST_BYTES));
      if (file.length >= DIGEST_BYTES && same(digest(content), file.subarray(content.length))) return content;
      damaged++;
      await Deno.remove(pathOf(key), { recursive: true }).catch(() => {});
      return null;
    },
    async write(key, bytes) {
      const entry = new Uint8Array(bytes.length + DIGEST_BYTES);
      entry.set(bytes);
      entry.set(digest(bytes), bytes.length);
      const put = () => writeFileAtomic(pathOf(key), entry, { flush: false });
      await put().catch(async (error) => {
        if (!await clearWay([folder, dirname(pathOf(key))], pathOf(key))) throw error;
        await put();
      });
    },
    async has(key) {
      return await Deno.stat(pathOf(key)).then(() => true, () => false);
    },
    damaged: () => damaged,
  };
}

/** The bytes at a path, none of what is no file, `null` for nothing. */
async function bytesOf(path: string): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    return await Deno.readFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return null;
    if (error instanceof Deno.errors.IsADirectory) return new Uint8Array();
    throw new UserError(`Cannot read ${path}: ${messageOf(error)}`, undefined, { cause: error });
  }
}

/** Removes files in the place of folders and a folder in the place of a file; says whether there was one. */
async function clearWay(folders: readonly string[], file: string): Promise<boolean> {
  const kinds = [...folders.map((path) => [path, false] as const), [file, true] as const];
  for (const [path, wantsFile] of kinds) {
    const found = await Deno.lstat(path).catch(() => null);
    if (found === null || (wantsFile ? !found.isDirectory : !found.isFile)) continue;
    await Deno.remove(path, { recursive: true }).catch(() => {});
    return true;
  }
  return false;
}

function digest(bytes: Uint8Array): Uint8Array {
  return createHash("sha256").update(bytes).digest();
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}
