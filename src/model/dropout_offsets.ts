import type { Network } from "./layers.ts";
import { placeEveryLayer } from "./shapes.ts";

/** Odd, so that no two layers of a network share an offset (the second constant of MurmurHash3's mixer). */
const STEP = 0x85ebca6b;

/**
 * What is added, modulo 2^32, to a step's dropout seed for each dropout layer, so that no two layers drop the
 * same units: 0 for the first.
 *
 * @returns Layer name to an unsigned 32-bit number.
 */
export function dropoutOffsets(network: Network): ReadonlyMap<string, number> {
  const names = placeEveryLayer(network).map(({ layer }) => layer).filter(({ kind }) => kind === "dropout");
  return new Map(names.map(({ name }, i) => [name, Math.imul(i, STEP) >>> 0]));
}
