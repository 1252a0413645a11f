import { MissingDataError, UserError } from "../base/errors.ts";
import { canonicalJson } from "../base/json.ts";
import type { SyntheticSettings } from "../manifest/settings.ts";
import type { Corpus } from "./clip.ts";
import { assemble, type Candidate, type OpenOptions } from "./parts.ts";
import { ravdessSpeechClasses } from "./ravdess_name.ts";
import { SYNTHETIC_MARK, SYNTHETIC_VERSION, syntheticClips } from "./synthetic_set.ts";
import { isWav, walkFiles } from "./walk.ts";

/**
 * Opens made-up voices that `writeSynthetic` wrote with the same settings.
 *
 * @throws {MissingDataError} If the folder holds no whole set.
 * @throws {UserError} If the set was made with other settings.
 */
export async function openSynthetic(
  settings: SyntheticSettings,
  root: string,
  options: OpenOptions,
): Promise<Corpus> {
  const { files, leftOut: noFiles } = await walkFiles(root);
  if (!files.includes(SYNTHETIC_MARK)) {
    throw new MissingDataError(`synthetic: no whole set of made-up voices in ${root}: no ${SYNTHETIC_MARK}`);
  }
  const made = await Deno.readTextFile(`${root}/${SYNTHETIC_MARK}`);
  if (made.trim() !== markOf(settings)) {
    throw new UserError(`synthetic: ${root} was made with other settings (${made.trim()})`);
  }
  const clips = syntheticClips(settings);
  const present = new Set(files);
  const lost = clips.filter((clip) => !present.has(clip.path));
  if (lost.length > 0) {
    throw new MissingDataError(
      `synthetic: ${lost.length} files are gone from ${root}, such as ${lost[0]!.path}`,
    );
  }
  const expected = new Set(clips.map((clip) => clip.path));
  return await assemble({
    name: "synthetic",
    root,
    classes: ravdessSpeechClasses,
    keep: settings.classes,
    candidates: clips.map(({ path, label, speaker }): Candidate => ({
      path,
      label,
      speaker: String(speaker).padStart(2, "0"),
      gender: speaker % 2 === 1 ? "male" : "female",
      session: null,
    })),
    leftOut: [
      ...noFiles,
      ...files.filter((path) => isWav(path) && !expected.has(path))
        .map((path) => ({ path, reason: "not part of the set" })),
    ],
    synthetic: true,
  }, options);
}

/** What the mark of a set made with these settings says; which classes are used does not matter. */
export function markOf(settings: SyntheticSettings): string {
  const { name, speakers, takes, seed } = settings;
  return canonicalJson({ name, speakers, takes, seed, version: SYNTHETIC_VERSION });
}
