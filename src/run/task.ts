import type { PlannedRun } from "../manifest/experiment.ts";
import type { Machine } from "../record/environment.ts";
import type { OpenedCorpora } from "./corpora.ts";
import type { EngineChoice } from "./engine.ts";
import type { FrozenPart } from "./frozen_part.ts";
import type { Pretrained } from "./pretrained.ts";

/** One run with everything it needs, as it is sent to a worker. */
export interface RunTask {
  /** What is to be run. */
  readonly run: PlannedRun;
  /** Name of the suite, for the record. */
  readonly suite: string;
  /** Its corpora, every clip found. */
  readonly corpora: OpenedCorpora;
  /** What the record says of the machine. */
  readonly machine: Machine;
  /** First weights that come from a file, or `null`. */
  readonly pretrained: Pretrained | null;
  /** The layers that stay as they are, or `null`. */
  readonly frozen: FrozenPart | null;
  /** Folder of the cache of images. */
  readonly features: string;
  /** Folder of the cache of what frozen layers give. */
  readonly frozenOutputs: string;
  /** Path of its checkpoint. */
  readonly checkpoint: string;
  /** Epochs between two checkpoints. */
  readonly checkpointEvery: number;
  /** Folder that trained networks go to, or `null`. */
  readonly models: string | null;
  /** What trains. */
  readonly engine: EngineChoice;
}
