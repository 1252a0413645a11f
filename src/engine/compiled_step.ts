import type { TrainingSettings } from "../manifest/settings.ts";
import type { Network } from "../model/layers.ts";

/** What a compiled step is made for. */
export interface EngineOptions {
  /** A plain chain that ends in a dense layer. */
  readonly network: Network;
  /** Samples per step, an integer >= 1; the last step of an epoch may have fewer. */
  readonly batch: number;
  /** Its learning rate is not read: every epoch gets its own. */
  readonly optimizer: TrainingSettings["optimizer"];
  /** Units of the last layer. */
  readonly classes: number;
  /** Collect the time of every kernel call; see {@linkcode CompiledStep.profile}. */
  readonly profile?: boolean;
  /** Bytes that activations, weights and moments may take; by default what the target can address. */
  readonly memoryLimit?: number;
  /**
   * How convolutions are computed on WebAssembly: by Winograd's algorithm where that is faster (the default),
   * wherever it can be, or nowhere.
   */
  readonly convolutions?: "fastest" | "winograd" | "direct";
}

/** Mean over the samples of an epoch, each as it was trained on (dropout active, before its update). */
export interface EpochResult {
  /** Softmax cross entropy, nats. */
  readonly loss: number;
  /** Share of samples whose largest logit is the label. */
  readonly accuracy: number;
}

/** Time spent in one kind of work of one layer since the last call of `profile`. */
export interface KernelTime {
  /** `LAYER KERNEL`, such as `conv2 filter-gradient`. */
  readonly name: string;
  /** Sum over the calls. */
  readonly milliseconds: number;
  /** How often it ran. */
  readonly calls: number;
  /** Floating-point operations of one call with a full batch; 0 where they are not what limits it. */
  readonly flops: number;
  /** Bytes that one such call must at least read and write. */
  readonly bytes: number;
}

/** What a plan costs, known before the first step. */
export interface PlanCost {
  /** Floating-point operations of one step with a full batch, products only. */
  readonly flops: number;
  /** Kernel calls of one step with a full batch. */
  readonly dispatches: number;
  /** Samples that pass through the network at once; less than the batch when gradients are accumulated. */
  readonly microBatch: number;
  /** Bytes of the arena, weights and moments included, data set not. */
  readonly arenaBytes: number;
}

/**
 * A training step compiled for one network, batch size and optimiser. Weights are named
 * `LAYER/kernel` (`[kernelHeight, kernelWidth, in, out]` or `[in, out]`), `LAYER/bias`, `LAYER/gamma`,
 * `LAYER/beta`, `LAYER/mean` and `LAYER/variance`; all start at 0 until `writeWeights`.
 */
export interface CompiledStep {
  /** What executes it. */
  readonly target: "wasm" | "webgpu";
  /** What the plan costs. */
  readonly cost: PlanCost;
  /**
   * Makes a data set resident.
   *
   * @param images Shape `[n, height, width, channels]`.
   * @param labels Class numbers, shape `[n]`.
   * @throws {TypeError} If the lengths do not fit together.
   * @throws {RangeError} If a label is not a class or the data set does not fit in memory.
   */
  load(images: Float32Array, labels: Int32Array): Promise<void>;
  /**
   * Trains one epoch on the resident samples: batches are consecutive slices of `order`.
   *
   * @param order Sample numbers.
   * @param learningRate Step size of this epoch.
   * @param dropoutSeeds One per step, see `src/training/dropout.ts`.
   * @throws {RangeError} If a sample number is out of range or there are fewer seeds than steps.
   */
  epoch(
    order: Int32Array,
    learningRate: number,
    dropoutSeeds: Int32Array | Uint32Array,
  ): Promise<EpochResult>;
  /** Class probabilities `[n, classes]` in inference mode (moving averages, no dropout). */
  predict(images: Float32Array): Promise<Float32Array>;
  /** Copies of all weights, moving averages included. */
  readWeights(): Promise<Map<string, Float32Array>>;
  /**
   * Replaces the weights that are named and keeps the others.
   *
   * @throws {TypeError} If a name is unknown or a size differs.
   */
  writeWeights(weights: ReadonlyMap<string, Float32Array>): Promise<void>;
  /**
   * Weights and the optimiser's state (`adam/m/NAME`, `adam/v/NAME` or `sgd/momentum/NAME`, and
   * `optimizer/steps`, one number): what a checkpoint needs. A step that continues from it gives the same bits.
   */
  readState(): Promise<Map<string, Float32Array>>;
  /** Continues from what `readState` gave. */
  writeState(state: ReadonlyMap<string, Float32Array>): Promise<void>;
  /** Times since the last call, in the order of the step; empty unless asked for in the options. */
  profile(): readonly KernelTime[];
  /** Bytes of memory that the step holds now, data set included. */
  memoryBytes(): number;
  /** Frees the memory; the step cannot be used afterwards. */
  dispose(): void;
}
