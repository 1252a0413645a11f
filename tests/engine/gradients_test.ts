import { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
import { compileWasmStep } from "../../src/engine/engine.ts";
import type { Network } from "../../src/model/layers.ts";
import { classNumbers, normals, randomNetwork, randomWeights } from "./networks.ts";
import { oracle } from "./oracle.ts";

const CLASSES = 5;

/** Largest difference as a share of the largest value (of 1e-2 where all are smaller). */
function worst(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  let [difference, size] = [0, 1e-2];
  for (let i = 0; i < expected.length; i++) {
    difference = Math.max(difference, Math.abs(actual[i]! - expected[i]!));
    size = Math.max(size, Math.abs(expected[i]!));
  }
  return difference / size;
}

/** Loss, accuracy, gradients and averages of one step against the oracle's. */
async function compare(
  network: Network,
  samples: number,
  seed: number,
  whole: boolean,
  convolutions: "direct" | "winograd",
): Promise<void> {
  const step = await compileWasmStep({
    convolutions,
    network,
    batch: samples,
    optimizer: { name: "sgd", learningRate: 0, momentum: 0.5 },
    classes: CLASSES,
  });
  const rounded = (values: Float32Array) => whole ? values.map(Math.round) : values;
  const weights = randomWeights(await step.readWeights(), seed);
  if (whole) { for (const [name, values] of weights) weights.set(name, rounded(values.map((v) => 2 * v))); }
  const images = rounded(normals(samples * network.input.reduce((a, b) => a * b, 1), seed + 1000));
  const labels = classNumbers(samples, CLASSES, seed);
  await step.writeWeights(weights);
  await step.load(images, labels);
  const result = await step.epoch(Int32Array.from(labels.keys()), 0, Int32Array.of(seed * 7919));
  const state = await step.readState();
  const expected = oracle(network, weights, images, labels, seed * 7919);
  const where = () => JSON.stringify(network);
  assert(Math.abs(result.loss - expected.loss) < 1e-4 * (1 + expected.loss), `loss, ${where()}`);
  assertEquals(result.accuracy, expected.correct / samples, where());
  for (const [name, values] of expected.gradients) {
    const average = /mean|variance/.test(name);
    const actual = average ? state.get(name)! : state.get(`sgd/momentum/${name}`)!;
    const wanted = average ? values.map((v, i) => 0.9 * weights.get(name)![i]! + 0.1 * v) : values;
    const error = worst(actual, wanted);
    assert(error < 3e-4, `${name} of ${where()} with ${samples} samples is off by ${error}`);
  }
  step.dispose();
}

for (const how of ["direct", "winograd"] as const) {
  Deno.test(`gradients, loss and moving averages (${how}) are those of plain loops in float64`, async () => {
    for (let seed = 1; seed <= 60; seed++) {
      await compare(randomNetwork(seed, CLASSES), 1 + (seed % 7), seed, false, how);
    }
  });
}

Deno.test("the gradient of a maximum goes to the first of equal cells", async () => {
  for (const size of [[2, 2], [3, 3]] as const) {
    const network: Network = {
      name: "whole numbers",
      input: [8, 8, 1],
      layers: [
        {
          kind: "conv",
          name: "conv1",
          filters: 6,
          kernel: [3, 3],
          stride: [1, 1],
          padding: [1, 1, 1, 1],
          bias: true,
        },
        { kind: "relu", name: "relu1" },
        { kind: "max-pool", name: "pool1", size, stride: [2, 2], padding: [0, 0, 0, 0] },
        { kind: "flatten", name: "flatten" },
        { kind: "dense", name: "dense1", units: CLASSES, bias: true },
      ],
    };
    for (let seed = 1; seed <= 5; seed++) await compare(network, 4, seed, true, "direct");
  }
});

Deno.test("the oracle's gradients are those of finite differences", () => {
  for (let seed = 1; seed <= 12; seed++) {
    const network = randomNetwork(seed, CLASSES);
    const samples = 3;
    const images = normals(samples * network.input.reduce((a, b) => a * b, 1), seed);
    const labels = classNumbers(samples, CLASSES, seed);
    const shapes = shapesOf(network, images, labels);
    const weights = new Map([...randomWeights(shapes, seed)].map(([k, v]) => [k, Float64Array.from(v)]));
    const { gradients } = oracle(network, weights, images, labels, seed);
    for (const [name, values] of gradients) {
      if (/mean|variance/.test(name)) continue;
      const i = (seed * 31) % values.length;
      const w = weights.get(name)!;
      const own = w[i]!;
      const h = 1e-6;
      const loss = (v: number) => {
        w[i] = v;
        return oracle(network, weights, images, labels, seed).loss;
      };
      const slope = (loss(own + h) - loss(own - h)) / (2 * h);
      w[i] = own;
      assert(Math.abs(slope - values[i]!) < 1e-5 * (1 + Math.abs(slope)), `${name} of ${network.name}`);
    }
  }
});

/** Arrays of the right lengths under every weight's name, found from the layer list alone. */
function shapesOf(network: ReturnType<typeof randomNetwork>, images: Float32Array, labels: Int32Array) {
  const [h, w, c] = network.input;
  assert(images.length === labels.length * h * w * c);
  const sizes = new Map<string, Float32Array>();
  let here = [h, w, c] as [number, number, number];
  for (const layer of network.layers) {
    if (layer.kind === "conv" || layer.kind === "max-pool" || layer.kind === "average-pool") {
      const size = layer.kind === "conv" ? layer.kernel : layer.size;
      const [t, b, l, r] = layer.padding;
      const rows = Math.floor((here[0] + t + b - size[0]) / layer.stride[0]) + 1;
      const columns = Math.floor((here[1] + l + r - size[1]) / layer.stride[1]) + 1;
      if (layer.kind === "conv") {
        sizes.set(`${layer.name}/kernel`, new Float32Array(size[0] * size[1] * here[2] * layer.filters));
        if (layer.bias) sizes.set(`${layer.name}/bias`, new Float32Array(layer.filters));
      }
      here = [rows, columns, layer.kind === "conv" ? layer.filters : here[2]];
    } else if (layer.kind === "batch-norm") {
      for (const name of ["gamma", "beta"]) sizes.set(`${layer.name}/${name}`, new Float32Array(here[2]));
    } else if (layer.kind === "flatten") here = [1, 1, here[0] * here[1] * here[2]];
    else if (layer.kind === "dense") {
      sizes.set(`${layer.name}/kernel`, new Float32Array(here[2] * layer.units));
      sizes.set(`${layer.name}/bias`, new Float32Array(layer.units));
      here = [1, 1, layer.units];
    }
  }
  return sizes;
}
