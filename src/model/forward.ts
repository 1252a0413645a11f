import * as tf from "@tensorflow/tfjs";
import { adaptiveAveragePool } from "./adaptive_pool.ts";
import { averagePool } from "./average_pool.ts";
import { batchNormTraining } from "./batch_norm.ts";
import type { Layer, Network } from "./layers.ts";
import { padded } from "./pad.ts";

/** Tensors of a network by name; see `networkWeights`. */
export type Weights = ReadonlyMap<string, tf.Tensor>;

type Convolution = Extract<Layer, { kind: "conv" }>;

/** What a training pass needs besides the images. */
export interface TrainingPass {
  /** Scaled mask, shape `[batch, ...sample]`: 0 where a unit is dropped, else 1 / (1 - rate). */
  dropoutMask(layer: string, shape: readonly number[], rate: number): tf.Tensor;
  /** Called with the batch's mean and biased variance of a batch norm layer; they are kept, not disposed. */
  batchStatistics(layer: string, momentum: number, mean: tf.Tensor1D, variance: tf.Tensor1D): void;
}

/**
 * Logits `[batch, classes]` of images `[batch, height, width, channels]`, or the maps where the network ends
 * before its classifier. Without `training`, batch norm uses its running statistics, nothing is dropped, and what
 * a layer has read is freed at once, so that no gradient can be taken.
 */
export function forward(
  network: Network,
  weights: Weights,
  images: tf.Tensor4D,
  training?: TrainingPass,
): tf.Tensor2D {
  return chain(network.layers, weights, images, training) as tf.Tensor2D;
}

function chain(
  layers: readonly Layer[],
  weights: Weights,
  input: tf.Tensor,
  training: TrainingPass | undefined,
): tf.Tensor {
  let x = input;
  for (let i = 0; i < layers.length; i++) {
    const [layer, next] = [layers[i]!, layers[i + 1]];
    if (training !== undefined) {
      x = apply(layer, weights, x, training);
      continue;
    }
    const before = x;
    const relu = layer.kind === "conv" && layer.bias && next?.kind === "relu";
    if (relu) i++;
    x = tf.tidy(() =>
      relu ? convolutionWithRelu(layer, weights, before) : apply(layer, weights, before, training)
    );
    if (before !== input && before !== x) before.dispose();
  }
  return x;
}

/** Convolution, bias and ReLU in one call. */
function convolutionWithRelu(layer: Convolution, weights: Weights, x: tf.Tensor): tf.Tensor {
  const [input, pad] = padded(x as tf.Tensor4D, layer.kernel, layer.stride, layer.padding, 0);
  const filter = weights.get(`${layer.name}/kernel`) as tf.Tensor4D;
  const bias = weights.get(`${layer.name}/bias`)!;
  return tf.fused.conv2d({ x: input, filter, strides: [...layer.stride], pad, bias, activation: "relu" });
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
    case "adaptive-average-pool":
      return adaptiveAveragePool(x as tf.Tensor4D, layer.size);
    case "residual": {
      const main = chain(layer.main, weights, x, training);
      return tf.add(main, chain(layer.shortcut, weights, x, training));
    }
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
