import { join } from "node:path";
import { MissingDataError } from "../base/errors.ts";
import { openFileHashes } from "../base/file_hashes.ts";
import { openStore } from "../base/store.ts";
import { prepareFeatures } from "../features/prepare.ts";
import { recordingHash } from "../features/recording_hash.ts";
import type { PlannedRun } from "../manifest/experiment.ts";
import { openRecordStore } from "../record/store.ts";
import { writeFileAtomic } from "../base/files.ts";
import { corporaOpener, type OpenedCorpora } from "./corpora.ts";
import { featureRequests } from "./feature_requests.ts";
import { writeFigures } from "./figures.ts";
import { makeFrozen } from "./make_frozen.ts";
import { makeRecords } from "./make_records.ts";
import type { PipelineOptions } from "./options.ts";
import { planRuns, type RunPlan } from "./plan.ts";
import { type PretrainedByRun, readPretrained } from "./pretrained.ts";
import { reusable } from "./reuse.ts";
import { splitRun } from "./split.ts";

/** What a pipeline did. */
export interface PipelineResult {
  /** Runs that were made now. */
  readonly made: number;
  /** Runs whose record was there. */
  readonly reused: number;
  /** Runs that are still to be made, because of the limit. */
  readonly left: number;
  /** Runs that cannot be made, since the weights that they start from are missing. */
  readonly without: number;
  /** What is missing and how to get it, one line each. */
  readonly missing: readonly string[];
}

/**
 * From planned runs to their records, stage by stage. (Before it: `manifest/load.ts` and
 * `manifest/expand.ts` turn a manifest into planned runs. After it: `report/write.ts` turns records into
 * tables, charts and documents.) Every run's record is written as soon as it is done, so a run that is
 * killed loses nothing but the epochs since its last checkpoint.
 *
 * @throws {UserError} If a corpus, a clip or a setting does not allow a run, before any training starts
 * where that can be known.
 */
export async function runPipeline(options: PipelineOptions): Promise<PipelineResult> {
  const corpora = await openCorpora(options); //                            corpus: folder to clips
  checkSplits(options.runs, corpora); //                                    folds: clips to two sides
  const weights = await readPretrained(options.runs, options.weights); //   model: files to first weights
  const pending = await pendingRuns(options, corpora, weights); //          what has no record yet
  const { ready, missing } = withWeights(pending, weights, options); //     what has the weights it starts from
  const plans = planRuns(ready.slice(0, options.limit), corpora, weights, options.backend); // model: what is trained
  await makeFeatures(options, plans, corpora); //                           signal and spectrogram: clip to image
  await makeFigures(options, corpora); //                                   what the report shows of the signal
  await makeFrozen(options, plans); //                                      model: image to what frozen layers give
  await makeRecords(options, plans); //                                     model, training, evaluation: to a record
  const [made, reused] = [plans.length, options.runs.length - pending.length];
  return { made, reused, left: ready.length - made, without: pending.length - ready.length, missing };
}

type Corpora = ReadonlyMap<string, OpenedCorpora>;

async function openCorpora({ runs, data, cache, progress }: PipelineOptions): Promise<Corpora> {
  const hashes = await openFileHashes(join(cache, "file-hashes.json"), recordingHash);
  const open = corporaOpener({ data, cache, hashes, progress: (clips) => progress.task("voices", clips) });
  const corpora = new Map<string, OpenedCorpora>();
  for (const run of runs) corpora.set(run.id, await open(run.settings));
  const told = new Set<string>();
  for (const { corpus, testCorpus } of corpora.values()) {
    for (const one of [corpus, testCorpus]) {
      if (one === null || told.has(one.hash)) continue;
      told.add(one.hash);
      const { name, clips, classes, leftOut, notes } = one;
      const speakers = new Set(clips.map((c) => c.speaker)).size;
      progress.log(
        `${name}: ${clips.length} clips, ${classes.length} classes, ${speakers} speakers, ${leftOut.length} left out`,
      );
      for (const note of notes) progress.log(`${name}: ${note}`);
    }
  }
  return corpora;
}

function checkSplits(runs: readonly PlannedRun[], corpora: Corpora): void {
  for (const { id, settings } of runs) {
    const { corpus, testCorpus } = corpora.get(id)!;
    splitRun(settings, corpus, testCorpus);
  }
}

async function pendingRuns(
  options: PipelineOptions,
  corpora: Corpora,
  weights: PretrainedByRun,
): Promise<PlannedRun[]> {
  const store = openRecordStore(options.out, options.suite);
  const pending: PlannedRun[] = [];
  for (const run of options.runs) {
    const record = options.fresh ? null : await store.read(run.id);
    const why = record === null ? "" : reusable(record, corpora.get(run.id)!, weights.get(run.id)!, options);
    if (record !== null && why === null) continue;
    if (record !== null) options.progress.log(`${run.label}: is run again: ${why}`);
    pending.push(run);
  }
  return pending;
}

/** The runs that have the weights they start from; of the others, what is missing is told once. */
function withWeights(runs: readonly PlannedRun[], weights: PretrainedByRun, { progress }: PipelineOptions) {
  const ready: PlannedRun[] = [];
  const missing = new Map<string, number>();
  for (const run of runs) {
    const found = weights.get(run.id);
    if (!(found instanceof MissingDataError)) ready.push(run);
    else missing.set(found.message, (missing.get(found.message) ?? 0) + 1);
  }
  missing.forEach((count, message) =>
    progress.log(`${count} ${count === 1 ? "run is" : "runs are"} left out: ${message}`)
  );
  return { ready, missing: [...missing.keys()] };
}

async function makeFeatures(
  options: PipelineOptions,
  plans: readonly RunPlan[],
  corpora: Corpora,
): Promise<void> {
  const { cache, jobs, progress, signal } = options;
  const runs = plans.map(({ run }) => run);
  await prepareFeatures(featureRequests(runs, corpora), {
    store: openStore(join(cache, "features")),
    jobs,
    ...(signal && { signal }),
    progress: (clips) => progress.task("features", clips),
  });
}

async function makeFigures(options: PipelineOptions, corpora: Corpora): Promise<void> {
  const folder = join(options.out, options.suite, "figures");
  await writeFigures(options.runs, corpora, (name, data) => writeFileAtomic(join(folder, name), data));
}
