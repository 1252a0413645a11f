import { randomFor, shuffled } from "../base/random.ts";

/**
 * The order in which an epoch takes the training images; consecutive batches are cut from it. Drawn from the seed
 * and the epoch alone, so that a resumed run needs no state.
 *
 * @param samples Number of training images.
 * @param epoch From 1.
 * @returns A permutation of 0 to `samples - 1`.
 */
export function epochOrder(seed: number, samples: number, epoch: number): Int32Array {
  return Int32Array.from(shuffled([...Array(samples).keys()], randomFor(seed, "order", epoch)));
}

/**
 * The seeds from which an epoch's dropout masks are hashed, see `dropoutMask`.
 *
 * @param batches Number of steps of the epoch.
 * @param epoch From 1.
 * @returns One unsigned 32-bit number per step.
 */
export function epochDropoutSeeds(seed: number, batches: number, epoch: number): Uint32Array {
  const random = randomFor(seed, "dropout", epoch);
  return Uint32Array.from({ length: batches }, () => random.uint32());
}
