import { MissingDataError, UserError } from "../base/errors.ts";
import type { SyntheticSettings } from "../manifest/settings.ts";
import type { Corpus } from "./clip.ts";
import { assemble, type Candidate, type OpenOptions } from "./parts.ts";
import { ravdessSpeechClasses } from "./ravdess_name.ts";
import { changedFiles, readMark, settingsText } from "./synthetic_mark.ts";
import { SYNTHETIC_MARK, syntheticClips } from "./synthetic_set.ts";
import { isWav, walkFiles } from "./walk.ts";

/**
 * Opens made-up voices that `writeSynthetic` wrote with the same settings.
 *
 * @throws {MissingDataError} If the folder holds no whole set.
 * @throws {UserError} If the set was made with other settings, or files have changed since it was written.
 */
export async function openSynthetic(
  settings: SyntheticSettings,
  root: string,
  options: OpenOptions,
): Promise<Corpus> {
  const { files, leftOut: noFiles } = await walkFiles(root);
  const mark = files.includes(SYNTHETIC_MARK) ? await readMark(root) : null;
  if (mark === null) {
    throw new MissingDataError(`synthetic: no whole set of made-up voices in ${root}: no ${SYNTHETIC_MARK}`);
  }
  if (mark.settings !== settingsText(settings)) {
    throw new UserError(`synthetic: ${root} was made with other settings (${mark.settings})`);
  }
  const clips = syntheticClips(settings);
  const present = new Set(files);
  const lost = clips.filter((clip) => !present.has(clip.path));
  if (lost.length > 0) {
    throw new MissingDataError(
      `synthetic: ${lost.length} files are gone from ${root}, such as ${lost[0]!.path}`,
    );
  }
  const changed = mark.hashes === null ? [] : await changedFiles(root, clips, mark.hashes);
  if (changed.length > 0) {
    throw new UserError(
      `synthetic: ${changed.length} files of ${root} have changed since they were written, such as ${
        changed[0]
      }`,
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
