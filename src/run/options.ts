import type { BackendName } from "../backend/choose.ts";
import type { Progress } from "../base/progress.ts";
import type { PlannedRun } from "../manifest/experiment.ts";
import type { Machine } from "../record/environment.ts";
import type { EngineChoice } from "./engine.ts";

/** What a pipeline is given. */
export interface PipelineOptions {
  readonly suite: string;
  readonly runs: readonly PlannedRun[];
  /** Folder of each corpus by name; one that is not given is looked for in `data/NAME`. */
  readonly data: ReadonlyMap<string, string>;
  /** Records, figures and checkpoints go to `OUT/SUITE`. */
  readonly out: string;
  /** Folder of pretrained weights. */
  readonly weights: string;
  /** Features, outputs of frozen layers, made-up voices and file hashes. */
  readonly cache: string;
  readonly backend: BackendName;
  readonly engine: EngineChoice;
  readonly jobs: number;
  /** At most so many runs are made now, the first ones that have no record; all of them by default. */
  readonly limit?: number;
  /** Run again what has a record already. */
  readonly fresh: boolean;
  /** Epochs between two checkpoints. */
  readonly checkpointEvery: number;
  readonly saveWeights: boolean;
  readonly machine: Machine;
  readonly progress: Progress;
  readonly signal?: AbortSignal;
}
