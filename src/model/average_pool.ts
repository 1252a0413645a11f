import * as tf from "@tensorflow/tfjs";
import type { Padding } from "./layers.ts";

/** Window and padding of a pooling layer. */
interface Pooling {
  readonly size: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly padding: Padding;
}

/**
 * Average of the cells of each window that lie inside the image `[batch, height, width, channels]`.
 *
 * The pooling of TensorFlow.js 4.22 gives the same averages with "same" padding, but its gradient divides by
 * the whole window where only a part lies inside: a quarter of the gradient for a 2x2 window with one cell
 * inside. Here such windows are summed over zeros and scaled, of which the gradient is right.
 */
export function averagePool(x: tf.Tensor4D, { size, stride, padding }: Pooling): tf.Tensor4D {
  const [top, bottom, left, right] = padding;
  const padded = padding.some((p) => p > 0) ? tf.pad(x, [[0, 0], [top, bottom], [left, right], [0, 0]]) : x;
  const average = tf.avgPool(padded as tf.Tensor4D, [...size], [...stride], "valid");
  if (padded === x) return average;
  const [rows, columns] = average.shape.slice(1, 3) as [number, number];
  const insideRows = cellsInside(rows, size[0], stride[0], top, x.shape[1]);
  const insideColumns = cellsInside(columns, size[1], stride[1], left, x.shape[2]);
  const scale = insideRows.flatMap((r) => insideColumns.map((c) => size[0] * size[1] / (r * c)));
  return tf.mul(average, tf.tensor4d(scale, [1, rows, columns, 1]));
}

/** Cells of each window along one axis that lie inside the image. */
function cellsInside(
  windows: number,
  size: number,
  stride: number,
  before: number,
  length: number,
): number[] {
  return Array.from({ length: windows }, (_, window) => {
    const start = window * stride - before;
    return Math.min(start + size, length) - Math.max(start, 0);
  });
}
