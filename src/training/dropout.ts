import { rangeError } from "../base/errors.ts";

/**
 * Which units of a layer are dropped in one step: a hash of (seed, unit) decides, so that every engine drops
 * the same ones. Inverted dropout (Srivastava et al. 2014).
 *
 * @param seed Unsigned 32-bit, one per step.
 * @param size Number of units, all samples of the batch together.
 * @param rate Share that is dropped, in [0, 1).
 * @returns 0 where a unit is dropped, else `1 / (1 - rate)`; shape `[size]`.
 * @throws {RangeError} If the rate is not in [0, 1).
 */
export function dropoutMask(seed: number, size: number, rate: number): Float32Array {
  if (!(rate >= 0 && rate < 1)) throw rangeError("drop units", "rate must be in [0, 1)", rate);
  const kept = Math.fround(1 / (1 - rate));
  const threshold = Math.floor(rate * 2 ** 32);
  return Float32Array.from({ length: size }, (_, unit) => (hash(seed, unit) < threshold ? 0 : kept));
}

/** "lowbias32" (Wellons 2018, "Prospecting for Hash Functions") over the seed and the unit's number. */
function hash(seed: number, unit: number): number {
  return mix((mix(seed ^ 0x9e3779b9) ^ unit) >>> 0);
}

function mix(value: number): number {
  let x = value >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}
