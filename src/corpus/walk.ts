import { MissingDataError } from "../base/errors.ts";

/** Order of code units: the same everywhere, whatever the locale. */
export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Last part of a path written with `/`. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/**
 * Every file below a folder, links followed, each folder once however many links lead to it.
 *
 * @param root Folder to start from.
 * @param enter Whether to look into a folder, given its path from `root`.
 * @returns Paths from `root`, with `/`, sorted.
 * @throws {MissingDataError} If `root` is not there or is no folder.
 */
export async function walkFiles(
  root: string,
  enter: (folder: string) => boolean = () => true,
): Promise<string[]> {
  const found: string[] = [];
  const seen = new Set<string>();
  const visit = async (folder: string): Promise<void> => {
    const path = folder === "" ? root : `${root}/${folder}`;
    const real = await Deno.realPath(path);
    if (seen.has(real)) return;
    seen.add(real);
    const entries = [];
    for await (const entry of Deno.readDir(path)) entries.push(entry);
    // Sorted, so that of two links to one folder the same one is followed every time.
    for (const entry of entries.sort((a, b) => byText(a.name, b.name))) {
      const child = folder === "" ? entry.name : `${folder}/${entry.name}`;
      const kind = entry.isSymlink ? await targetOf(`${root}/${child}`) : entry;
      if (kind.isDirectory && enter(child)) await visit(child);
      else if (kind.isFile) found.push(child);
    }
  };
  const start = await targetOf(root);
  if (!start.isDirectory) {
    throw new MissingDataError(`${root}: ${start.isFile ? "is a file, not a folder" : "no such folder"}`);
  }
  await visit("");
  return found.sort(byText);
}

/** What a path leads to; neither for a dangling link. */
async function targetOf(path: string): Promise<{ isFile: boolean; isDirectory: boolean }> {
  try {
    return await Deno.stat(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return { isFile: false, isDirectory: false };
    throw error;
  }
}
