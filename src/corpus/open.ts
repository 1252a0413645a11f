import { MissingDataError } from "../base/errors.ts";
import type { CorpusSettings } from "../manifest/settings.ts";
import type { Corpus } from "./clip.ts";
import { openEmodb } from "./emodb.ts";
import { openIemocap } from "./iemocap.ts";
import type { OpenOptions } from "./parts.ts";
import { openRavdess } from "./ravdess.ts";
import { openSynthetic } from "./synthetic.ts";
import { reasonOf } from "./walk.ts";

export type { OpenOptions } from "./parts.ts";

/**
 * Finds a corpus's clips on disk. Whatever is named `.wav` below `root` is either a clip or left out with a
 * reason; what differs from the published corpus is in the notes.
 *
 * @param root Folder of the corpus.
 * @param options How to hash a file.
 * @throws {MissingDataError} If the folder is missing, empty or holds something else.
 * @throws {UserError} If a class is unknown, or two different files have one name.
 */
export async function openCorpus(
  settings: CorpusSettings,
  root: string,
  options: OpenOptions,
): Promise<Corpus> {
  await requireFolder(settings.name, root);
  switch (settings.name) {
    case "ravdess":
      return await openRavdess(settings, root, options);
    case "iemocap":
      return await openIemocap(settings, root, options);
    case "emodb":
      return await openEmodb(settings, root, options);
    case "synthetic":
      return await openSynthetic(settings, root, options);
  }
}

async function requireFolder(name: string, root: string): Promise<void> {
  const provide = `give its folder with --data ${name}=DIR`;
  let found: Deno.FileInfo;
  try {
    found = await Deno.stat(root);
  } catch (error) {
    const why = error instanceof Deno.errors.NotFound ? "no such folder" : reasonOf(error);
    throw new MissingDataError(`${name}: ${why}: ${root}; ${provide}`);
  }
  if (!found.isDirectory) throw new MissingDataError(`${name}: ${root} is a file, not a folder; ${provide}`);
}
