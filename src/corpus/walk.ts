import { sep } from "node:path";
import { messageOf, MissingDataError } from "../base/errors.ts";
import type { LeftOut } from "./clip.ts";

/** Order of code units: the same everywhere, whatever the locale. */
export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Last part of a path written with `/`. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** Whether a path names a recording. */
export function isWav(path: string): boolean {
  return /\.wav$/i.test(path);
}

/** What a folder holds. */
export interface FolderContents {
  /** Files, paths from the folder, with `/`, sorted. */
  readonly files: readonly string[];
  /** What is named like a recording and is no file that can be opened, and folders that cannot be looked into. */
  readonly leftOut: readonly LeftOut[];
}

/**
 * Every file below a folder, links followed, each folder once however many links lead to it. Nothing that
 * lies in it is an error.
 *
 * @param root Folder to start from.
 * @param enter Whether to look into a folder, given its path from `root`.
 * @throws {MissingDataError} If `root` is not there, is no folder or cannot be looked into.
 */
export async function walkFiles(
  root: string,
  enter: (folder: string) => boolean = () => true,
): Promise<FolderContents> {
  const files: string[] = [];
  const leftOut: LeftOut[] = [];
  const seen = new Set<string>();
  const folders = [""];
  let count = 0;
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const entries = await entriesOf(root, folder, seen);
    if (typeof entries === "string") {
      if (folder === "") throw new MissingDataError(`${root}: ${entries}`);
      leftOut.push({ path: `${folder}/`, reason: entries });
      continue;
    }
    if ((count += entries.length) > MOST_ENTRIES) {
      throw new MissingDataError(
        `${root}: more than ${MOST_ENTRIES} files and folders: give that of the corpus alone`,
      );
    }
    const below: string[] = [];
    for (const entry of entries) {
      const child = folder === "" ? entry.name : `${folder}/${entry.name}`;
      const kind = await kindOf(`${root}/${child}`, entry);
      if (kind === "file") files.push(child);
      else if (
        kind === "folder" && enter(child) && !(entry.isSymlink && await leadsUp(`${root}/${child}`, root))
      ) {
        below.push(child);
      }
      if (kind !== "file" && isWav(child)) leftOut.push({ path: child, reason: WHY[kind] ?? kind });
    }
    // The last one is looked into first: of two links to one folder, the first by name is followed every time.
    folders.push(...below.reverse());
  }
  return { files: files.sort(byText), leftOut: leftOut.sort((a, b) => byText(a.path, b.path)) };
}

/** Reasons of what is no file, by kind; any other kind is its own reason. */
const WHY: Readonly<Record<string, string>> = {
  folder: "a folder, not a file",
  link: "a link that leads nowhere",
};

/** Folders below the corpus folder that are looked into; no corpus has ten. */
const DEEPEST = 100;
/** Files and folders that are looked at, ten times those of a corpus of 10,000 clips. */
const MOST_ENTRIES = 100_000;

/** Whether a link leads to a folder that the corpus folder lies in, such as the whole disk. */
async function leadsUp(path: string, root: string): Promise<boolean> {
  const [target, own] = [await Deno.realPath(path), await Deno.realPath(root)];
  return own.startsWith(target.endsWith(sep) ? target : target + sep);
}

/** A folder's entries by name, none if it was seen already; or why it cannot be looked into. */
async function entriesOf(root: string, folder: string, seen: Set<string>): Promise<Deno.DirEntry[] | string> {
  const path = folder === "" ? root : `${root}/${folder}`;
  try {
    const { dev, ino } = await Deno.stat(path);
    const identity = ino === null ? await Deno.realPath(path) : `${dev} ${ino}`;
    if (seen.has(identity)) return [];
    seen.add(identity);
    if (folder.split("/").length > DEEPEST) return `nested more than ${DEEPEST} folders deep`;
    const entries = await Array.fromAsync(Deno.readDir(path));
    // A name that is no UTF-8 may read like another one; both lead to the same file, if to any.
    return entries.sort((a, b) => byText(a.name, b.name)).filter(({ name }, i) =>
      name !== entries[i - 1]?.name
    );
  } catch (error) {
    return path.includes("\ufffd") && error instanceof Deno.errors.NotFound
      ? NO_UNICODE
      : `cannot be looked into: ${reasonOf(error)}`;
  }
}

/** What the system makes of a name that is not UTF-8: a file of that name is not found. */
const NO_UNICODE = "its name is not UTF-8";

/** `file`, `folder`, `link` for one that leads nowhere, or the reason why something is none of them. */
async function kindOf(path: string, entry: Deno.DirEntry): Promise<string> {
  if (entry.isDirectory) return "folder";
  if (entry.isFile && !path.includes("\ufffd")) return "file";
  try {
    const { isFile, isDirectory, isFifo, isSocket } = await Deno.stat(path);
    if (isFile || isDirectory) return isFile ? "file" : "folder";
    return isFifo ? "a pipe, not a file" : isSocket ? "a socket, not a file" : "a device, not a file";
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) return `cannot be read: ${reasonOf(error)}`;
    return entry.isSymlink ? "link" : NO_UNICODE;
  }
}

/** What the system says of a file, without its path. */
export function reasonOf(error: unknown): string {
  const [, reason] = /^(.*? \(os error \d+\))/.exec(messageOf(error)) ?? [];
  return reason ?? messageOf(error).split(/[:\n]/)[0]!;
}
