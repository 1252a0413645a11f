import { UserError } from "../base/errors.ts";

/** One labelled utterance. */
export interface Utterance {
  /** Such as `Ses01F_impro01_M003`. */
  readonly name: string;
  /** Three letters, such as `neu`. */
  readonly label: string;
  /** Label file, from the corpus folder. */
  readonly source: string;
}

/** IEMOCAP's labels and how many utterances of the release have each: 10039 in all. */
export const iemocapLabelCounts: Readonly<Record<string, number>> = {
  ang: 1103,
  hap: 595,
  exc: 1041,
  neu: 1708,
  sad: 1084,
  fru: 1849,
  xxx: 2507,
  sur: 107,
  fea: 40,
  dis: 2,
  oth: 3,
};

/** Whether a path is one of the files with the summary lines (one per dialog). */
export function isLabelFile(path: string): boolean {
  return /(^|\/)dialog\/EmoEvaluation\/(?!\._)[^/]+\.txt$/.test(path);
}

/**
 * The summary lines, `[START - END] TURN_NAME EMOTION [V, A, D]`, separated by tabs; the lines of the single
 * evaluators between them are skipped.
 */
export function parseLabels(text: string, source: string): Utterance[] {
  const line = /^\[\d+\.\d+ - \d+\.\d+\]\t(\S+)\t(\w+)\t\[/gm;
  return [...text.matchAll(line)].map(([, name, label]) => ({ name: name!, label: label!, source }));
}

/**
 * Speaker and session of an utterance: the speaker is the letter of the last part, for both speakers of a
 * dialog are recorded under the name of the one who wore the markers (`Ses01F_impro01_M003` is `Ses01M`).
 *
 * @throws {UserError} If the name is not one of IEMOCAP's.
 */
export function speakerOf(name: string): { speaker: string; session: string; gender: "female" | "male" } {
  const parts = /^(Ses0[1-5])[FM]_\w+_([FM])[^_]*$/.exec(name);
  if (parts === null) throw new UserError(`iemocap: ${name} is not the name of an utterance`);
  const [, session, letter] = parts;
  return { speaker: session! + letter!, session: session!, gender: letter === "F" ? "female" : "male" };
}
