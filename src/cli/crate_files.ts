import { join, sep } from "node:path";
import { messageOf, UserError } from "../base/errors.ts";
import { listFolder } from "../base/files.ts";
import type { CrateFile } from "../report/crate/files.ts";

/** Not packed: what a run that is going on leaves behind. */
const LEFT_OUT = ["checkpoints", "progress.json"];
/** Bytes that a crate holds at most; it is made in memory. */
const MOST_BYTES = 2 ** 29;

/** What a crate packs of a folder. */
export interface FolderFiles {
  /** Every file, in order of names. */
  readonly files: readonly CrateFile[];
  /** What is not packed and why, one line each: links that lead elsewhere, pipes and the like. */
  readonly leftOut: readonly string[];
}

/**
 * Reads the files of a folder for a crate. Nothing outside the folder is packed, whatever links lead there.
 *
 * @throws {UserError} If a file cannot be read, or all of them are too large for a crate.
 */
export async function folderFiles(folder: string): Promise<FolderFiles> {
  const root = await Deno.realPath(folder).catch(() => null);
  if (root === null) return { files: [], leftOut: [] };
  const files: CrateFile[] = [];
  const leftOut: string[] = [];
  const seen = new Set([root]);
  let bytes = 0;
  const visit = async (below: string): Promise<void> => {
    for (const name of await listFolder(join(root, below))) {
      const path = below === "" ? name : `${below}/${name}`;
      if (LEFT_OUT.includes(path) || name.endsWith(".tmp")) continue;
      const real = await Deno.realPath(join(root, path)).catch(() => null);
      const found = real === null ? null : await Deno.stat(real).catch(() => null);
      if (real === null || found === null) leftOut.push(`${path}: leads nowhere`);
      else if (seen.has(real)) leftOut.push(`${path}: leads to a folder that is packed`);
      else if (!real.startsWith(root + sep)) leftOut.push(`${path}: leads out of the folder of the results`);
      else if (found.isDirectory) {
        seen.add(real);
        await visit(path);
      } else if (!found.isFile) leftOut.push(`${path}: is no file`);
      else {
        bytes += found.size;
        if (bytes > MOST_BYTES) throw tooLarge(folder);
        files.push({ path, bytes: await read(real) });
      }
    }
  };
  await visit("");
  return { files, leftOut };
}

function tooLarge(folder: string): UserError {
  return new UserError(
    `Cannot pack ${folder}: its files take more than ${MOST_BYTES} bytes; keep models and the like elsewhere`,
  );
}

async function read(path: string): Promise<Uint8Array> {
  try {
    return await Deno.readFile(path);
  } catch (error) {
    throw new UserError(`Cannot read ${path}: ${messageOf(error)}`, undefined, { cause: error });
  }
}
