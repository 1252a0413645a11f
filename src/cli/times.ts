import { type BackendName, chooseBackend } from "../backend/choose.ts";
import { openProgress } from "../base/progress.ts";
import { describeMachine } from "../record/environment.ts";
import { medianOf, type Timing } from "../record/timing.ts";
import { openTimingStore } from "../record/timing_store.ts";
import type { EngineChoice } from "../run/engine.ts";
import { type PipelineResult, runPipeline } from "../run/pipeline.ts";
import { timeRuns } from "../run/time_runs.ts";
import { loadSuites, selectRuns } from "./experiments.ts";
import { availableJobs } from "./jobs.ts";
import { LIBRARIES } from "./libraries.ts";
import { requireNothingMissing } from "./nothing_missing.ts";

/** Options of `bench times`. */
export interface TimesOptions {
  readonly data?: ReadonlyMap<string, string>;
  readonly backend: BackendName | "auto";
  readonly engine: EngineChoice;
  readonly out: string;
  readonly cache: string;
  readonly weights: string;
  readonly only: readonly string[];
  readonly turns: number;
  readonly clips: number;
  readonly wait: number;
}

/**
 * `bench times MANIFEST...`: times the first run of every variant, one after another in turns, and keeps the times
 * in `OUT/SUITE/timings`; prints a JSON line for each variant.
 */
export async function times(
  paths: readonly string[],
  options: TimesOptions,
  signal: AbortSignal,
): Promise<void> {
  const { backend, adapter } = await chooseBackend(options.backend);
  const progress = openProgress({});
  progress.log(`backend: ${backend}${adapter === null ? "" : ` on ${adapter.name}`}`);
  const machine = await describeMachine(LIBRARIES);
  const results: PipelineResult[] = [];
  for (const suite of await loadSuites(paths, {})) {
    const first = suite.experiments.filter(({ multiverse }) => multiverse === null).map((experiment) => ({
      ...experiment,
      variants: experiment.variants.map((variant) => ({ ...variant, runs: variant.runs.slice(0, 1) })),
    }));
    const result = await runPipeline({
      ...options,
      suite: suite.name,
      runs: selectRuns(first, options.only, undefined),
      data: options.data ?? new Map(),
      backend,
      jobs: availableJobs(backend),
      // Every run is timed, whether it has a record or not.
      fresh: true,
      checkpointEvery: 1,
      saveWeights: false,
      machine,
      progress,
      signal,
    }, async (pipeline, plans) => {
      if (plans.length === 0) return;
      const timing = await timeRuns(pipeline, plans, { ...options, loadAverage });
      const path = await openTimingStore(options.out, suite.name).write(timing);
      for (const line of lines(timing)) console.log(JSON.stringify(line));
      progress.log(`${path}: ${timing.quiet ? "quiet" : "not quiet: no times are compared by it"}`);
    });
    results.push(result);
  }
  requireNothingMissing(results);
}

/** Load average over a minute; Windows has none. */
function loadAverage(): number | null {
  return Deno.build.os === "windows" ? null : Deno.loadavg()[0]!;
}

function* lines({ variants, quiet }: Timing) {
  for (const { experiment, variant, engine, images, secondsPerEpoch, frozen } of variants) {
    const [seconds, turns] = [medianOf(secondsPerEpoch), secondsPerEpoch.length];
    const secondsPerClip = frozen === null ? null : medianOf(frozen.secondsPerClip);
    yield { experiment, variant, engine, images, turns, secondsPerEpoch: seconds, secondsPerClip, quiet };
  }
}
