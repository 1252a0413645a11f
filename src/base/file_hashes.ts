import { messageOf, UserError } from "./errors.ts";
import { writeFileAtomic } from "./files.ts";
import { hashOf } from "./hash.ts";

/** Remembers the hashes of files, so that an unchanged corpus is not read again. */
export interface FileHashes {
  /** Hash of a file; from memory while its size and time of change are the same. */
  hashFile(path: string): Promise<string>;
  /** Writes what was learned, if anything was and it can be written. */
  save(): Promise<void>;
}

/** A file that changed so lately may change again without its size or time telling, milliseconds. */
const SETTLED_MS = 2000;

type Entry = readonly [size: number, mtimeMs: number, hash: string];

/**
 * Opens the memory at `path`; a missing or unreadable one starts empty.
 * @param hash Reads a file and gives its hash, lower-case hexadecimal.
 */
export async function openFileHashes(path: string, hash: (file: string) => string): Promise<FileHashes> {
  const known = new Map<string, Entry>(Object.entries(await readEntries(path)));
  const learned = new Map<string, Entry>();
  return {
    async hashFile(file) {
      try {
        using opened = await Deno.open(file);
        const [size, time] = await stateOf(opened);
        const entry = known.get(file);
        if (entry !== undefined && entry[0] === size && entry[1] === time) return entry[2];
        const found = hash(file);
        const [after, then] = await stateOf(opened);
        if (after !== size || then !== time) throw new Error("it is being written");
        known.set(file, [size, time, found]);
        if (Date.now() - time >= SETTLED_MS) learned.set(file, [size, time, found]);
        return found;
      } catch (error) {
        throw new UserError(`Cannot read ${file}: ${messageOf(error)}`, undefined, { cause: error });
      }
    },
    async save() {
      if (learned.size === 0) return;
      // Other processes learn as well; and what cannot be remembered is found out again.
      const all = { ...await readEntries(path), ...Object.fromEntries(learned) };
      await writeFileAtomic(path, JSON.stringify({ sum: hashOf(all), files: all }), { flush: false }).catch(
        () => {},
      );
      learned.clear();
    },
  };
}

async function stateOf(file: Deno.FsFile): Promise<readonly [size: number, mtimeMs: number]> {
  const { size, mtime } = await file.stat();
  return [size, mtime?.getTime() ?? 0];
}

/** Those of a memory whose sum is right: one wrong digit would give every run that uses the file another corpus. */
async function readEntries(path: string): Promise<Record<string, Entry>> {
  try {
    const bytes = await Deno.readFile(path);
    const { sum, files } = JSON.parse(new TextDecoder().decode(bytes));
    return sum === hashOf(files) ? Object.fromEntries(Object.entries(files).filter(isEntry)) : {};
  } catch {
    return {};
  }
}

function isEntry(named: [string, unknown]): named is [string, Entry] {
  const entry = named[1];
  return Array.isArray(entry) && typeof entry[0] === "number" && typeof entry[1] === "number" &&
    typeof entry[2] === "string" && /^[0-9a-f]+$/.test(entry[2]);
}
