import { messageOf, UserError } from "./errors.ts";
import { readIfPresent, writeFileAtomic } from "./files.ts";

/** Remembers the hashes of files, so that an unchanged corpus is not read again. */
export interface FileHashes {
  /** Hash of a file; from memory while its size and time of change are the same. */
  hashFile(path: string): Promise<string>;
  /** Writes what was learned, if anything was. */
  save(): Promise<void>;
}

type Entry = readonly [size: number, mtimeMs: number, hash: string];

/**
 * Opens the memory at `path`; a missing or unreadable one starts empty.
 * @param hash Reads a file and gives its hash, lower-case hexadecimal.
 */
export async function openFileHashes(path: string, hash: (file: string) => string): Promise<FileHashes> {
  const known = new Map<string, Entry>(Object.entries(await readEntries(path)));
  let changed = false;
  return {
    async hashFile(file) {
      try {
        const { size, mtime } = await Deno.stat(file);
        const time = mtime?.getTime() ?? 0;
        const entry = known.get(file);
        if (entry !== undefined && entry[0] === size && entry[1] === time) return entry[2];
        const found = hash(file);
        known.set(file, [size, time, found]);
        changed = true;
        return found;
      } catch (error) {
        throw new UserError(`Cannot read ${file}: ${messageOf(error)}`, undefined, { cause: error });
      }
    },
    async save() {
      if (changed) await writeFileAtomic(path, JSON.stringify(Object.fromEntries(known)));
      changed = false;
    },
  };
}

async function readEntries(path: string): Promise<Record<string, Entry>> {
  const bytes = await readIfPresent(path);
  if (bytes === null) return {};
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return Object.fromEntries(Object.entries(value ?? {}).filter(isEntry));
  } catch {
    return {};
  }
}

function isEntry(named: [string, unknown]): named is [string, Entry] {
  const entry = named[1];
  return Array.isArray(entry) && typeof entry[0] === "number" && typeof entry[1] === "number" &&
    typeof entry[2] === "string" && /^[0-9a-f]+$/.test(entry[2]);
}
