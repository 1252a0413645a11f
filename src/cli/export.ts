import type { BackendName } from "../backend/choose.ts";
import { MissingDataError } from "../base/errors.ts";
import { counted } from "../base/number_text.ts";
import { openProgress } from "../base/progress.ts";
import { exportRuns } from "../run/export_runs.ts";
import { loadSuites, selectRuns } from "./experiments.ts";
import { availableJobs } from "./jobs.ts";
import type { ReplicateOptions } from "./replicate.ts";

/** Options of `export`. */
export type ExportOptions = Pick<
  ReplicateOptions,
  "data" | "jobs" | "out" | "cache" | "weights" | "only" | "epochs" | "seeds"
>;

/** Frozen layers are passed by TensorFlow.js on WebAssembly, whatever the machine has. */
const BACKEND: BackendName = "wasm";

/** `export MANIFEST... --out DIR`: all that another program needs to repeat the runs. */
export async function exportVerb(
  paths: readonly string[],
  options: ExportOptions,
  signal: AbortSignal,
): Promise<void> {
  const suites = await loadSuites(paths, options);
  const progress = openProgress({ quiet: false });
  const missing: string[] = [];
  try {
    for (const suite of suites) {
      const result = await exportRuns({
        ...options,
        runs: selectRuns(suite.experiments, options.only, undefined),
        data: options.data ?? new Map(),
        backend: BACKEND,
        jobs: options.jobs ?? availableJobs(BACKEND),
        progress,
        signal,
      });
      progress.log(`${suite.name}: ${counted(result.runs, "run")} exported to ${options.out}`);
      missing.push(...result.missing);
    }
  } finally {
    progress.close();
  }
  if (missing.length > 0) throw new MissingDataError(`runs were left out: ${missing.join("; ")}`);
}
