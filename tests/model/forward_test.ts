import { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import golden from "../../fixtures/golden/dscnn.json" with { type: "json" };
import { openBackend } from "../../src/backend/backend.ts";
import { forward, type TrainingPass } from "../../src/model/forward.ts";
import type { Layer, Network } from "../../src/model/layers.ts";
import { outputShape } from "../../src/model/output_shape.ts";
import { padName } from "../../src/model/pad.ts";
import { networkWeights } from "../../src/model/shapes.ts";
import { webgpuTest } from "../webgpu.ts";
import { ODD, paperNetwork } from "./networks.ts";
import { CLASSES, images, sines, sineWeights, SIZE } from "./sines.ts";

const DOWNSAMPLINGS = ["stride", "max-pool", "average-pool"] as const;

/** Nothing dropped, statistics freed. */
const pass: TrainingPass = {
  dropoutMask: (_layer, shape) => tf.ones([...shape]),
  batchStatistics: () => {},
};

async function logits(
  network: Network,
  weights: ReadonlyMap<string, Float32Array>,
  x: Float32Array,
  training: boolean,
): Promise<Float32Array> {
  const [height, width, channels] = network.input;
  const tensors = new Map([...weights].map(([name, values]) => {
    const shape = shapes(network).get(name)!;
    return [name, tf.tensor(values.slice(), [...shape])];
  }));
  const input = tf.tensor4d(x.slice(), [x.length / (height * width * channels), height, width, channels]);
  const result = tf.tidy(() => forward(network, tensors, input, training ? pass : undefined));
  const values = await result.data() as Float32Array;
  tf.dispose([result, input, ...tensors.values()]);
  return values;
}

function close(got: Float32Array, want: readonly number[], tolerance: number, what: string): void {
  assertEquals(got.length, want.length);
  const scale = Math.max(...want.map(Math.abs));
  const worst = Math.max(...want.map((v, i) => Math.abs(v - got[i]!))) / scale;
  assert(worst <= tolerance, `${what}: differs by ${worst} of its largest value`);
}

async function compareWithGolden(): Promise<void> {
  for (const downsampling of DOWNSAMPLINGS) {
    const network = paperNetwork({ downsampling }, [SIZE, SIZE], CLASSES);
    const want = golden.networks[downsampling];
    for (const mode of ["inference", "training"] as const) {
      const got = await logits(network, sineWeights(network), images(), mode === "training");
      close(got, want[mode].flat(), 1e-4, `${downsampling}, ${mode}`);
    }
  }
}

for (const backend of ["cpu", "wasm"] as const) {
  Deno.test(`logits of DSCNN are those of PyTorch: ${backend}`, async () => {
    await openBackend(backend);
    const before = tf.memory().numTensors;
    await compareWithGolden();
    assertEquals(tf.memory().numTensors, before);
  });
}

/** A chain without training, number by number, in double precision. */
function slowForward(
  network: Network,
  weights: ReadonlyMap<string, Float32Array>,
  image: Float32Array,
): number[] {
  let x: number[] = [...image];
  let shape: readonly number[] = network.input;
  for (const layer of network.layers) {
    const out = outputShape(layer, shape);
    x = slowLayer(layer, weights, x, shape, out);
    shape = out;
  }
  return x;
}

function slowLayer(
  layer: Layer,
  weights: ReadonlyMap<string, Float32Array>,
  x: number[],
  shape: readonly number[],
  out: readonly number[],
): number[] {
  const w = (part: string) => weights.get(`${layer.name}/${part}`)!;
  const size = out.reduce((a, b) => a * b, 1);
  switch (layer.kind) {
    case "relu":
      return x.map((v) => Math.max(v, 0));
    case "flatten":
    case "dropout":
      return x;
    case "batch-norm":
      return x.map((v, i) => {
        const c = i % shape.at(-1)!;
        return w("gamma")[c]! * (v - w("mean")[c]!) / Math.sqrt(w("variance")[c]! + layer.epsilon) +
          w("beta")[c]!;
      });
    case "adaptive-average-pool":
    case "residual":
      throw new Error("see tests/model/imagenet_test.ts");
    case "dense":
      return Array.from(
        { length: size },
        (_, o) =>
          x.reduce((sum, v, i) => sum + v * w("kernel")[i * size + o]!, layer.bias ? w("bias")[o]! : 0),
      );
  }
  const [height, width, channels] = shape as [number, number, number];
  const [, columns, filters] = out as [number, number, number];
  const [kh, kw] = layer.kind === "conv" ? layer.kernel : layer.size;
  return Array.from({ length: size }, (_, at) => {
    const f = at % filters;
    const column = Math.floor(at / filters) % columns;
    const row = Math.floor(at / filters / columns);
    let [sum, largest, seen] = [layer.kind === "conv" && layer.bias ? w("bias")[f]! : 0, -Infinity, 0];
    for (let i = 0; i < kh; i++) {
      for (let j = 0; j < kw; j++) {
        const y = row * layer.stride[0] + i - layer.padding[0];
        const z = column * layer.stride[1] + j - layer.padding[2];
        if (y < 0 || z < 0 || y >= height || z >= width) continue;
        const value = (c: number) => x[(y * width + z) * channels + c]!;
        if (layer.kind === "conv") {
          for (let c = 0; c < channels; c++) {
            sum += value(c) * w("kernel")[((i * kw + j) * channels + c) * filters + f]!;
          }
        } else {
          [sum, largest, seen] = [sum + value(f), Math.max(largest, value(f)), seen + 1];
        }
      }
    }
    return layer.kind === "conv" ? sum : layer.kind === "max-pool" ? largest : sum / seen;
  });
}

const PADDED_POOL: Network = {
  name: "padded-pool",
  input: [5, 6, 2],
  layers: [
    { kind: "max-pool", name: "p", size: [3, 2], stride: [2, 3], padding: [2, 1, 1, 0] },
    { kind: "flatten", name: "f" },
  ],
};

const PADDED_AVERAGE: Network = {
  name: "padded-average",
  input: [5, 6, 2],
  layers: [
    { kind: "average-pool", name: "p", size: [3, 2], stride: [2, 3], padding: [2, 1, 1, 0] },
    { kind: "flatten", name: "f" },
  ],
};

const GAPS: Network = {
  name: "gaps",
  input: [7, 8, 2],
  layers: [
    {
      kind: "conv",
      name: "c",
      filters: 3,
      kernel: [1, 3],
      stride: [2, 2],
      padding: [0, 0, 0, 1],
      bias: true,
    },
    { kind: "flatten", name: "f" },
  ],
};

for (const backend of ["cpu", "wasm"] as const) {
  Deno.test(`logits of odd chains are those of a slow loop: ${backend}`, async () => {
    await openBackend(backend);
    const networks = [ODD, PADDED_POOL, PADDED_AVERAGE, GAPS];
    if (backend === "wasm") networks.push(paperNetwork({ padding: "two-pixels" }, [6, 9], 3));
    for (const network of networks) {
      const image = sines(network.input.reduce((a, b) => a * b, 1), 0.7, 1);
      const want = slowForward(network, sineWeights(network), image);
      close(await logits(network, sineWeights(network), image, false), want, 1e-5, network.name);
    }
  });
}

Deno.test("what a training pass is told of batch norm: momentum, mean and biased variance of the batch", async () => {
  await openBackend("cpu");
  const network: Network = {
    name: "norm",
    input: [1, 1, 2],
    layers: [{ kind: "batch-norm", name: "n", momentum: 0.7, epsilon: 1e-3 }, { kind: "flatten", name: "f" }],
  };
  const weights = new Map(["gamma", "beta", "mean", "variance"].map((part) => [`n/${part}`, tf.ones([2])]));
  const told: unknown[] = [];
  tf.tidy(() => {
    forward(network, weights, tf.tensor4d([1, 10, 2, 20, 6, 30], [3, 1, 1, 2]), {
      ...pass,
      batchStatistics: (...[layer, momentum, mean, variance]) => {
        told.push(layer, momentum, ...mean.dataSync(), ...variance.dataSync());
      },
    });
  });
  tf.dispose([...weights.values()]);
  const variance = [(2 ** 2 + 1 + 3 ** 2) / 3, 200 / 3].map(Math.fround);
  assertEquals(told, ["n", 0.7, 3, 20, ...variance]);
});

Deno.test("TensorFlow's word for a padding", () => {
  assertEquals(padName([1, 7, 8, 1], [3, 3], [2, 2], [1, 1, 0, 1]), "same");
  assertEquals(padName([1, 7, 8, 1], [3, 3], [2, 2], [0, 0, 0, 0]), "valid");
  assertEquals(padName([1, 7, 8, 1], [3, 3], [2, 2], [1, 1, 1, 0]), null);
});

webgpuTest("logits of DSCNN are those of PyTorch", compareWithGolden);

function shapes(network: Network): Map<string, readonly number[]> {
  return new Map(networkWeights(network).map((spec) => [spec.name, spec.shape]));
}
