import * as tf from "@tensorflow/tfjs";
import { UserError } from "../base/errors.ts";
import { randomFor } from "../base/random.ts";
import type { Backend } from "./backend.ts";

/** Largest difference allowed, as a share of the largest value: float32 sums in another order. */
const TOLERANCE = 1e-4;

/** What one operation gave, on one backend. */
export interface CheckResult {
  /** What the user is told in case of a mismatch. */
  readonly operation: string;
  /** Largest difference to the plain backend, as a share of the largest value. */
  readonly difference: number;
}

type Inputs = readonly tf.Tensor[];

interface Check {
  readonly operation: string;
  readonly shapes: readonly (readonly number[])[];
  run(inputs: Inputs): tf.Tensor;
}

const conv = (stride: number, kernel: number): Check => ({
  operation: `convolution ${kernel}x${kernel}, stride ${stride}`,
  shapes: [[3, 9, 10, 3], [kernel, kernel, 3, 5]],
  run: ([x, k]) => tf.conv2d(x as tf.Tensor4D, k as tf.Tensor4D, stride, "same"),
});

const CHECKS: readonly Check[] = [
  conv(1, 3),
  conv(2, 3),
  conv(2, 7),
  {
    operation: "batch norm",
    shapes: [[2, 4, 4, 3], [3], [3]],
    run: ([x, gamma, beta]) => {
      const { mean, variance } = tf.moments(x!, [0, 1, 2]);
      return tf.batchNorm(
        x as tf.Tensor4D,
        mean as tf.Tensor1D,
        variance as tf.Tensor1D,
        beta as tf.Tensor1D,
        gamma as tf.Tensor1D,
        1e-3,
      );
    },
  },
  { operation: "rectified linear unit", shapes: [[4, 7]], run: ([x]) => tf.relu(x!) },
  {
    operation: "max pooling",
    shapes: [[2, 7, 6, 3]],
    run: ([x]) => tf.maxPool(x as tf.Tensor4D, 2, 2, "same"),
  },
  {
    operation: "average pooling",
    shapes: [[2, 7, 6, 3]],
    run: ([x]) => tf.avgPool(x as tf.Tensor4D, 2, 2, "same"),
  },
  {
    operation: "matrix product",
    shapes: [[5, 13], [13, 7]],
    run: ([a, b]) => tf.matMul(a as tf.Tensor2D, b as tf.Tensor2D),
  },
  {
    operation: "softmax cross entropy",
    shapes: [[4, 6]],
    run: ([logits]) => {
      const labels = tf.oneHot(tf.tensor1d([0, 5, 2, 2], "int32"), 6);
      return tf.losses.softmaxCrossEntropy(labels, logits!);
    },
  },
  { operation: "softmax", shapes: [[4, 6]], run: ([x]) => tf.softmax(x as tf.Tensor2D) },
  {
    operation: "square root and division",
    shapes: [[31], [31]],
    run: ([a, b]) => tf.div(a!, tf.add(tf.sqrt(tf.square(b!)), 1)),
  },
];

/**
 * Forward and backward pass of every operation that training uses, on the backend in use against the plain
 * `cpu` backend, on small random inputs.
 *
 * @returns One result per operation.
 * @throws {UserError} If one differs by more than 1e-4 of its largest value; the message names it.
 */
export async function selfCheck(backend: Backend): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const check of CHECKS) {
    const expected = await outputs(check, "cpu");
    const actual = await outputs(check, backend.name);
    const difference = Math.max(...expected.map((values, i) => relativeDifference(values, actual[i]!)));
    results.push({ operation: check.operation, difference });
    if (!(difference <= TOLERANCE)) {
      throw new UserError(
        `Cannot trust the backend ${backend.name}: its ${check.operation} differs from the plain one by ${
          difference.toExponential(1)
        }`,
      );
    }
  }
  return results;
}

/** Value and gradients of a check. */
async function outputs(check: Check, backend: string): Promise<Float32Array[]> {
  await tf.setBackend(backend);
  // Keeps the plain backend from advertising another package on its first use.
  if (backend === "cpu") Object.assign(tf.backend(), { firstUse: false });
  const random = randomFor(0, "self-check", check.operation);
  const values = check.shapes.map((shape) => {
    return Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal());
  });
  const tensors = tf.tidy(() => {
    const inputs = values.map((v, i) => tf.tensor(v, [...check.shapes[i]!]));
    const value = check.run(inputs);
    const weights = tf.tensor(Float32Array.from({ length: value.size }, () => random.normal()), value.shape);
    const gradients = tf.grads((...xs: tf.Tensor[]) => tf.sum(tf.mul(check.run(xs), weights)))(inputs);
    return [value, ...gradients];
  });
  const data = await Promise.all(tensors.map((t) => t.data()));
  tf.dispose(tensors);
  return data as Float32Array[];
}

function relativeDifference(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) return Infinity;
  const scale = a.reduce((max, v) => Math.max(max, Math.abs(v)), 1e-6);
  return a.reduce((max, v, i) => {
    const difference = Math.abs(v - b[i]!) / scale;
    return Number.isNaN(difference) ? Infinity : Math.max(max, difference);
  }, 0);
}
