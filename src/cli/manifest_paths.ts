import picomatch from "picomatch";
import { UserError } from "../base/errors.ts";
import { listFolder } from "../base/files.ts";

const ENDING = ".manifest.json";

/**
 * The manifest files that are meant by what was typed: files as they are, the manifests of a folder, and those
 * that fit a pattern, which not every shell expands. Backslashes separate as slashes do where no file is called so.
 *
 * @throws {UserError} If a folder or a pattern holds no manifest. A file that is not there is told of when it is read.
 */
export async function manifestPaths(typed: readonly string[]): Promise<string[]> {
  const found = await Promise.all(typed.map(async (path) => {
    const there = await kindOf(path) !== null;
    return await meant(there ? path : path.replaceAll("\\", "/"));
  }));
  return [...new Set(found.flat())];
}

async function meant(path: string): Promise<string[]> {
  const kind = await kindOf(path);
  if (kind === "folder") {
    const names = (await listFolder(path)).filter((name) => name.endsWith(ENDING));
    if (names.length === 0) throw new UserError(`${path} is a folder without a manifest, a file *${ENDING}`);
    return names.map((name) => `${path.replace(/\/+$/, "")}/${name}`);
  }
  if (kind !== null || !/[*?[{]/.test(path)) return [path];
  const [first, ...rest] = path.split("/");
  const fitting = await expanded(first === "" ? "/" : "", first === "" ? rest : [first!, ...rest]);
  const files: string[] = [];
  for (const one of fitting) if (await kindOf(one) === "file") files.push(one);
  if (files.length === 0) throw new UserError(`no manifest fits ${path}`);
  return files;
}

/** Every path below a folder whose parts fit the patterns, in order. */
async function expanded(folder: string, [pattern, ...rest]: readonly string[]): Promise<string[]> {
  if (pattern === undefined) return [folder.slice(0, -1)];
  const fits = picomatch(pattern);
  const names = picomatch.scan(pattern).isGlob
    ? (await listFolder(folder === "" ? "." : folder)).filter((name) => fits(name))
    : [pattern];
  return (await Promise.all(names.map((name) => expanded(`${folder}${name}/`, rest)))).flat();
}

async function kindOf(path: string): Promise<"file" | "folder" | null> {
  try {
    return (await Deno.stat(path)).isDirectory ? "folder" : "file";
  } catch {
    return null;
  }
}
