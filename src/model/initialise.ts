import { randomFor } from "../base/random.ts";
import type { Network } from "./layers.ts";
import { networkWeights } from "./shapes.ts";

/**
 * First weights of a network: kernels uniform as Glorot & Bengio 2010 (the default of Keras), or as He et al.
 * 2015 where the network asks for it, biases and `beta` 0, `gamma` 1, running mean 0 and variance 1. Each tensor
 * has a random stream of its own.
 *
 * @returns Name to values, in layer order.
 */
export function initialWeights(network: Network, seed: number): Map<string, Float32Array> {
  const weights = new Map<string, Float32Array>();
  for (const { name, shape, fanIn, fanOut } of networkWeights(network)) {
    const values = new Float32Array(shape.reduce((a, b) => a * b, 1));
    if (fanIn > 0) {
      const random = randomFor(seed, "weights", name);
      const limit = Math.sqrt(6 / (network.initial === "he" ? fanIn : fanIn + fanOut));
      for (let i = 0; i < values.length; i++) values[i] = limit * (2 * random.uniform() - 1);
    } else if (name.endsWith("/gamma") || name.endsWith("/variance")) {
      values.fill(1);
    }
    weights.set(name, values);
  }
  return weights;
}
