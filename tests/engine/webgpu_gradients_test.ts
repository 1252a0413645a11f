import { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
import { requestGpuDevice } from "../../src/engine/webgpu/device.ts";
import { webgpuStep } from "../../src/engine/webgpu/step.ts";
import { sharedBytes, type Tile, tileChoice } from "../../src/engine/webgpu/tiles.ts";
import type { Layer, Network } from "../../src/model/layers.ts";
import { webgpuTest } from "../webgpu.ts";
import { classNumbers, normals, randomNetwork, randomWeights } from "./networks.ts";
import { oracle } from "./oracle.ts";

const CLASSES = 5;

/** Small tiles, which compile fast on a software adapter: both kinds that `tileChoice` gives. */
const STAGED: Tile = {
  rows: 4,
  columns: 4,
  down: 4,
  across: 4,
  depth: 8,
  unrolled: false,
  direct: false,
};
const DIRECT: Tile = { ...STAGED, columns: 8, across: 1, depth: 4, unrolled: true, direct: true };

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
  tile: Tile,
  device: GPUDevice,
): Promise<void> {
  const step = await webgpuStep(
    {
      network,
      batch: samples,
      optimizer: { name: "sgd", learningRate: 0, momentum: 0.5 },
      classes: CLASSES,
    },
    device,
    () => tile,
  );
  const rounded = (values: Float32Array) => whole ? values.map(Math.round) : values;
  const weights = randomWeights(await step.readWeights(), seed);
  if (whole) { for (const [name, values] of weights) weights.set(name, rounded(values.map((v) => 2 * v))); }
  const images = rounded(normals(samples * network.input.reduce((a, b) => a * b, 1), seed + 1000));
  const labels = classNumbers(samples, CLASSES, seed);
  await step.writeWeights(weights);
  await step.load(images, labels);
  const result = await step.epoch(Int32Array.from(labels.keys()), 0, Int32Array.of(seed * 7919));
  const state = await step.readState();
  step.dispose();
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
}

/** Layers that random chains seldom have together: widths that fill no vector, and such that do. */
const CHAINS: readonly Network[] = [
  {
    name: "wide",
    input: [9, 8, 4],
    layers: [
      conv("conv1", 20, [3, 2], [2, 1], [1, 1, 0, 1], false),
      { kind: "batch-norm", name: "bn1", momentum: 0.9, epsilon: 1e-3 },
      { kind: "relu", name: "relu1" },
      conv("conv2", 8, [5, 3], [3, 2], [2, 2, 1, 1], false),
      { kind: "batch-norm", name: "bn2", momentum: 0.9, epsilon: 1e-3 },
      { kind: "relu", name: "relu2" },
      { kind: "flatten", name: "flatten" },
      { kind: "dense", name: "dense1", units: CLASSES, bias: true },
    ],
  },
  {
    name: "normed later",
    input: [8, 8, 3],
    layers: [
      conv("conv1", 6, [3, 3], [1, 1], [1, 1, 1, 1], true),
      { kind: "relu", name: "relu1" },
      { kind: "batch-norm", name: "bn1", momentum: 0.9, epsilon: 1e-3 },
      { kind: "average-pool", name: "pool1", size: [3, 2], stride: [2, 1], padding: [0, 1, 1, 0] },
      { kind: "dropout", name: "dropout", rate: 0.4 },
      { kind: "flatten", name: "flatten" },
      { kind: "dense", name: "dense1", units: CLASSES, bias: true },
    ],
  },
  pooled("max-pool", [2, 2]),
  pooled("max-pool", [3, 3]),
  pooled("average-pool", [2, 2]),
];

function conv(
  name: string,
  filters: number,
  kernel: [number, number],
  stride: [number, number],
  padding: [number, number, number, number],
  bias: boolean,
): Layer {
  return { kind: "conv", name, filters, kernel, stride, padding, bias };
}

/** With whole numbers, windows have equal values. */
function pooled(kind: "max-pool" | "average-pool", size: [number, number]): Network {
  return {
    name: `whole numbers, ${kind}`,
    input: [8, 8, 1],
    layers: [
      conv("conv1", 6, [3, 3], [1, 1], [1, 1, 1, 1], true),
      { kind: "relu", name: "relu1" },
      { kind, name: "pool1", size, stride: [2, 2], padding: [0, 0, 0, 0] },
      { kind: "flatten", name: "flatten" },
      { kind: "dense", name: "dense1", units: CLASSES, bias: true },
    ],
  };
}

webgpuTest("gradients, loss and moving averages are those of plain loops in float64", async () => {
  const device = await requestGpuDevice();
  await compare(CHAINS[0]!, 5, 1, false, STAGED, device);
  await compare(CHAINS[1]!, 4, 3, false, DIRECT, device);
  await compare(randomNetwork(7, CLASSES), 3, 7, false, DIRECT, device);
  device.destroy();
});

webgpuTest("the gradient of a maximum goes to the first of equal cells", async () => {
  const device = await requestGpuDevice();
  for (const [i, network] of CHAINS.slice(2).entries()) await compare(network, 4, i, true, DIRECT, device);
  device.destroy();
});

Deno.test("tiles stay within what every device offers, and use its vectors", () => {
  for (const software of [true, false]) {
    for (const workgroupBytes of [16384, 32768, 49152]) {
      const choose = tileChoice({ software, workgroupBytes });
      for (const m of [1, 49, 128, 1152, 8192, 524288]) {
        for (const n of [1, 8, 16, 24, 32, 128, 4096]) {
          for (const k of [9, 49, 400, 1152]) {
            const tile = choose({ m, n, k });
            const threads = tile.down * tile.across;
            assert(Number.isInteger(threads) && threads >= 8 && threads <= 256, JSON.stringify(tile));
            assert(tile.rows % 4 === 0 && tile.columns % 4 === 0 && tile.depth % 4 === 0);
            assert(sharedBytes(tile) <= workgroupBytes, JSON.stringify({ m, n, k, tile }));
            assert(!tile.direct || tile.across === 1);
          }
        }
      }
    }
  }
});
