import type { RavdessSettings } from "../manifest/settings.ts";
import type { Clip, Corpus, LeftOut } from "./clip.ts";
import { assemble, type Candidate, type OpenOptions } from "./parts.ts";
import { compareCounts } from "./published.ts";
import { parseRavdessName, ravdessSongClasses, ravdessSpeechClasses } from "./ravdess_name.ts";
import { companionFile, wrongFolder } from "./recognise.ts";
import { SYNTHETIC_MARK } from "./synthetic_set.ts";
import { UserError } from "../base/errors.ts";
import { baseName, isWav, walkFiles } from "./walk.ts";

/**
 * Opens the RAVDESS wherever its official names lie below `root`: Livingstone & Russo 2018, PLoS ONE
 * 13(5):e0196391. Only audio (modality 03) of the wanted channel is used.
 *
 * @throws {MissingDataError} If the folder holds no such file.
 * @throws {UserError} If the folder holds made-up voices, which have the same names.
 */
export async function openRavdess(
  settings: RavdessSettings,
  root: string,
  options: OpenOptions,
): Promise<Corpus> {
  const { files, leftOut: noFiles } = await walkFiles(root);
  if (files.some((path) => baseName(path) === SYNTHETIC_MARK)) {
    throw new UserError(`ravdess: ${root} holds made-up voices (${SYNTHETIC_MARK}), not the RAVDESS`);
  }
  const candidates: Candidate[] = [];
  const leftOut: LeftOut[] = [...noFiles];
  for (const path of files.filter(isWav)) {
    const clip = candidateOf(path, settings.channel);
    if (typeof clip === "string") leftOut.push({ path, reason: clip });
    else candidates.push(clip);
  }
  if (!files.some((path) => isWav(path) && parseRavdessName(baseName(path)) !== null)) {
    throw wrongFolder("ravdess", root, files);
  }
  const classes = settings.channel === "song" ? ravdessSongClasses : ravdessSpeechClasses;
  return await assemble({
    name: "ravdess",
    root,
    classes,
    keep: settings.classes,
    candidates,
    leftOut,
    check: (clips) => ravdessDifferences(clips, settings.channel),
  }, options);
}

/** The clip that a path names, or the reason to leave the file out. */
function candidateOf(path: string, channel: RavdessSettings["channel"]): Candidate | string {
  const companion = companionFile(path);
  if (companion !== null) return companion;
  const name = parseRavdessName(baseName(path));
  if (name === null) return "not a RAVDESS name";
  if (name.modality !== "audio") return `modality is ${name.modality}, not audio alone`;
  if (channel !== "both" && name.channel !== channel) return `channel is ${name.channel}, not ${channel}`;
  return { path, label: name.emotion, speaker: name.actor, gender: name.gender, session: null };
}

/**
 * What differs from the published counts. Speech: 24 actors x 60, 96 neutral and 192 of each other class.
 * Song: 23 actors (all but 18) x 44, 92 neutral and 184 of each other of the six classes.
 */
function ravdessDifferences(clips: readonly Clip[], channel: RavdessSettings["channel"]): string[] {
  const perClass = new Map<string, number>();
  const perSpeaker = new Map<string, number>();
  const add = (counts: Map<string, number>, key: string, n: number) =>
    counts.set(key, (counts.get(key) ?? 0) + n);
  const actors = Array.from({ length: 24 }, (_, i) => String(i + 1).padStart(2, "0"));
  if (channel !== "song") {
    for (const label of ravdessSpeechClasses) add(perClass, label, label === "neutral" ? 96 : 192);
    for (const actor of actors) add(perSpeaker, actor, 60);
  }
  if (channel !== "speech") {
    for (const label of ravdessSongClasses) add(perClass, label, label === "neutral" ? 92 : 184);
    for (const actor of actors) if (actor !== "18") add(perSpeaker, actor, 44);
  }
  return compareCounts(clips, perClass, perSpeaker);
}
