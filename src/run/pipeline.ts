import { join } from "node:path";
import { MissingDataError } from "../base/errors.ts";
import { foundFolds } from "../corpus/speaker_folds.ts";
import { openFileHashes } from "../base/file_hashes.ts";
import { counted } from "../base/number_text.ts";
import { openStore } from "../base/store.ts";
import { leavingNothing } from "../base/temporary.ts";
import { prepareFeatures } from "../features/prepare.ts";
import { recordingFileHash } from "../audio/recording_hash.ts";
import type { PlannedRun } from "../manifest/experiment.ts";
import { openRecordStore } from "../record/store.ts";
import { writeFileIfChanged } from "../base/files.ts";
import { corporaOpener, type OpenedCorpora } from "./corpora.ts";
import { featureRequests } from "./feature_requests.ts";
import { writeFigures } from "./figures.ts";
import { makeFrozen } from "./make_frozen.ts";
import { makeRecords } from "./make_records.ts";
import type { PipelineOptions, PreparationOptions } from "./options.ts";
import { planRuns, type RunPlan } from "./plan.ts";
import { type PretrainedByRun, readPretrained } from "./pretrained.ts";
import { reusable } from "./reuse.ts";
import { splitRun } from "./split.ts";
import { usableClipsFinder } from "./usable_clips.ts";

/** What a pipeline did. */
export interface PipelineResult {
  /** Runs that were made now. */
  readonly made: number;
  /** Runs whose record was there. */
  readonly reused: number;
  /** Runs that are still to be made, because of the limit. */
  readonly left: number;
  /** Runs that cannot be made, since their corpus or the weights that they start from are missing. */
  readonly without: number;
  /** What is missing and how to get it, one line each. */
  readonly missing: readonly string[];
  /** Files that are there now: the record of every run that was made or reused. */
  readonly records: readonly string[];
}

/**
 * From planned runs to their records, stage by stage. (Before it: `manifest/load.ts` and
 * `manifest/expand.ts` turn a manifest into planned runs. After it: `report/write.ts` turns records into
 * tables, charts and documents.) Every run's record is written as soon as it is done, so a run that is
 * killed loses nothing but the epochs since its last checkpoint.
 *
 * @param finish The last stage; by default every run is trained and leaves a record.
 * @throws {UserError} If a corpus, a clip or a setting does not allow a run, before any training starts
 * where that can be known.
 */
export async function runPipeline(
  given: PipelineOptions,
  finish: LastStage = makeRecords,
): Promise<PipelineResult> {
  return await leavingNothing([join(given.out, given.suite), given.cache], () => runStages(given, finish));
}

/** What is done with runs that are ready to be trained. */
type LastStage = (options: PipelineOptions, plans: readonly RunPlan[]) => Promise<void>;

async function runStages(given: PipelineOptions, finish: LastStage): Promise<PipelineResult> {
  const opened = await openCorpora(given); //                               corpus: folder to clips
  const { corpora, absent } = opened;
  const options = withFoundFolds(opened.options, corpora); //               folds: those that the corpus has
  checkSplits(options.runs, corpora); //                                    folds: clips to two sides
  const weights = await readPretrained(options.runs, options.weights); //   model: files to first weights
  const pending = await pendingRuns(options, corpora, weights); //          what has no record yet
  const { ready, missing } = withWeights(pending, weights, options); //     what has the weights it starts from
  const plans = planRuns(ready.slice(0, options.limit), corpora, weights, options.backend); // model: what is trained
  const unusable = await makeFeatures(options, plans, corpora); //          signal and spectrogram: clip to image
  if (unusable > 0) return await withoutUnusable(given, unusable, finish); // without the clips that give none
  await makeFigures(options, corpora); //                                   what the report shows of the signal
  await makeFrozen(options, plans); //                                      model: image to what frozen layers give
  await finish(options, plans); //                                          model, training, evaluation: to a record
  const [made, reused] = [plans.length, options.runs.length - pending.length];
  const without = given.runs.length - opened.options.runs.length + pending.length - ready.length;
  const records = recordPaths(options, pending, plans);
  return { made, reused, left: ready.length - made, without, missing: [...absent, ...missing], records };
}

/** Of each run, by its id. */
export type Corpora = ReadonlyMap<string, OpenedCorpora>;

/** Runs with their corpora. */
export interface OpenedRuns<Options extends PreparationOptions> {
  /** By run id. */
  readonly corpora: Corpora;
  /** With the runs alone whose corpora are there. */
  readonly options: Options;
  /** What is missing for the others, one line each. */
  readonly absent: readonly string[];
}

