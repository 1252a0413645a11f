import { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { openBackend } from "../../src/backend/backend.ts";
import { type Random, randomFromUint32 } from "../../src/base/random.ts";
import { webgpuTest } from "../webgpu.ts";

const CASES = 60;
type Tensor4D = tf.Tensor4D;
type ConvPad = "same" | "valid" | [[0, 0], [number, number], [number, number], [0, 0]];

interface ConvCase {
  readonly x: number[];
  readonly filter: number[];
  readonly strides: [number, number];
  readonly pad: ConvPad;
}

/**
 * Shapes that no one would think of: kernels larger than the image, strides larger than the kernel, one row.
 * Left out: "same" where windows leave gaps, for which the convolutions of TensorFlow.js 4.22 on `wasm` give zeros;
 * the forward pass pads such images itself.
 */
function convCase(random: Random): ConvCase {
  const draw = (low: number, high: number) => low + random.integer(high - low + 1);
  for (;;) {
    const [height, width, kh, kw] = [draw(1, 13), draw(1, 13), draw(1, 7), draw(1, 7)];
    const explicit: ConvPad = [[0, 0], [draw(0, 3), draw(0, 3)], [draw(0, 3), draw(0, 3)], [0, 0]];
    const pad = (["same", "valid", explicit] as const)[random.integer(3)]!;
    const added = (axis: 1 | 2) => Array.isArray(pad) ? pad[axis][0] + pad[axis][1] : 0;
    const fits = pad === "same" || (height + added(1) >= kh && width + added(2) >= kw);
    if (!fits) continue;
    const [channels, strides] = [draw(1, 5), [draw(1, 3), draw(1, 3)] as [number, number]];
    if (pad === "same" && (strides[0] > kh || strides[1] > kw)) continue;
    return {
      x: [draw(1, 3), height, width, channels],
      filter: [kh, kw, channels, draw(1, 6)],
      strides,
      pad,
    };
  }
}

const values = (shape: readonly number[], random: Random) =>
  Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal());

function convolve(x: Tensor4D, filter: Tensor4D, { strides, pad }: ConvCase): Tensor4D {
  return tf.conv2d(x, filter, strides, pad as "same", "NHWC", 1);
}

/** Value and gradients of a function of some arrays, weighted by fixed random numbers. */
async function valueAndGradients(
  inputs: readonly { shape: number[]; values: Float32Array }[],
  compute: (...xs: Tensor4D[]) => tf.Tensor,
): Promise<Float32Array[]> {
  const random = randomFromUint32(9);
  const tensors = tf.tidy(() => {
    const xs = inputs.map(({ shape, values }) =>
      tf.tensor(values.slice(), [...shape] as Tensor4D["shape"]) as Tensor4D
    );
    const value = compute(...xs);
    const weights = tf.tensor(values(value.shape, random), value.shape);
    const gradients = tf.grads((...ys) => tf.sum(tf.mul(compute(...ys as Tensor4D[]), weights)))(xs);
    return [value, ...gradients];
  });
  const data = await Promise.all(tensors.map((t) => t.data())) as Float32Array[];
  tf.dispose(tensors);
  return data;
}

function assertClose(got: Float32Array[], want: Float32Array[], tolerance: number, what: string): void {
  assertEquals(got.map((g) => g.length), want.map((w) => w.length), what);
  want.forEach((w, k) => {
    const scale = w.reduce((max, v) => Math.max(max, Math.abs(v)), 1e-3);
    const worst = w.reduce((max, v, i) => Math.max(max, Math.abs(v - got[k]![i]!)), 0) / scale;
    assert(worst <= tolerance, `${what}: result ${k} differs by ${worst} of its largest value`);
  });
}

/** Every case on the backend and on the plain one. */
async function compareConvolutions(backend: "wasm" | "webgpu", cases: number): Promise<void> {
  const random = randomFromUint32(1);
  for (let n = 0; n < cases; n++) {
    const one = convCase(random);
    const inputs = [one.x, one.filter].map((shape) => ({ shape, values: values(shape, random) }));
    const run = (x: Tensor4D, filter: Tensor4D) => convolve(x, filter, one);
    await tf.setBackend("cpu");
    const want = await valueAndGradients(inputs, run);
    await tf.setBackend(backend);
    assertClose(await valueAndGradients(inputs, run), want, 1e-5, JSON.stringify(one));
  }
}

async function comparePools(backend: "wasm" | "webgpu", cases: number): Promise<void> {
  const random = randomFromUint32(2);
  const draw = (low: number, high: number) => low + random.integer(high - low + 1);
  for (let n = 0; n < cases; n++) {
    const shape = [draw(1, 3), draw(1, 12), draw(1, 12), draw(1, 5)];
    const size: [number, number] = [draw(1, 4), draw(1, 4)];
    const strides: [number, number] = [draw(1, 3), draw(1, 3)];
    const pad = random.integer(2) === 0 || shape[1]! < size[0] || shape[2]! < size[1] ? "same" : "valid";
    const inputs = [{ shape, values: values(shape, random) }];
    for (const pool of [tf.maxPool, tf.avgPool]) {
      const run = (x: Tensor4D) => pool(x, size, strides, pad);
      await tf.setBackend("cpu");
      const want = await valueAndGradients(inputs, run);
      await tf.setBackend(backend);
      const what = JSON.stringify({ shape, size, strides, pad, pool: pool.name });
      assertClose(await valueAndGradients(inputs, run), want, 1e-5, what);
    }
  }
}

