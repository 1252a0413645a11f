import { dirname } from "node:path";
import { messageOf, UserError } from "./errors.ts";
import { readIfPresent } from "./files.ts";

/** The beginning of a file that is being downloaded; no other process writes it meanwhile. */
export interface PartFile {
  /** Bytes that are there. */
  size(): Promise<number>;
  /** Forgets what comes after the first `bytes` bytes; what is written next follows them. */
  cut(bytes: number): Promise<void>;
  /** Adds bytes at the end. */
  append(bytes: Uint8Array): Promise<void>;
  /** What the server called the version of the file that these bytes are of, or `null`. */
  version(): Promise<string | null>;
  /** Remembers that; `null` forgets it. */
  setVersion(version: string | null): Promise<void>;
  /** Makes it the file at a path. */
  finish(path: string): Promise<void>;
  /** Removes it. */
  remove(): Promise<void>;
  /** Leaves it for another attempt. */
  close(): void;
}

/**
 * Opens a part file, or makes it.
 *
 * @throws {UserError} From this and every function of the file: if it cannot be written, or another process is
 * downloading the same file.
 */
export async function openPartFile(path: string): Promise<PartFile> {
  const writing = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw new UserError(`Cannot write ${path}: ${messageOf(error)}`, undefined, { cause: error });
    }
  };
  await writing(() => Deno.mkdir(dirname(path), { recursive: true }));
  const file = await writing(() => Deno.open(path, { create: true, read: true, write: true }));
  if (!await ownedAlone(file, path)) {
    file.close();
    throw new UserError(`Cannot write ${path}: another process is downloading the same file`);
  }
  const versionPath = `${path}.version`;
  const forget = () => Deno.remove(versionPath).catch(() => {});
  return {
    size: async () => (await file.stat()).size,
    async cut(bytes) {
      await writing(() => file.truncate(bytes));
      await file.seek(bytes, Deno.SeekMode.Start);
    },
    async append(bytes) {
      for (let at = 0; at < bytes.length;) at += await writing(() => file.write(bytes.subarray(at)));
    },
    async version() {
      const bytes = await readIfPresent(versionPath);
      return bytes === null ? null : new TextDecoder().decode(bytes);
    },
    setVersion: (version) =>
      version === null ? forget() : writing(() => Deno.writeTextFile(versionPath, version)),
    async finish(destination) {
      await writing(() => file.sync());
      await writing(() => Deno.rename(path, destination));
      await forget();
    },
    async remove() {
      await Deno.remove(path).catch(() => {});
      await forget();
    },
    close: () => file.close(),
  };
}

/** Takes the lock of an open file, and looks whether it still is the one at its path. */
async function ownedAlone(file: Deno.FsFile, path: string): Promise<boolean> {
  try {
    if (!await file.tryLock(true)) return false;
  } catch {
    // There are file systems without locks.
  }
  const [own, there] = [await file.stat(), await Deno.stat(path).catch(() => null)];
  return there !== null && own.ino === there.ino;
}
