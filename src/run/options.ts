import type { BackendName } from "../backend/choose.ts";
import type { Progress } from "../base/progress.ts";
import type { PlannedRun } from "../manifest/experiment.ts";
import type { Machine } from "../record/environment.ts";
import type { EngineChoice } from "./engine.ts";

/** What the stages before the training are given. */
export interface PreparationOptions {
  /** What is to be run, in order. */
  readonly runs: readonly PlannedRun[];
  /** Folder of each corpus by name; one that is not given is looked for in `data/NAME`. */
  readonly data: ReadonlyMap<string, string>;
  /** Folder of pretrained weights. */
  readonly weights: string;
  /** Features, outputs of frozen layers, made-up voices and file hashes. */
  readonly cache: string;
  /** What computes. */
  readonly backend: BackendName;
  /** Workers side by side; >= 1. */
  readonly jobs: number;
  /** Where progress is shown. */
  readonly progress: Progress;
  /** Stops the work; finished records stay. */
  readonly signal?: AbortSignal;
}

/** What a pipeline is given. */
export interface PipelineOptions extends PreparationOptions {
  /** Name of the suite. */
  readonly suite: string;
  /** Records, figures and checkpoints go to `OUT/SUITE`. */
  readonly out: string;
  /** What trains. */
  readonly engine: EngineChoice;
  /** At most so many runs are made now, the first ones that have no record; all of them by default. */
  readonly limit?: number;
  /** Run again what has a record already. */
  readonly fresh: boolean;
  /** Epochs between two checkpoints. */
  readonly checkpointEvery: number;
  /** Keep every trained network in `OUT/SUITE/models`. */
  readonly saveWeights: boolean;
  /** What the records say of the machine. */
  readonly machine: Machine;
}
