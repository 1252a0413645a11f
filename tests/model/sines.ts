/** Made-up numbers that `fixtures/golden/dscnn.py` makes in the same way. */
import type { Network } from "../../src/model/layers.ts";
import { networkWeights } from "../../src/model/shapes.ts";

/** Image size, classes and images of the goldens. */
export const SIZE = 20;
export const CLASSES = 4;
export const LABELS = [2, 0, 3];

/** Sines of the place, as float32; no pattern repeats. */
export function sines(n: number, phase: number, scale: number, shift = 0): Float32Array<ArrayBuffer> {
  return Float32Array.from(
    { length: n },
    (_, i) => shift + scale * Math.sin(phase + 1.7 * i + 0.3 * Math.sin(0.013 * i * i)),
  );
}

/** Images `[3, 20, 20, 1]`. */
export const images = (): Float32Array<ArrayBuffer> => sines(LABELS.length * SIZE * SIZE, 0.2, 1);

/** Weights of a network: sines, each tensor with a phase of its own. */
export function sineWeights(network: Network): Map<string, Float32Array<ArrayBuffer>> {
  return new Map(
    networkWeights(network).map(({ name, shape }, k) => {
      const n = shape.reduce((a, b) => a * b, 1);
      if (name.endsWith("kernel")) return [name, sines(n, k, Math.sqrt(4 / (n / shape.at(-1)!)))];
      const positive = name.endsWith("gamma") || name.endsWith("variance");
      return [name, positive ? sines(n, k, 0.3, 1) : sines(n, k, 0.1)];
    }),
  );
}

/** A tensor in few numbers: its length, its norm, and its products with two sines. */
export function summary(values: Float32Array): [number, number, number, number] {
  const product = (other: Float32Array) => values.reduce((sum, v, i) => sum + v * other[i]!, 0);
  const n = values.length;
  return [n, Math.sqrt(product(values)), product(sines(n, 0.5, 1)), product(sines(n, 2.5, 1))];
}
