import * as tf from "@tensorflow/tfjs";
import { type Network, samePadding } from "./layers.ts";
import type { Layer, Padding } from "./layers.ts";
import { averagePool } from "./average_pool.ts";
import { batchNormTraining } from "./batch_norm.ts";

/** Tensors of a network by name; see `networkWeights`. */
export type Weights = ReadonlyMap<string, tf.Tensor>;

/** What a training pass needs besides the images. */
export interface TrainingPass {
  /** Scaled mask, shape `[batch, ...sample]`: 0 where a unit is dropped, else 1 / (1 - rate). */
  dropoutMask(layer: string, shape: readonly number[], rate: number): tf.Tensor;
  /** Called with the batch's mean and biased variance of a batch norm layer; they are kept, not disposed. */
  batchStatistics(layer: string, momentum: number, mean: tf.Tensor1D, variance: tf.Tensor1D): void;
}

/**
 * Logits `[batch, classes]` of images `[batch, height, width, channels]`. Without `training`, batch norm uses
 * its running statistics and nothing is dropped.
 */
export function forward(
  network: Network,
  weights: Weights,
  images: tf.Tensor4D,
  training?: TrainingPass,
): tf.Tensor2D {
  let x: tf.Tensor = images;
  for (const layer of network.layers) x = apply(layer, weights, x, training);
  return x as tf.Tensor2D;
}

function apply(layer: Layer, weights: Weights, x: tf.Tensor, training: TrainingPass | undefined): tf.Tensor {
  const weight = (part: string) => weights.get(`${layer.name}/${part}`)!;
  switch (layer.kind) {
    case "conv": {
      const [input, pad] = padded(x as tf.Tensor4D, layer.kernel, layer.stride, layer.padding, 0);
      const y = tf.conv2d(input, weight("kernel") as tf.Tensor4D, [...layer.stride], pad);
      return layer.bias ? tf.add(y, weight("bias")) : y;
    }
    case "batch-norm": {
      const gamma = weight("gamma") as tf.Tensor1D;
      const beta = weight("beta") as tf.Tensor1D;
      if (training === undefined) {
        const [mean, variance] = [weight("mean") as tf.Tensor1D, weight("variance") as tf.Tensor1D];
        return tf.batchNorm(x, mean, variance, beta, gamma, layer.epsilon);
      }
      const { y, mean, variance } = batchNormTraining(x, gamma, beta, layer.epsilon);
      training.batchStatistics(layer.name, layer.momentum, mean, variance);
      return y;
    }
    case "relu":
      return tf.relu(x);
    case "max-pool": {
      const [input, pad] = padded(x as tf.Tensor4D, layer.size, layer.stride, layer.padding, -1e30);
      return tf.maxPool(input, [...layer.size], [...layer.stride], pad);
    }
    case "average-pool":
      return averagePool(x as tf.Tensor4D, layer);
    case "flatten":
      return tf.reshape(x, [x.shape[0]!, -1]);
    case "dense": {
      const y = tf.matMul(x as tf.Tensor2D, weight("kernel") as tf.Tensor2D);
      return layer.bias ? tf.add(y, weight("bias")) : y;
    }
    case "dropout":
      if (training === undefined || layer.rate === 0) return x;
      return tf.mul(x, training.dropoutMask(layer.name, x.shape, layer.rate));
  }
}

/** TensorFlow's word for the padding, or `null` where it has none. */
export function padName(
  shape: readonly number[],
  size: readonly [number, number],
  stride: readonly [number, number],
  padding: Padding,
): "same" | "valid" | null {
  if (padding.every((p) => p === 0)) return "valid";
  const same = [...samePadding(shape[1]!, size[0], stride[0]), ...samePadding(shape[2]!, size[1], stride[1])];
  return padding.every((p, i) => p === same[i]) ? "same" : null;
}

function padded(
  x: tf.Tensor4D,
  size: readonly [number, number],
  stride: readonly [number, number],
  padding: Padding,
  value: number,
): [tf.Tensor4D, "same" | "valid"] {
  const name = padName(x.shape, size, stride, padding);
  // Where windows leave gaps, "same" convolutions of TensorFlow.js 4.22 on `wasm` are all zeros.
  const gaps = stride[0] > size[0] || stride[1] > size[1];
  if (name === "valid" || (name === "same" && !gaps)) return [x, name];
  const [top, bottom, left, right] = padding;
  return [tf.pad(x, [[0, 0], [top, bottom], [left, right], [0, 0]], value), "valid"];
}
