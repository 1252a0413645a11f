/** Sound of one channel. */
export interface Signal {
  /** Samples, shape `[n]`, full scale +-1. */
  readonly samples: Float32Array;
  /** Sampling rate, Hz. */
  readonly rateHz: number;
}
