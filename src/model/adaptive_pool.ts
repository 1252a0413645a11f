import * as tf from "@tensorflow/tfjs";

/**
 * Share of each cell in each bin of adaptive average pooling: `[rows * columns of the output, rows * columns of the
 * input]`, row by row. Bins are PyTorch's, from `floor(i n / k)` to `ceil((i + 1) n / k)`.
 */
export function adaptiveShares(
  input: readonly [number, number],
  output: readonly [number, number],
): Float32Array<ArrayBuffer> {
  const [rows, columns] = input;
  const shares = new Float32Array(output[0] * output[1] * rows * columns);
  bins(rows, output[0]).forEach(([top, bottom], i) => {
    bins(columns, output[1]).forEach(([left, right], j) => {
      const start = (i * output[1] + j) * rows * columns;
      for (let r = top; r < bottom; r++) {
        shares.fill(
          1 / ((bottom - top) * (right - left)),
          start + r * columns + left,
          start + r * columns + right,
        );
      }
    });
  });
  return shares;
}

function bins(cells: number, count: number): [number, number][] {
  return Array.from(
    { length: count },
    (_, i) => [Math.floor(i * cells / count), Math.ceil((i + 1) * cells / count)],
  );
}

/** Averages of an image `[batch, height, width, channels]` over bins, `[batch, ...size, channels]`. */
export function adaptiveAveragePool(x: tf.Tensor4D, size: readonly [number, number]): tf.Tensor4D {
  const [batch, rows, columns, channels] = x.shape;
  const cells = tf.reshape(x, [batch, rows * columns, channels]);
  const shares = tf.tensor3d(adaptiveShares([rows, columns], size), [1, size[0] * size[1], rows * columns]);
  return tf.reshape(tf.matMul(shares, cells), [batch, ...size, channels]);
}
