/** Tensors by name: weights (`conv1/kernel`), optimiser state (`adam/m/conv1/kernel`) and counters. */
export type State = Map<string, Float32Array>;

/** Sums over an epoch's samples divided by their number, as they were trained on. */
export interface EpochResult {
  /** Mean cross entropy; NaN as soon as any weight is no finite number. */
  readonly loss: number;
  /** Share of samples predicted right. */
  readonly accuracy: number;
}

/**
 * What does the training steps of one run. It holds the weights, the optimiser's state and the training
 * images; both engines (TensorFlow.js and the compiled step) are one.
 */
export interface Stepper {
  /** Recorded as `environment.engine`. */
  readonly engine: string;
  /** Recorded as `environment.engineVersion`. */
  readonly engineVersion?: number;
  /**
   * One pass over the samples in `order`, in consecutive batches; the last may be smaller.
   * @param dropoutSeeds One unsigned number per batch.
   */
  epoch(order: Int32Array, learningRate: number, dropoutSeeds: Uint32Array): Promise<EpochResult>;
  /** Class probabilities `[n, classes]` of images `[n, height * width * channels]`, batch norm in inference mode. */
  predict(images: Float32Array): Promise<Float32Array>;
  /** Everything that a later {@linkcode writeState} needs to go on exactly as if there had been no break. */
  readState(): Promise<State>;
  /** Goes on from what {@linkcode readState} gave. */
  writeState(state: State): Promise<void>;
  /** Frees everything on the device. */
  dispose(): void;
}

/** What a stepper is made for. */
export interface TrainingSet {
  /** `[n, height * width * channels]` */
  readonly images: Float32Array;
  /** Class numbers, `[n]`. */
  readonly labels: Int32Array;
}
