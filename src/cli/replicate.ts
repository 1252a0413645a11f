import { meanOf } from "../base/sum.ts";
import { join } from "node:path";
import { availableJobs } from "./jobs.ts";
import { type BackendName, chooseBackend } from "../backend/choose.ts";
import { GateError } from "../base/errors.ts";
import { counted, percentText } from "../base/number_text.ts";
import { openProgress, type Progress } from "../base/progress.ts";
import type { PlannedRun } from "../manifest/experiment.ts";
import { describeMachine } from "../record/environment.ts";
import { openRecordStore } from "../record/store.ts";
import type { EngineChoice } from "../run/engine.ts";
import { type PipelineResult, runPipeline } from "../run/pipeline.ts";
import { dryRun } from "./dry_run.ts";
import { requireUnmoved } from "./gate.ts";
import { requireNothingMissing } from "./nothing_missing.ts";
import { loadSuites, selectRuns, type Suite } from "./experiments.ts";
import { LIBRARIES } from "./libraries.ts";
import type { Shard } from "./options.ts";
import { QUICKSTART } from "./places.ts";
import { reportPath, reportSuite } from "./report.ts";
import { requireStillThere } from "./still_there.ts";

/** Options of `replicate`, as the command line gives them. */
export interface ReplicateOptions {
  readonly data?: ReadonlyMap<string, string>;
  readonly backend: BackendName | "auto";
  readonly engine: EngineChoice;
  readonly jobs?: number;
  readonly out: string;
  readonly cache: string;
  readonly weights: string;
  readonly only: readonly string[];
  readonly epochs?: number;
  readonly seeds?: readonly number[];
  readonly shard?: Shard;
  readonly limit?: number;
  readonly checkpointEvery: number;
  readonly saveWeights: boolean;
  readonly fresh: boolean;
  readonly dryRun: boolean;
  readonly report: boolean;
  readonly gate?: string;
  readonly json: boolean;
}

/** `replicate [MANIFEST...]`: runs experiments, then writes the reports of their suites. */
export async function replicate(
  paths: readonly string[],
  options: ReplicateOptions,
  signal: AbortSignal,
): Promise<void> {
  const manifests = paths.length > 0 ? paths : [QUICKSTART];
  const suites = await loadSuites(manifests, options);
  const progress = openProgress({ quiet: options.json });
  if (options.dryRun) {
    for (const suite of suites) {
      const out = folderOf(suite, options.out);
      await dryRun(suite, selectRuns(suite.wanted, options.only, options.shard), { ...options, out });
    }
    return;
  }
  const choice = await chooseBackend(options.backend);
  const adapter = choice.adapter === null ? "" : ` on ${choice.adapter.name}`;
  progress.log(`backend: ${choice.backend}${adapter} (${choice.reason})`);
  const machine = await describeMachine(LIBRARIES);
  const results: PipelineResult[] = [];
  const written: string[] = [];
  try {
    for (const suite of suites) {
      const runs = selectRuns(suite.wanted, options.only, options.shard);
      const out = folderOf(suite, options.out);
      if (suite.trial !== null) {
        progress.log(
          `${suite.name}: a trial with ${suite.trial}: kept apart in ${out}, and it decides nothing`,
        );
      }
      const result = await runPipeline({
        ...options,
        out,
        suite: suite.name,
        runs,
        data: options.data ?? new Map(),
        backend: choice.backend,
        jobs: options.jobs ?? availableJobs(choice.backend),
        machine,
        progress,
        signal,
      });
      results.push(result);
      const task = { ...options, out };
      written.push(...result.records, ...await conclude(suite, runs, result, task, progress, signal));
    }
    await requireStillThere(written);
    requireNothingMissing(results);
  } finally {
    progress.close();
  }
}

/** Where the records and reports of a suite go: those of trials beside all others, so that nothing mixes them. */
function folderOf({ trial }: Suite, out: string): string {
  return trial === null ? out : join(out, "trials");
}

/** @returns Files of the report. */
async function conclude(
  suite: Suite,
  runs: readonly PlannedRun[],
  { made, reused, left, without }: PipelineResult,
  options: ReplicateOptions,
  progress: Progress,
  signal: AbortSignal,
): Promise<string[]> {
  const again = reused > 0 ? `, ${reused} had a record already (--fresh runs them again)` : "";
  const more = left > 0 && !options.fresh ? `, ${left} are left: the same command goes on` : "";
  progress.log(`${suite.name}: ${counted(made, "run")} made${again}${more}`);
  const task = { suite, out: options.out, rocrate: false };
  const written = options.report ? await reportSuite(task, signal) : [];
  const report = options.report ? reportPath(suite, options.out) : null;
  if (options.json) {
    const ids = runs.map((run) => run.id);
    console.log(
      JSON.stringify({
        suite: suite.name,
        trial: suite.trial,
        made,
        reused,
        left,
        without,
        runs: ids,
        report,
      }),
    );
  } else if (report !== null) progress.log(`report: ${report}`);
  if (options.gate !== undefined) {
    await requireUnmoved(suite.name, suite.experiments, options.out, options.gate, (s) => progress.log(s));
  }
  if (suite.trial === null) await requireMinimum(suite, options.out);
  return written;
}

/** @throws {GateError} If a variant's mean accuracy is below what its manifest asks for. */
async function requireMinimum(suite: Suite, out: string): Promise<void> {
  const { records } = await openRecordStore(out, suite.name).readAll();
  for (const { id, minimumAccuracy, variants } of suite.experiments) {
    if (minimumAccuracy === null) continue;
    for (const { label, runs } of variants) {
      const accuracies = runs.flatMap((run) => records.get(run.id)?.metrics.accuracy ?? []);
      const mean = meanOf(accuracies);
      if (mean < minimumAccuracy) {
        throw new GateError(
          `${id}, ${label}: the mean accuracy must be at least ${percentText(minimumAccuracy)}: it is ${
            percentText(mean)
          }`,
        );
      }
    }
  }
}
