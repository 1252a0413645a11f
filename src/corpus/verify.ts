import type { CorpusSettings } from "../manifest/settings.ts";
import type { Corpus, LeftOut } from "./clip.ts";
import { openCorpus, type OpenOptions } from "./open.ts";
import { ravdessHash } from "./ravdess_hashes.ts";
import { ravdessNames } from "./ravdess_name.ts";
import { baseName } from "./walk.ts";

/** What a folder holds of a corpus, file by file. */
export interface Verification {
  /** Name of the corpus. */
  readonly name: string;
  /** The folder. */
  readonly root: string;
  /** Clips that are there and whole, as far as that can be told. */
  readonly ok: number;
  /** Published files that are not there, paths as published. */
  readonly missing: readonly string[];
  /** Files of the corpus that are there but not as published, and how. */
  readonly damaged: readonly LeftOut[];
  /** Files that are not used, and why. */
  readonly extra: readonly LeftOut[];
  /** The corpus's own notes. */
  readonly notes: readonly string[];
  /** Nothing is missing or damaged, and the counts are the published ones. */
  readonly complete: boolean;
}

/** How a corpus is verified. */
export interface VerifyOptions extends OpenOptions {
  /**
   * True if `hashFile` hashes a recording's format and samples alone: then each spoken RAVDESS recording is
   * compared with the published one.
   */
  readonly hashesSamples?: boolean;
}

/**
 * Compares a folder with the published corpus: every file of the RAVDESS by name (and its speech by content),
 * IEMOCAP's by its labels, EMO-DB's by its counts.
 *
 * @throws {MissingDataError} If the folder holds nothing of the corpus.
 */
export async function verifyCorpus(
  settings: CorpusSettings,
  root: string,
  options: VerifyOptions,
): Promise<Verification> {
  const corpus = await openCorpus({ ...settings, classes: "all" }, root, options);
  const missing: string[] = [];
  const damaged: LeftOut[] = [];
  const extra: LeftOut[] = [];
  for (const file of corpus.leftOut) {
    if (file.reason === "label without a recording") missing.push(file.path);
    else if (corpus.damaged.includes(file.path)) damaged.push(file);
    else extra.push(file);
  }
  if (settings.name === "ravdess") {
    missing.push(...missingNames(settings.channel, corpus, damaged));
    if (options.hashesSamples === true) damaged.push(...changedRecordings(corpus));
  }
  const changed = new Set(damaged.map((file) => file.path));
  return {
    name: corpus.name,
    root,
    ok: corpus.clips.filter((clip) => !changed.has(clip.path)).length,
    missing,
    damaged,
    extra,
    notes: corpus.notes,
    complete: missing.length === 0 && damaged.length === 0 &&
      !corpus.notes.some((note) => note.includes("published")),
  };
}

/** Official paths whose names are neither among the clips nor among the damaged files. */
function missingNames(
  channel: "speech" | "song" | "both",
  corpus: Corpus,
  damaged: readonly LeftOut[],
): string[] {
  const found = new Set([...corpus.clips, ...damaged].map((file) => baseName(file.path).toLowerCase()));
  const wanted = channel === "both"
    ? [...ravdessNames("speech"), ...ravdessNames("song")]
    : ravdessNames(channel);
  return wanted.filter((path) => !found.has(baseName(path)));
}

/** Spoken recordings whose samples are not the published ones. */
function changedRecordings(corpus: Corpus): LeftOut[] {
  const published = new Map(ravdessNames("speech").map((path, i) => [baseName(path), ravdessHash(i)]));
  return corpus.clips.filter((clip) => {
    const hash = published.get(baseName(clip.path).toLowerCase());
    return hash !== undefined && !clip.sha256.startsWith(hash);
  }).map(({ path }) => ({ path, reason: "samples differ from the published recording" }));
}
