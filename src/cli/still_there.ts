import { UserError } from "../base/errors.ts";
import { counted } from "../base/number_text.ts";

/** Names that are told; of more, how many. */
const NAMED = 3;

/**
 * Makes sure at the end that nothing was taken away meanwhile.
 *
 * @param paths Files that were found or written.
 * @throws {UserError} If some are gone; names them.
 */
export async function requireStillThere(paths: readonly string[]): Promise<void> {
  const gone: string[] = [];
  for (const path of paths) {
    const there = await Deno.stat(path).then(({ isFile }) => isFile, () => false);
    if (!there) gone.push(path);
  }
  if (gone.length === 0) return;
  const more = gone.length > NAMED ? ` and ${gone.length - NAMED} more` : "";
  throw new UserError(
    `${counted(gone.length, "file is", "files are")} gone that ${gone.length === 1 ? "was" : "were"} there: ${
      gone.slice(0, NAMED).join(", ")
    }${more}; the same command makes what is missing`,
  );
}
