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
 * @returns `"missing"` if there is no such thing, `"outside"` if a link leads out of the folder.
 */
async function pathWithin(
  folder: string,
  names: readonly string[],
): Promise<{ readonly path: string } | "missing" | "outside"> {
  try {
    const root = await Deno.realPath(folder);
    const path = await Deno.realPath(join(root, ...names));
    return path.startsWith(root.endsWith(sep) ? root : root + sep) ? { path } : "outside";
  } catch {
    return "missing";
  }
}

/** Whether there is a folder of that name in a folder, and it is not elsewhere by a link. */
export async function hasFolder(folder: string, name: string): Promise<boolean> {
  const found = await pathWithin(folder, [name]);
  return typeof found === "object" && (await Deno.stat(found.path)).isDirectory;
}

/** Answers with a file below a folder. Folders are not listed. */
export async function sendFile(folder: string, names: readonly string[]): Promise<Response> {
  const found = await pathWithin(folder, names);
  if (found === "outside") return sayText(403, "This link leads out of the folder of the results.");
  if (found === "missing") return sayText(404, "There is no such file.");
  const { isFile, size } = await Deno.stat(found.path);
  if (!isFile) return sayText(404, "There is no such file.");
  const file = await Deno.open(found.path);
  return sendText(file.readable, found.path, { "content-length": String(size) });
}

/** Answers with a file's content, of the type that its name tells; no script in it runs, wherever it is from. */
export function sendText(
  content: BodyInit,
  name: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const type = TYPES[extname(name).toLowerCase()] ?? "application/octet-stream";
  return answer(200, content, { type, policy: "file", headers });
}
