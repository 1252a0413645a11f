import * as tf from "@tensorflow/tfjs";
import { type Padding, samePadding } from "./layers.ts";

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

/** The image with its padding around it, and what is left for the layer itself to pad. */
export function padded(
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
