/**
 * Temporary files, and which of them are left over.
 *
 * A writer holds a lock on its temporary file for as long as that has its temporary name, and the system lets go
 * of the lock when the writer dies, however it dies. So whoever gets the lock knows that the writer is gone. A
 * process id could not say so: ids come again, threads share one, and containers and machines that share a folder
 * each have their own.
 */
import { basename, dirname, join } from "node:path";

/** The end of a temporary name: twelve random digits, since no other process or thread may draw the same. */
const ENDING = /\.[0-9a-f]{12}\.tmp$/;

/** Where locks cannot be asked for, a file that did not change for so long is left over, milliseconds. */
const FORGOTTEN_MS = 3_600_000;

/** How often it is looked whether stopped threads are done, and after how many milliseconds each time. */
const [STOPPED_TRIES, STOPPED_MS] = [4, 50];

/** A temporary file that is being written. */
export interface Temporary {
  /** Open for writing, empty, locked. */
  readonly file: Deno.FsFile;
  /** Its path. */
  readonly name: string;
}

/** Opens a new temporary file beside `path`, whose folder must be there. */
export async function openTemporary(path: string): Promise<Temporary> {
  const name = `${path}.${crypto.randomUUID().replaceAll("-", "").slice(0, 12)}.tmp`;
  const file = await Deno.open(name, { write: true, createNew: true });
  // There are file systems without locks: there the time alone tells what is left over.
  await file.lock(true).catch(() => {});
  return { file, name };
}

/**
 * Removes what dead writers left of a file, or below a folder and of files beside it that begin with its name; what
 * living ones write stays. A folder that may not be read or changed is passed over.
 *
 * @returns How many temporary files living writers hold.
 */
export async function removeUnfinished(path: string): Promise<number> {
  const beside = `${basename(path)}.`;
  return await sweep(path, () => true) + await sweep(dirname(path), (name) => name.startsWith(beside));
}

async function sweep(folder: string, fits: (name: string) => boolean): Promise<number> {
  let held = 0;
  for (const { name, isDirectory, isFile } of await entriesOf(folder)) {
    const path = join(folder, name);
    if (!fits(name)) continue;
    if (isDirectory) held += await sweep(path, () => true);
    else if (isFile && ENDING.test(name) && !await removeIfLeftOver(path)) held++;
  }
  return held;
}

/**
 * Does some work that writes files or into folders: before it, what dead processes left there is removed, and when
 * it fails, what its own stopped threads leave.
 */
export async function leavingNothing<T>(paths: readonly string[], work: () => Promise<T>): Promise<T> {
  for (const path of paths) await removeUnfinished(path);
  try {
    return await work();
  } catch (error) {
    // A stopped thread ends the call to the file system that it is in; another process goes on for as long as it likes.
    for (let held = 1, tries = 0; held > 0 && tries < STOPPED_TRIES; tries++) {
      await new Promise((resolve) => setTimeout(resolve, STOPPED_MS));
      held = 0;
      for (const path of paths) held += await removeUnfinished(path);
    }
    throw error;
  }
}

async function entriesOf(folder: string): Promise<Deno.DirEntry[]> {
  try {
    return await Array.fromAsync(Deno.readDir(folder));
  } catch {
    return [];
  }
}

/** @returns Whether nobody writes it. */
async function removeIfLeftOver(path: string): Promise<boolean> {
  try {
    using file = await Deno.open(path, { read: true, write: true });
    if (!await isLeftOver(file)) return false;
    await Deno.remove(path);
  } catch {
    // It has its final name by now, or may not be removed from here.
  }
  return true;
}

async function isLeftOver(file: Deno.FsFile): Promise<boolean> {
  // Deno 2.6 cannot ask for a lock without waiting for it, whatever the types say.
  const { tryLock } = file as Partial<Deno.FsFile>;
  if (tryLock !== undefined) {
    const locked = await tryLock.call(file, true).catch(() => null);
    if (locked !== null) return locked;
  }
  const { mtime } = await file.stat();
  return mtime !== null && Date.now() - mtime.getTime() > FORGOTTEN_MS;
}
