import { type Random, randomFor } from "../base/random.ts";
import type { Initialiser } from "../manifest/settings.ts";
import type { Network } from "./layers.ts";
import { networkWeights, type WeightSpec } from "./shapes.ts";

/** Draws one value of a kernel whose unit has `fanIn` inputs and whose input takes part in `fanOut` outputs. */
const KERNELS: Readonly<Record<Initialiser, (random: Random, fanIn: number, fanOut: number) => number>> = {
  "glorot-uniform": (random, fanIn, fanOut) => within(random, Math.sqrt(6 / (fanIn + fanOut))),
  "he-uniform": (random, fanIn) => within(random, Math.sqrt(6 / fanIn)),
  "he-normal": (random, fanIn) => Math.sqrt(2 / fanIn) * random.normal(),
  pytorch: (random, fanIn) => within(random, 1 / Math.sqrt(fanIn)),
};

/**
 * First weights of a network: kernels as its initialiser says, biases and `beta` 0, `gamma` 1, running mean 0 and
 * variance 1; PyTorch draws biases as it does kernels. Each tensor has a random stream of its own.
 *
 * @returns Name to values, in layer order.
 */
export function initialWeights(network: Network, seed: number): Map<string, Float32Array> {
  const initialiser = network.initialiser ?? "glorot-uniform";
  const specs = networkWeights(network);
  return new Map(specs.map((spec) => {
    const { name, shape } = spec;
    const values = new Float32Array(shape.reduce((a, b) => a * b, 1));
    const { fanIn, fanOut } = drawnLike(spec, specs, initialiser);
    if (fanIn > 0) {
      const random = randomFor(seed, "weights", name);
      for (let i = 0; i < values.length; i++) values[i] = KERNELS[initialiser](random, fanIn, fanOut);
    } else if (name.endsWith("/gamma") || name.endsWith("/variance")) {
      values.fill(1);
    }
    return [name, values];
  }));
}

/** The tensor whose inputs decide: PyTorch draws a bias within the limits of its layer's kernel. */
function drawnLike(spec: WeightSpec, specs: readonly WeightSpec[], initialiser: Initialiser): WeightSpec {
  if (initialiser !== "pytorch" || !spec.name.endsWith("/bias")) return spec;
  const kernel = spec.name.replace(/bias$/, "kernel");
  return specs.find(({ name }) => name === kernel) ?? spec;
}

function within(random: Random, limit: number): number {
  return limit * (2 * random.uniform() - 1);
}
