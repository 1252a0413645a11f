import { initialWeights } from "../model/initialise.ts";
import type { Network } from "../model/layers.ts";
import { networkWeights } from "../model/shapes.ts";

/**
 * First weights of a network or of a part of one: those that were given, and the others drawn from the seed.
 * A tensor is drawn the same whatever part it is drawn for.
 */
export function firstWeights(
  network: Network,
  seed: number,
  given: ReadonlyMap<string, Float32Array> | null,
): Map<string, Float32Array> {
  const names = networkWeights(network).map(({ name }) => name);
  const drawn = names.every((name) => given?.has(name)) ? null : initialWeights(network, seed);
  return new Map(names.map((name) => [name, given?.get(name) ?? drawn!.get(name)!]));
}
