import { cosineOfTurns, sineOfTurns } from "./portable_math.ts";

/** Samples on each side that an in-between sample is computed from. */
const REACH = 16;

/**
 * Weights of the samples at distances 0.5, 1.5, ... of an in-between one: a sinc under a Hann window, scaled
 * so that a constant stays what it is. Shape `[REACH]`.
 */
const WEIGHTS: readonly number[] = (() => {
  const raw = Array.from({ length: REACH }, (_, k) => {
    const distance = k + 0.5;
    const sinc = sineOfTurns(distance / 2) / (Math.PI * distance);
    return sinc * (0.5 + 0.5 * cosineOfTurns(distance / (2 * REACH)));
  });
  const sum = 2 * raw.reduce((a, b) => a + b, 0);
  return raw.map((weight) => weight / sum);
})();

/**
 * The same sound at twice the sampling rate: a half-band interpolator that keeps the given samples.
 *
 * @returns Shape `[2 n]`.
 */
export function doubled(samples: Float64Array): Float64Array {
  const out = new Float64Array(2 * samples.length);
  for (let i = 0; i < samples.length; i++) {
    out[2 * i] = samples[i]!;
    let between = 0;
    const inside = i >= REACH - 1 && i + REACH < samples.length;
    for (let k = 0; k < REACH; k++) {
      const [before, after] = [i - k, i + 1 + k];
      between += WEIGHTS[k]! *
        (inside ? samples[before]! + samples[after]! : (samples[before] ?? 0) + (samples[after] ?? 0));
    }
    out[2 * i + 1] = between;
  }
  return out;
}
