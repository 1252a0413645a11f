import { extname, join, sep } from "node:path";
import { answer, sayText } from "./answer.ts";

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".csv": "text/csv; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".md": "text/plain; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml; charset=utf-8",
  ".tex": "text/plain; charset=utf-8",
};

/**
 * The real path of something below a folder.
 * @returns `null` if there is no such thing, or a link leads out of the folder.
 */
export async function pathWithin(folder: string, names: readonly string[]): Promise<string | null> {
  try {
    const root = await Deno.realPath(folder);
    const path = await Deno.realPath(join(root, ...names));
    return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep) ? path : null;
  } catch {
    return null;
  }
}

/** Answers with a file below a folder. Folders are not listed. */
export async function sendFile(folder: string, names: readonly string[]): Promise<Response> {
  const path = await pathWithin(folder, names);
  if (path === null) return sayText(404, "There is no such file.");
  const info = await Deno.stat(path);
  if (!info.isFile) return sayText(404, "There is no such file.");
  const file = await Deno.open(path);
  const type = TYPES[extname(path).toLowerCase()] ?? "application/octet-stream";
  return answer(200, file.readable, {
    type,
    policy: type.startsWith("text/html") ? "page" : "file",
    headers: { "content-length": String(info.size) },
  });
}
