import { createHash } from "node:crypto";
import { messageOf, UserError } from "./errors.ts";

/** What a file has to be; whatever is not given is not checked. */
export interface FileDigest {
  /** Lower-case hexadecimal; only its beginning where no more was published. */
  readonly sha256?: string;
  /** Lower-case hexadecimal; for what was published with nothing better. */
  readonly md5?: string;
  /** Size. */
  readonly bytes?: number;
}

/**
 * What is wrong with a file, in words; `null` if nothing is. The file is read in pieces, never as a whole.
 * A missing file is wrong; so is a file of which nothing is known, unless it is there.
 *
 * @throws {UserError} If there is something else of that name, or it cannot be read.
 */
export async function digestFault(path: string, expected: FileDigest): Promise<string | null> {
  const size = await sizeOf(path);
  if (size === null) return "no such file";
  if (expected.bytes !== undefined && size !== expected.bytes) {
    return `wrong size: expected ${expected.bytes} bytes, got ${size}`;
  }
  for (const algorithm of ["sha256", "md5"] as const) {
    const wanted = expected[algorithm];
    if (wanted === undefined) continue;
    const found = await digestOf(path, algorithm);
    const same = algorithm === "sha256" ? found.startsWith(wanted) : found === wanted;
    if (!same) return `wrong ${algorithm}: expected ${wanted}, got ${found}`;
  }
  return null;
}

/** Lower-case hexadecimal hash of a file of any size. */
async function digestOf(path: string, algorithm: "sha256" | "md5"): Promise<string> {
  const hash = createHash(algorithm);
  try {
    const file = await Deno.open(path);
    for await (const piece of file.readable) hash.update(piece);
  } catch (error) {
    throw new UserError(`Cannot read ${path}: ${messageOf(error)}`);
  }
  return hash.digest("hex");
}

/**
 * Bytes of a file, `null` if there is none.
 *
 * @throws {UserError} If there is something else of that name.
 */
export async function sizeOf(path: string): Promise<number | null> {
  const found = await Deno.stat(path).catch((error) => {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return null;
    throw new UserError(`Cannot read ${path}: ${messageOf(error)}`);
  });
  // A folder cannot be read, and a pipe would be waited for.
  if (found !== null && !found.isFile) throw new UserError(`Cannot read ${path}: it is no file`);
  return found?.size ?? null;
}
