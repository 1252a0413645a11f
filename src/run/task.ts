import type { PlannedRun } from "../manifest/experiment.ts";
import type { Machine } from "../record/environment.ts";
import type { OpenedCorpora } from "./corpora.ts";
import type { EngineChoice } from "./engine.ts";

/** One run with everything it needs, as it is sent to a worker. */
export interface RunTask {
  readonly run: PlannedRun;
  readonly suite: string;
  readonly corpora: OpenedCorpora;
  readonly machine: Machine;
  /** Folder of the feature cache. */
  readonly features: string;
  readonly checkpoint: string;
  /** Epochs between two checkpoints. */
  readonly checkpointEvery: number;
  /** Folder that trained networks go to, or `null`. */
  readonly models: string | null;
  readonly engine: EngineChoice;
}