/**
 * Opens the corpora of runs, each once.
 * @throws {MissingDataError} If no run has its corpora.
 */
export async function openCorpora<Options extends PreparationOptions>(
  options: Options,
): Promise<OpenedRuns<Options>> {
  const { runs, data, cache, progress, signal } = options;
  const hashes = await openFileHashes(join(cache, "file-hashes.json"), recordingFileHash);
  const open = corporaOpener({
    data,
    cache,
    hashes,
    ...(signal && { signal }),
    progress: (clips) => progress.task("voices", clips),
  });
  const usable = usableClipsFinder(openStore(join(cache, "features")));
  const corpora = new Map<string, OpenedCorpora>();
  const absent = new Map<string, MissingDataError>();
  for (const { id, settings } of runs) {
    try {
      corpora.set(id, await usable(settings, await open(settings)));
    } catch (error) {
      if (!(error instanceof MissingDataError)) throw error;
      absent.set(id, error);
    }
  }
  const [first] = absent.values();
  if (first !== undefined && corpora.size === 0) throw first;
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
  const messages = [...absent.values()].map(({ message }) => message);
  return {
    corpora,
    options: { ...options, runs: runs.filter(({ id }) => corpora.has(id)) },
    absent: leftOut(messages, options),
  };
}

/** Tells what is missing once, with the number of runs that are left out for want of it. */
function leftOut(messages: readonly string[], { progress }: PreparationOptions): string[] {
  const counts = [...Map.groupBy(messages, (message) => message)];
  for (const [message, { length }] of counts) {
    progress.log(`${counted(length, "run is", "runs are")} left out: ${message}`);
  }
  return counts.map(([message]) => message);
}

/** Leaves out the folds of speakers or sessions that were not found, and says so. */
function withFoundFolds(options: PipelineOptions, corpora: Corpora): PipelineOptions {
  const runs = options.runs.filter(({ id, settings }) =>
    settings.fold < foundFolds(corpora.get(id)!.corpus, settings.protocol)
  );
  const gone = options.runs.length - runs.length;
  if (gone > 0) {
    options.progress.log(
      `${counted(gone, "run is", "runs are")} left out: of speakers or sessions that were not found`,
    );
  }
  return { ...options, runs };
}

/**
 * Makes sure that every corpus can be split as its runs ask for.
 * @throws {UserError} If one cannot.
 */
export function checkSplits(runs: readonly PlannedRun[], corpora: Corpora): void {
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

/** Where the records lie of the runs that had one, and of those that were made. */
function recordPaths(
  { out, suite, runs }: PipelineOptions,
  pending: readonly PlannedRun[],
  plans: readonly RunPlan[],
): string[] {
  const store = openRecordStore(out, suite);
  const before = runs.filter((run) => !pending.includes(run));
  return [...before, ...plans.map(({ run }) => run)].map(({ id }) => store.pathOf(id));
}

/** The runs that have the weights they start from, and what the others lack. */
export function withWeights(
  runs: readonly PlannedRun[],
  weights: PretrainedByRun,
  options: PreparationOptions,
) {
  const lacks = (run: PlannedRun) => weights.get(run.id) instanceof MissingDataError;
  const messages = runs.filter(lacks).map(({ id }) => (weights.get(id) as MissingDataError).message);
  return { ready: runs.filter((run) => !lacks(run)), missing: leftOut(messages, options) };
}

/**
 * Makes the images that the cache lacks.
 * @returns Number of clips that turned out to have no image under some settings.
 */
export async function makeFeatures(
  options: PreparationOptions,
  plans: readonly RunPlan[],
  corpora: Corpora,
): Promise<number> {
  const { cache, jobs, progress, signal } = options;
  const runs = plans.map(({ run }) => run);
  const { unusable } = await prepareFeatures(featureRequests(runs, corpora), {
    store: openStore(join(cache, "features")),
    jobs,
    ...(signal && { signal }),
    progress: (clips) => progress.task("features", clips),
  });
  return unusable;
}

/** Begins again: other clips are other folds, and may be those of a record that is there. */
async function withoutUnusable(
  options: PipelineOptions,
  unusable: number,
  finish: LastStage,
): Promise<PipelineResult> {
  options.progress.log(`${counted(unusable, "recording")} cannot be used: planned again without`);
  return await runStages(options, finish);
}

async function makeFigures(options: PipelineOptions, corpora: Corpora): Promise<void> {
  const folder = join(options.out, options.suite, "figures");
  await writeFigures(options.runs, corpora, async (name, data) => {
    options.signal?.throwIfAborted();
    await writeFileIfChanged(join(folder, name), data);
  });
}
