/** Mean and deviation of a set of values. */
export interface Moments {
  /** Sum over count. */
  readonly mean: number;
  /** Of the population: the root of the mean squared distance from the mean. */
  readonly deviation: number;
}

/** Kept apart from zero, so that an image of one value becomes zeros. */
const LEAST_DEVIATION = 1e-6;

/** Mean and deviation, computed in two passes; both 0 for no values. */
export function moments(values: Float32Array): Moments {
  if (values.length === 0) return { mean: 0, deviation: 0 };
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  const mean = sum / values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i]! - mean) ** 2;
  return { mean, deviation: Math.sqrt(squares / values.length) };
}

/**
 * `(value - mean) / (deviation + 1e-6)`, in place.
 *
 * @param by Whose moments are used: by default the values' own.
 */
export function standardise(values: Float32Array, by: Moments = moments(values)): void {
  const factor = 1 / (by.deviation + LEAST_DEVIATION);
  for (let i = 0; i < values.length; i++) values[i] = (values[i]! - by.mean) * factor;
}
