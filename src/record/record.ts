import type { Settings } from "../manifest/settings.ts";
import type { Metrics } from "../evaluation/metrics.ts";

/** Loss and accuracy of one epoch. */
export interface EpochRecord {
  /** From 1. */
  readonly epoch: number;
  /** Mean cross entropy over the training clips as they were trained on (dropout on). */
  readonly loss: number;
  readonly accuracy: number;
  /** On the test clips, watched only; `null` where it was not looked at in this epoch. */
  readonly validationLoss: number | null;
  readonly validationAccuracy: number | null;
  readonly learningRate: number;
  readonly seconds: number;
}

/** What the network said of one test clip. */
export interface Prediction {
  readonly clip: string;
  readonly speaker: string;
  readonly label: string;
  readonly predicted: string;
  /** In the order of `RunData.classes`; sums to 1. */
  readonly probabilities: readonly number[];
}

/** What the run saw. */
export interface RunData {
  readonly corpus: string;
  readonly corpusHash: string;
  /** The tested corpus of a cross-corpus run, else `null`. */
  readonly testCorpus: string | null;
  readonly testCorpusHash: string | null;
  readonly synthetic: boolean;
  readonly classes: readonly string[];
  readonly trainClips: number;
  readonly testClips: number;
  readonly trainSpeakers: readonly string[];
  readonly testSpeakers: readonly string[];
  /** Fold of every clip: path to fold number (all folds of the split, not only this run's). */
  readonly folds: Readonly<Record<string, number>>;
  readonly leftOut: readonly { readonly path: string; readonly reason: string }[];
  readonly notes: readonly string[];
}

/** What the run cost. Bytes are bytes, times are wall-clock seconds. */
export interface Cost {
  readonly parameters: number;
  readonly trainableParameters: number;
  /** Four bytes per parameter. */
  readonly weightBytes: number;
  /** Size of the saved safetensors file. */
  readonly fileBytes: number;
  /** Floating-point operations of one forward pass of one image (a multiply-add counts two). */
  readonly flops: number;
  readonly trainingSeconds: number;
  readonly secondsPerEpoch: number;
  /** Resident memory of the process at its highest, or `null` where it cannot be read. */
  readonly peakMemoryBytes: number | null;
}

/** Where the run was made. Not part of the run id. */
export interface Environment {
  readonly project: { readonly version: string; readonly commit: string | null; readonly dirty: boolean | null };
  readonly deno: string;
  readonly libraries: Readonly<Record<string, string>>;
  readonly backend: string;
  /** What did the training steps: `tfjs`, or the compiled step. */
  readonly engine: string;
  readonly adapter: string | null;
  readonly driver: string | null;
  readonly cpu: string | null;
  readonly cores: number;
  readonly os: string;
  /** ISO 8601, UTC. */
  readonly finishedAt: string;
}

/** What a run leaves behind; written once, never changed. Missing is `null`. */
export interface RunRecord {
  readonly format: 1;
  readonly id: string;
  readonly suite: string;
  readonly experiment: string;
  readonly settings: Settings;
  readonly data: RunData;
  readonly epochs: readonly EpochRecord[];
  /** Epoch whose predictions these are. */
  readonly reportedEpoch: number;
  readonly predictions: readonly Prediction[];
  readonly metrics: Metrics;
  readonly cost: Cost;
  readonly environment: Environment;
}
