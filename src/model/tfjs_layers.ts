import * as tf from "@tensorflow/tfjs";
import { typeError } from "../base/errors.ts";
import type { Layer, Padding, Shape } from "./layers.ts";
import { padName } from "./pad.ts";

/** Values are set afterwards, so that nothing is drawn at random. */
const zeros = { kernelInitializer: "zeros", biasInitializer: "zeros" } as const;

/**
 * A layer as layers of TensorFlow.js, one after the other. The one with the layer's name has its weights;
 * adaptive pooling is a dense layer over the cells of a map, whose kernel is to be set and never trained.
 *
 * @param previous The layer before it. After ReLU, zeros around maps are as good for a maximum as nothing is.
 * @throws {TypeError} If a pooling layer is padded other than "same" or not at all, or the layer has branches.
 */
export function tfjsLayers(
  layer: Layer,
  input: Shape,
  previous: Layer | undefined,
): tf.layers.Layer[] {
  const { name } = layer;
  switch (layer.kind) {
    case "conv":
      return convolution(layer, input);
    case "batch-norm":
      return [tf.layers.batchNormalization({ name, momentum: layer.momentum, epsilon: layer.epsilon })];
    case "relu":
      return [tf.layers.reLU({ name })];
    case "max-pool":
    case "average-pool":
      return pooling(layer, input, previous);
    case "adaptive-average-pool":
      return adaptivePooling(name, input, layer.size);
    case "flatten":
      return [tf.layers.flatten({ name })];
    case "dense":
      return [tf.layers.dense({ name, units: layer.units, useBias: layer.bias, ...zeros })];
    case "dropout":
      return [tf.layers.dropout({ name, rate: layer.rate })];
    case "residual":
      throw typeError(`save ${name}`, "a chain must have no branches", layer.kind);
  }
}

function convolution(layer: Extract<Layer, { kind: "conv" }>, input: Shape): tf.layers.Layer[] {
  const { name, filters, kernel, stride, bias } = layer;
  const padding = padName([1, ...input], kernel, stride, layer.padding);
  const strides = [...stride] as [number, number];
  const settings = { name, filters, kernelSize: [...kernel], strides, useBias: bias };
  const conv = tf.layers.conv2d({ ...settings, ...zeros, padding: padding ?? "valid" });
  return padding === null ? [zeroPadding(name, layer.padding), conv] : [conv];
}

function pooling(
  layer: Extract<Layer, { kind: "max-pool" | "average-pool" }>,
  input: Shape,
  previous: Layer | undefined,
): tf.layers.Layer[] {
  const { name, kind, size, stride } = layer;
  const padding = padName([1, ...input], size, stride, layer.padding);
  const zerosDo = kind === "max-pool" && previous?.kind === "relu";
  if (padding === null && !zerosDo) {
    throw typeError(`save ${name}`, 'padding must be "same" or none', layer.padding);
  }
  const pool = kind === "max-pool" ? tf.layers.maxPooling2d : tf.layers.averagePooling2d;
  const strides = [...stride] as [number, number];
  const one = pool({ name, poolSize: [...size] as [number, number], strides, padding: padding ?? "valid" });
  return padding === null ? [zeroPadding(name, layer.padding), one] : [one];
}

function adaptivePooling(
  name: string,
  [rows, columns, channels]: Shape,
  size: readonly [number, number],
): tf.layers.Layer[] {
  const units = size[0] * size[1];
  return [
    tf.layers.reshape({ name: `${name}-cells`, targetShape: [rows! * columns!, channels!] }),
    tf.layers.permute({ name: `${name}-channels`, dims: [2, 1] }),
    tf.layers.dense({ name, units, useBias: false, trainable: false, ...zeros }),
    tf.layers.permute({ name: `${name}-bins`, dims: [2, 1] }),
    tf.layers.reshape({ name: `${name}-maps`, targetShape: [...size, channels!] }),
  ];
}

function zeroPadding(name: string, [top, bottom, left, right]: Padding): tf.layers.Layer {
  return tf.layers.zeroPadding2d({ name: `${name}-padding`, padding: [[top, bottom], [left, right]] });
}
