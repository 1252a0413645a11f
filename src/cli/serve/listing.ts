import { join } from "node:path";
import { listFolder } from "../../base/files.ts";

/** What a page is made from: path of each record and figure below the suite's folder, and when and how large it was written. */
export type Listing = ReadonlyMap<string, string>;

/** Lists the records and figures of a suite. */
export async function listSources(folder: string): Promise<Listing> {
  const paths: string[] = [];
  for (const part of ["runs", "figures"]) {
    const names = (await listFolder(join(folder, part))).filter((name) => name.endsWith(".json"));
    paths.push(...names.map((name) => `${part}/${name}`));
  }
  const stamps = await Promise.all(paths.map(async (path) => {
    try {
      const { mtime, size } = await Deno.stat(join(folder, path));
      return `${mtime?.getTime()} ${size}`;
    } catch {
      return null; // removed meanwhile
    }
  }));
  return new Map(paths.flatMap((path, i) => (stamps[i] === null ? [] : [[path, stamps[i]!] as const])));
}

/** How a listing differs from an earlier one. */
export interface Difference {
  /** Records that are new or were written anew. */
  readonly newRuns: number;
  /** Whether anything at all is different. */
  readonly changed: boolean;
}

/** Compares two listings. */
export function differenceOf(before: Listing, now: Listing): Difference {
  const fresh = [...now].filter(([path, stamp]) => before.get(path) !== stamp).map(([path]) => path);
  const gone = [...before.keys()].some((path) => !now.has(path));
  return {
    newRuns: fresh.filter((path) => path.startsWith("runs/")).length,
    changed: gone || fresh.length > 0,
  };
}
