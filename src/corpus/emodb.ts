import type { EmodbSettings } from "../manifest/settings.ts";
import type { Corpus, LeftOut } from "./clip.ts";
import { assemble, type Candidate, type OpenOptions } from "./parts.ts";
import { compareCounts } from "./published.ts";
import { companionFile, wrongFolder } from "./recognise.ts";
import { baseName, isWav, walkFiles } from "./walk.ts";

/** Letter in the file name (of the German word), class in the field's spelling, published clips. */
const EMOTIONS = [
  ["W", "anger", 127],
  ["L", "boredom", 81],
  ["E", "disgust", 46],
  ["A", "fear", 69],
  ["F", "happiness", 71],
  ["T", "sadness", 62],
  ["N", "neutral", 79],
] as const;

/** The ten speakers and how many utterances of each were published. */
const SPEAKERS = [
  ["03", "male", 49],
  ["08", "female", 58],
  ["09", "female", 43],
  ["10", "male", 38],
  ["11", "male", 55],
  ["12", "male", 35],
  ["13", "female", 61],
  ["14", "female", 69],
  ["15", "male", 56],
  ["16", "female", 71],
] as const;

/** EMO-DB's seven classes. */
const emodbClasses: readonly string[] = EMOTIONS.map(([, label]) => label);

/**
 * Opens Berlin EMO-DB: Burkhardt et al. 2005, "A database of German emotional speech", Interspeech. Names
 * are speaker (2 digits), text (a letter and 2 digits), emotion (a letter), version (a letter).
 *
 * @throws {MissingDataError} If the folder holds no such file.
 */
export async function openEmodb(
  settings: EmodbSettings,
  root: string,
  options: OpenOptions,
): Promise<Corpus> {
  const { files, leftOut: noFiles } = await walkFiles(root);
  const candidates: Candidate[] = [];
  const leftOut: LeftOut[] = [...noFiles];
  for (const path of files.filter(isWav)) {
    const clip = candidateOf(path);
    if (typeof clip === "string") leftOut.push({ path, reason: clip });
    else candidates.push(clip);
  }
  if (candidates.length === 0) throw wrongFolder("emodb", root, files);
  return await assemble({
    name: "emodb",
    root,
    classes: emodbClasses,
    keep: settings.classes,
    candidates,
    leftOut,
    check: (clips) =>
      compareCounts(
        clips,
        new Map(EMOTIONS.map(([, label, n]) => [label, n])),
        new Map(SPEAKERS.map(([speaker, , n]) => [speaker, n])),
      ),
  }, options);
}

/** The clip that a path names, or the reason to leave the file out. */
function candidateOf(path: string): Candidate | string {
  const companion = companionFile(path);
  if (companion !== null) return companion;
  // Since version 2.0.0 the archive holds both, under the same names.
  if (/(^|\/)laryngo\//i.test(path)) return "signal of the electroglottograph, not of the microphone";
  const parts = /^(\d\d)[ab]\d\d([WLEAFTN])[a-z]\.wav$/i.exec(baseName(path));
  const speaker = SPEAKERS.find(([id]) => id === parts?.[1]);
  const emotion = EMOTIONS.find(([letter]) => letter === parts?.[2]?.toUpperCase());
  if (speaker === undefined || emotion === undefined) return "not an EMO-DB name";
  return { path, label: emotion[1], speaker: speaker[0], gender: speaker[1], session: null };
}
