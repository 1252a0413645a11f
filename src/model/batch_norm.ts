import * as tf from "@tensorflow/tfjs";

/** Result of a training-mode batch norm. Mean and variance are of the batch, one number per channel. */
export interface BatchNormResult {
  /** Shape of the input. */
  readonly y: tf.Tensor;
  /** `[channels]` */
  readonly mean: tf.Tensor1D;
  /** Biased: divided by the number of values. */
  readonly variance: tf.Tensor1D;
}

/**
 * Batch norm with the batch's own statistics (Ioffe & Szegedy 2015) and its gradient in closed form, which
 * passes over the activations a handful of times where the derivation from single operations takes forty.
 *
 * @param x `[..., channels]`
 */
export function batchNormTraining(
  x: tf.Tensor,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
  epsilon: number,
): BatchNormResult {
  const channels = x.shape[x.shape.length - 1]!;
  const rows = x.size / channels;
  const [mean, variance] = tf.tidy(() => {
    const flat = tf.reshape(x, [rows, channels]) as tf.Tensor2D;
    const mean = tf.div(columnSums(flat), rows) as tf.Tensor1D;
    const variance = tf.div(columnSums(tf.square(tf.sub(flat, mean)) as tf.Tensor2D), rows) as tf.Tensor1D;
    return [mean, variance];
  });
  const normalise = tf.customGrad((...args) => {
    const [x, gamma, beta, save] = args as unknown as [tf.Tensor, tf.Tensor1D, tf.Tensor1D, tf.GradSaveFunc];
    const value = tf.batchNorm(x, mean, variance, beta, gamma, epsilon);
    save([x, gamma]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [x, gamma] = saved as [tf.Tensor, tf.Tensor1D];
      const { dx, dgamma, dbeta } = gradient(x, dy, gamma, mean, variance, epsilon);
      return [dx, dgamma, dbeta];
    };
    return { value, gradFunc };
  });
  return { y: normalise(x, gamma, beta), mean, variance };
}

function gradient(
  x: tf.Tensor,
  dy: tf.Tensor,
  gamma: tf.Tensor1D,
  mean: tf.Tensor1D,
  variance: tf.Tensor1D,
  epsilon: number,
) {
  const channels = mean.shape[0];
  const rows = x.size / channels;
  const dyFlat = tf.reshape(dy, [rows, channels]) as tf.Tensor2D;
  const deviation = tf.sub(tf.reshape(x, [rows, channels]), mean) as tf.Tensor2D;
  const inverse = tf.rsqrt(tf.add(variance, epsilon)) as tf.Tensor1D;
  const dbeta = columnSums(dyFlat);
  const dgamma = tf.mul(columnSums(tf.mul(dyFlat, deviation) as tf.Tensor2D), inverse) as tf.Tensor1D;
  // dx = gamma / sd * (dy - mean(dy) - xhat * mean(dy * xhat))
  const scale = tf.mul(gamma, inverse);
  const slope = tf.div(tf.mul(dgamma, inverse), rows);
  const centred = tf.sub(tf.sub(dyFlat, tf.div(dbeta, rows)), tf.mul(deviation, slope));
  return { dx: tf.reshape(tf.mul(centred, scale), x.shape), dgamma, dbeta };
}

/** Sum of each column, in two steps so that rounding errors do not pile up over half a million rows. */
function columnSums(x: tf.Tensor2D): tf.Tensor1D {
  const [rows, columns] = x.shape;
  const groups = largestPowerOfTwoDivisor(rows);
  const perGroup = rows / groups;
  const wide = tf.reshape(x, [perGroup, groups * columns]) as tf.Tensor2D;
  const partial = tf.reshape(tf.matMul(tf.ones([1, perGroup]), wide), [groups, columns]) as tf.Tensor2D;
  return tf.reshape(tf.matMul(tf.ones([1, groups]), partial), [columns]) as tf.Tensor1D;
}

/** The largest power of two up to 1024 that divides `n`. */
function largestPowerOfTwoDivisor(n: number): number {
  return Math.min(n & -n, 1024);
}