Deno.test("wasm: convolutions and both their gradients on random shapes are the plain backend's", async () => {
  await openBackend("wasm");
  const before = tf.memory().numTensors;
  await compareConvolutions("wasm", CASES);
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("wasm: pooling and its gradients on random shapes are the plain backend's", async () => {
  await openBackend("wasm");
  const before = tf.memory().numTensors;
  await comparePools("wasm", CASES);
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("wasm: a window whose values are equal gives its gradient to the first", async () => {
  await openBackend("wasm");
  const x = tf.tensor4d([1, 1, 1, 1, -2, -2, -2, -2, -2], [1, 3, 3, 1]);
  const gradient = tf.tidy(() => tf.grad((y) => tf.sum(tf.maxPool(y as Tensor4D, 2, 2, "same")))(x));
  assertEquals([...await gradient.data()], [1, 0, 1, 0, 0, 0, 1, 0, 1]);
  tf.dispose([x, gradient]);
});

/** A direct sum in double precision, for finite differences. */
function slowConvolution(one: ConvCase, x: Float64Array, filter: Float64Array): number[] {
  const [batch, height, width, channels] = one.x as [number, number, number, number];
  const [kh, kw, , filters] = one.filter as [number, number, number, number];
  const info = tf.backend_util.computeConv2DInfo(
    one.x as [number, number, number, number],
    one.filter as [number, number, number, number],
    one.strides,
    1,
    one.pad as "same",
  );
  const out: number[] = [];
  for (let b = 0; b < batch; b++) {
    for (let r = 0; r < info.outHeight; r++) {
      for (let c = 0; c < info.outWidth; c++) {
        for (let f = 0; f < filters; f++) {
          let sum = 0;
          for (let i = 0; i < kh; i++) {
            for (let j = 0; j < kw; j++) {
              const y = r * one.strides[0] + i - info.padInfo.top;
              const z = c * one.strides[1] + j - info.padInfo.left;
              if (y < 0 || z < 0 || y >= height || z >= width) continue;
              for (let k = 0; k < channels; k++) {
                sum += x[((b * height + y) * width + z) * channels + k]! *
                  filter[((i * kw + j) * channels + k) * filters + f]!;
              }
            }
          }
          out.push(sum);
        }
      }
    }
  }
  return out;
}

const BY_DIFFERENCES: ConvCase[] = [
  { x: [2, 5, 4, 2], filter: [3, 3, 2, 3], strides: [2, 1], pad: "same" },
  { x: [1, 6, 7, 1], filter: [2, 4, 1, 2], strides: [3, 2], pad: [[0, 0], [1, 2], [0, 3], [0, 0]] },
  { x: [2, 7, 7, 2], filter: [5, 2, 2, 2], strides: [1, 3], pad: "valid" },
];

for (const backend of ["cpu", "wasm"] as const) {
  Deno.test(`${backend}: gradients of convolutions are those of finite differences`, async () => {
    await openBackend(backend);
    for (const one of BY_DIFFERENCES) {
      const random = randomFromUint32(5);
      const inputs = [one.x, one.filter].map((shape) => ({ shape, values: values(shape, random) }));
      const [value, ...gradients] = await valueAndGradients(inputs, (x, f) => convolve(x, f, one));
      const weights = values([value!.length], randomFromUint32(9));
      const doubles = inputs.map((input) => Float64Array.from(input.values)) as [Float64Array, Float64Array];
      const loss = () => slowConvolution(one, ...doubles).reduce((sum, v, i) => sum + v * weights[i]!, 0);
      gradients.forEach((gradient, k) => {
        gradient.forEach((g, i) => {
          const kept = doubles[k]![i]!;
          doubles[k]![i] = kept + 0.5;
          const above = loss();
          doubles[k]![i] = kept - 0.5;
          // The loss is linear in each number: the central difference is exact.
          const slope = above - loss();
          doubles[k]![i] = kept;
          assert(
            Math.abs(slope - g) <= 1e-4 * Math.max(1, Math.abs(slope)),
            `${JSON.stringify(one)}, ${k}, ${i}`,
          );
        });
      });
    }
  });
}

webgpuTest(
  "convolutions and both their gradients on random shapes are the plain backend's",
  () => compareConvolutions("webgpu", 12),
);

webgpuTest(
  "pooling and its gradients on random shapes are the plain backend's",
  () => comparePools("webgpu", 8),
);
