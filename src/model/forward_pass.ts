import * as tf from "@tensorflow/tfjs";
import { forward } from "./forward.ts";
import type { Network } from "./layers.ts";
import { networkWeights } from "./shapes.ts";

/** A network whose weights are on the device, for passing images through it. */
export interface ForwardPass {
  /**
   * Outputs `[n, ...]` of the last layer for images `[n, height * width * channels]`, batch norm in inference
   * mode. Images go one by one, so that an output does not depend on its neighbours and memory stays small.
   */
  run(images: Float32Array): Promise<Float32Array>;
  /** Frees the weights. */
  dispose(): void;
}

/**
 * Brings a network to the backend in use.
 * @param weights By name, as in `networkWeights`; copied.
 */
export function openForwardPass(network: Network, weights: ReadonlyMap<string, Float32Array>): ForwardPass {
  const tensors = new Map(
    networkWeights(network).map((
      { name, shape },
    ) => [name, tf.tensor(weights.get(name)!.slice(), [...shape])]),
  );
  const [height, width, channels] = network.input;
  const size = height * width * channels;
  return {
    async run(images) {
      const parts: Float32Array[] = [];
      for (let start = 0; start < images.length; start += size) {
        const output = tf.tidy(() => {
          const x = tf.tensor4d(images.slice(start, start + size), [1, height, width, channels]);
          return forward(network, tensors, x);
        });
        parts.push((await output.data()) as Float32Array);
        output.dispose();
      }
      const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
      parts.forEach((part, i) => all.set(part, i * part.length));
      return all;
    },
    dispose: () => tensors.forEach((tensor) => tensor.dispose()),
  };
}
