import { MissingDataError } from "../base/errors.ts";
import { baseName, isWav } from "./walk.ts";

/** File names of each corpus. */
const CORPORA = [
  {
    name: "ravdess",
    title: "RAVDESS",
    pattern: /^\d\d(-\d\d){6}\.wav$/i,
    example: "03-01-05-01-02-01-01.wav",
  },
  { name: "emodb", title: "EMO-DB", pattern: /^\d\d[ab]\d\d[WLEAFTN][a-z]\.wav$/i, example: "03a01Fa.wav" },
  {
    name: "iemocap",
    title: "IEMOCAP",
    pattern: /^Ses0\d[FM]_\w+_[FM]\w+\.wav$/,
    example: "Ses01F_impro01_F000.wav",
  },
] as const;

/** Reason to leave out a `._` file, which macOS leaves beside each file on foreign disks, or `null`. */
export function companionFile(path: string): string | null {
  return baseName(path).startsWith("._") ? "macOS companion file, not a recording" : null;
}

/**
 * What to say of a folder without a single file of the corpus that was expected in it.
 *
 * @param expected Name of the corpus that was looked for.
 * @param files All files below `root`.
 */
export function wrongFolder(expected: string, root: string, files: readonly string[]): MissingDataError {
  const corpus = CORPORA.find((c) => c.name === expected);
  const like = corpus === undefined ? "" : ` with names like ${corpus.example}`;
  const wavs = files.filter((f) => isWav(f) && companionFile(f) === null).map(baseName);
  const other = CORPORA.find((c) => c.name !== expected && wavs.some((name) => c.pattern.test(name)));
  const found = wavs.length === 0
    ? files.length === 0 ? "the folder is empty" : `none of its ${files.length} files is a .wav`
    : other === undefined
    ? `found ${wavs.length} other .wav files such as ${wavs[0]}`
    : `found ${wavs.length} .wav files named like ${other.title}'s, such as ${wavs[0]}`;
  return new MissingDataError(`${expected}: no recordings${like} in ${root}: ${found}`);
}
