import type { Settings } from "../manifest/settings.ts";
import type { Metrics } from "../evaluation/metrics.ts";

/** Loss and accuracy of one epoch. */
export interface EpochRecord {
  /** From 1. */
  readonly epoch: number;
  /** Mean cross entropy over the training clips as they were trained on (dropout on). */
  readonly loss: number;
  /** Share of those clips predicted right. */
  readonly accuracy: number;
  /** On the test clips, watched only; `null` where it was not looked at in this epoch. */
  readonly validationLoss: number | null;
  /** Share of test clips predicted right, or `null` as above. */
  readonly validationAccuracy: number | null;
  /** Of every step of the epoch. */
  readonly learningRate: number;
  /** Wall-clock time of the training steps. */
  readonly seconds: number;
}

/** What the network said of one test clip, or of one test image where the protocol deals images. */
export interface Prediction {
  /** Path of the clip in its corpus; of an image with the number of its window, `PATH#1`. */
  readonly clip: string;
  /** Speaker of the clip. */
  readonly speaker: string;
  /** True class. */
  readonly label: string;
  /** Class of the largest probability. */
  readonly predicted: string;
  /** In the order of `RunData.classes`; sums to 1. */
  readonly probabilities: readonly number[];
}

/** First weights that were not drawn at random. */
export interface PretrainedWeights {
  /** `weights` of the model's settings, such as `imagenet`. */
  readonly source: string;
  /** Name of the file that they came from. */
  readonly file: string;
  /** SHA-256 over the tensors used, see `tensorHash`. */
  readonly sha256: string;
  /** What sets them apart from the published ones, one sentence, or `null` if nothing does. */
  readonly disclosure: string | null;
}

/** What the run saw. */
export interface RunData {
  /** Name of the corpus trained on. */
  readonly corpus: string;
  /** `Corpus.hash` of it. */
  readonly corpusHash: string;
  /** The tested corpus of a cross-corpus run, else `null`. */
  readonly testCorpus: string | null;
  /** `Corpus.hash` of the tested corpus, or `null`. */
  readonly testCorpusHash: string | null;
  /** True if any of the clips is made up. */
  readonly synthetic: boolean;
  /** Classes in the order of class numbers. */
  readonly classes: readonly string[];
  /** Clips trained on; images where the protocol deals images. */
  readonly trainClips: number;
  /** Clips tested on; images as above. */
  readonly testClips: number;
  /** Speakers of the clips trained on, sorted. */
  readonly trainSpeakers: readonly string[];
  /** Speakers of the clips tested on, sorted. */
  readonly testSpeakers: readonly string[];
  /**
   * Fold of every clip: path to fold number (all folds of the split, not only this run's); where the protocol deals
   * images, to the fold numbers of its images in their order.
   */
  readonly folds: Readonly<Record<string, number | readonly number[]>>;
  /**
   * How far a protocol that leaks does: the share of the test images with another image of the same recording in
   * training; `null` for every other protocol.
   */
  readonly siblingShare: number | null;
  /** Files that were found but not used, and why. */
  readonly leftOut: readonly { readonly path: string; readonly reason: string }[];
  /** What differs from the published corpus. */
  readonly notes: readonly string[];
  /** First weights that were not drawn at random, or `null`. */
  readonly weights: PretrainedWeights | null;
}

/** What the run cost. Bytes are bytes, times are wall-clock seconds. */
export interface Cost {
  /** Numbers in the weights, running statistics included. */
  readonly parameters: number;
  /** Without running statistics. */
  readonly trainableParameters: number;
  /** Those that training changed; fewer than `trainableParameters` where layers are frozen. */
  readonly trainedParameters: number;
  /** Four bytes per parameter. */
  readonly weightBytes: number;
  /** Size of the saved safetensors file. */
  readonly fileBytes: number;
  /** Floating-point operations of one forward pass of one image (a multiply-add counts two). */
  readonly flops: number;
  /** All training steps; the watched test clips are not in it. */
  readonly trainingSeconds: number;
  /** Mean over the epochs. */
  readonly secondsPerEpoch: number;
  /** Passing all clips of the run once through the frozen layers, on one worker; `null` where none is frozen. */
  readonly featureSeconds: number | null;
  /** Resident memory of the process at its highest, or `null` where it cannot be read. */
  readonly peakMemoryBytes: number | null;
}

/** Where the run was made. Not part of the run id. */
export interface Environment {
  /** Version of this program, and the commit of its checkout; `null` outside one. */
  readonly project: {
    readonly version: string;
    readonly commit: string | null;
    readonly dirty: boolean | null;
  };
  /** Version of Deno. */
  readonly deno: string;
  /** Version of each package that takes part in a result. */
  readonly libraries: Readonly<Record<string, string>>;
  /** `webgpu`, `wasm` or `cpu`. */
  readonly backend: string;
  /** What did the training steps: `tfjs`, or the compiled step. */
  readonly engine: string;
  /** Version of its algorithm, where that is not 1: results of different versions differ by their rounding. */
  readonly engineVersion?: number;
  /** Name of the GPU adapter, or `null` without one. */
  readonly adapter: string | null;
  /** Its driver as far as it is told, or `null`. */
  readonly driver: string | null;
  /** Name of the processor, or `null`. */
  readonly cpu: string | null;
  /** Logical cores. */
  readonly cores: number;
  /** Operating system, its release and the architecture. */
  readonly os: string;
  /** ISO 8601, UTC. */
  readonly finishedAt: string;
}

/** What a run leaves behind; written once, never changed. Missing is `null`. */
export interface RunRecord {
  /** Version of this layout. */
  readonly format: 1;
  /** Hash of the settings. */
  readonly id: string;
  /** Suite that the run was made for. */
  readonly suite: string;
  /** Manifest that the run was made for; others may ask for the same run. */
  readonly experiment: string;
  /** Every setting, defaults written out. */
  readonly settings: Settings;
  /** What the run saw. */
  readonly data: RunData;
  /** One per epoch, in order. */
  readonly epochs: readonly EpochRecord[];
  /** Epoch whose predictions these are. */
  readonly reportedEpoch: number;
  /** One per test clip, sorted as in the corpus; one per test image where the protocol deals images. */
  readonly predictions: readonly Prediction[];
  /** What the predictions are worth. */
  readonly metrics: Metrics;
  /** The same by clip, the votes of its test images averaged, where the predictions are of images; else `null`. */
  readonly clipMetrics: Metrics | null;
  /** What the run cost. */
  readonly cost: Cost;
  /** Where the run was made. */
  readonly environment: Environment;
}
