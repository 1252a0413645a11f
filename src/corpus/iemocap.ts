import { messageOf, MissingDataError, UserError } from "../base/errors.ts";
import type { IemocapSettings } from "../manifest/settings.ts";
import type { Clip, Corpus, LeftOut } from "./clip.ts";
import { iemocapLabelCounts, isLabelFile, parseLabels, speakerOf, type Utterance } from "./iemocap_labels.ts";
import { assemble, type Candidate, type OpenOptions } from "./parts.ts";
import { companionFile, wrongFolder } from "./recognise.ts";
import { baseName, isWav, walkFiles } from "./walk.ts";

/** The four classes of the literature. */
export const iemocapClasses: readonly string[] = ["anger", "happiness", "neutral", "sadness"];

/** Utterances per session with excited counted as happiness: 5531 in all. */
const SESSION_COUNTS = { Ses01: 1085, Ses02: 1023, Ses03: 1151, Ses04: 1031, Ses05: 1241 } as const;

/** Folders of the release that hold neither utterances nor summary lines. */
const SKIPPED = /(^|\/)(Attribute|Categorical|Self-evaluation|MOCAP_\w+|ForcedAlignment|avi|lab)$/;

/**
 * Opens the official tree of IEMOCAP at any depth below `root`: Busso et al. 2008, Language Resources and
 * Evaluation 42(4). Clips are the files of `sentences/wav`; labels come from the summary lines in
 * `dialog/EmoEvaluation`. Whole dialogs (`dialog/wav`) are no utterances and are not looked at.
 *
 * @throws {MissingDataError} If there are no label files or no recordings.
 * @throws {UserError} If one utterance has two labels.
 */
export async function openIemocap(
  settings: IemocapSettings,
  root: string,
  options: OpenOptions,
): Promise<Corpus> {
  const { files, leftOut: noFiles } = await walkFiles(root, (folder) => !SKIPPED.test(folder));
  const wavs = files.filter((path) => isWav(path) && /(^|\/)sentences\/wav\//.test(path));
  const utterances = await readLabels(root, files, wavs);
  const recordings = Map.groupBy(wavs, utteranceOf);
  const candidates: Candidate[] = [];
  const unlabelled = wavs.filter((path) => !utterances.has(utteranceOf(path)));
  const leftOut: LeftOut[] = [
    ...noFiles,
    ...unlabelled.map((path) => ({ path, reason: companionFile(path) ?? "recording without a label" })),
  ];
  let silent = 0;
  for (const utterance of utterances.values()) {
    const paths = recordings.get(utterance.name) ?? [];
    const label = classOf(utterance.label, settings.excited);
    if (paths.length === 0) {
      silent++;
      leftOut.push({ path: expectedPath(utterance), reason: "label without a recording" });
    }
    for (const path of paths) {
      if (label === null) leftOut.push({ path, reason: `label ${utterance.label} is not used` });
      else candidates.push({ path, label, ...speakerOf(utterance.name) });
    }
  }
  const notes = labelDifferences([...utterances.values()]);
  if (silent > 0) notes.push(`${silent} labelled utterances have no recording`);
  return await assemble({
    name: "iemocap",
    root,
    classes: iemocapClasses,
    keep: settings.classes,
    candidates,
    leftOut,
    notes,
    check: (clips) => settings.excited === "as-happiness" ? sessionDifferences(clips) : [],
  }, options);
}

/** Name of the utterance that a recording is of. */
function utteranceOf(path: string): string {
  return baseName(path).replace(/\.wav$/i, "");
}

/** Labels of all dialogs by utterance. */
async function readLabels(
  root: string,
  files: readonly string[],
  wavs: readonly string[],
): Promise<Map<string, Utterance>> {
  const sources = files.filter(isLabelFile);
  if (sources.length === 0 && wavs.length === 0) throw wrongFolder("iemocap", root, files);
  const missing = sources.length === 0 ? "dialog/EmoEvaluation/*.txt" : "sentences/wav/*/*.wav";
  if (sources.length === 0 || wavs.length === 0) {
    throw new MissingDataError(`iemocap: no file Session*/${missing} below ${root}`);
  }
  const labels = new Map<string, Utterance>();
  for (const source of sources) {
    for (const utterance of parseLabels(await labelText(`${root}/${source}`), source)) {
      const other = labels.get(utterance.name);
      if (other !== undefined && other.label !== utterance.label) {
        throw new UserError(
          `iemocap: ${utterance.name} is ${other.label} in ${other.source}, ${utterance.label} in ${source}`,
        );
      }
      labels.set(utterance.name, utterance);
    }
  }
  return labels;
}

/** Most bytes of a label file; those of the release have 50,000 at most. */
const MOST_LABEL_BYTES = 1 << 24;

async function labelText(path: string): Promise<string> {
  try {
    const { size } = await Deno.stat(path);
    if (size > MOST_LABEL_BYTES) throw new UserError(`${size} bytes are no file of labels`);
    return await Deno.readTextFile(path);
  } catch (error) {
    throw new UserError(`Cannot read ${path}: ${messageOf(error)}`, undefined, { cause: error });
  }
}

function classOf(label: string, excited: IemocapSettings["excited"]): string | null {
  const classes: Readonly<Record<string, string>> = {
    ang: "anger",
    hap: "happiness",
    neu: "neutral",
    sad: "sadness",
  };
  return classes[label === "exc" && excited === "as-happiness" ? "hap" : label] ?? null;
}

/** Where an utterance's recording would be. */
function expectedPath({ name, source }: Utterance): string {
  const session = source.slice(0, source.lastIndexOf("dialog/EmoEvaluation/"));
  return `${session}sentences/wav/${name.slice(0, name.lastIndexOf("_"))}/${name}.wav`;
}

function labelDifferences(utterances: readonly Utterance[]): string[] {
  const found = Map.groupBy(utterances, (utterance) => utterance.label);
  return Object.entries(iemocapLabelCounts)
    .map(([label, was]) => ({ label, was, is: found.get(label)?.length ?? 0 }))
    .filter(({ is, was }) => is !== was)
    .map(({ label, is, was }) => `label ${label}: ${is} utterances, published ${was}`);
}

function sessionDifferences(clips: readonly Clip[]): string[] {
  return Object.entries(SESSION_COUNTS)
    .map(([session, was]) => ({ session, was, is: clips.filter((c) => c.session === session).length }))
    .filter(({ is, was }) => is !== was)
    .map(({ session, is, was }) => `session ${session}: ${is} clips, published ${was}`);
}
