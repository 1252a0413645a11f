import { deepStrictEqual as assertEquals, ok as assert, rejects } from "node:assert/strict";
import { UserError } from "../../../src/base/errors.ts";
import { encodeSafetensors } from "../../../src/model/safetensors.ts";
import type { Layer, Network } from "../../../src/model/layers.ts";
import { networkWeights } from "../../../src/model/shapes.ts";
import { bytesInMemory } from "../../../src/model/weights/file_bytes.ts";
import { vectorsFirst } from "../../../src/model/weights/layout.ts";
import { checkWeights, type LoadOptions, loadWeights } from "../../../src/model/weights/load.ts";
import { tensorHash } from "../../../src/model/weights/tensor_hash.ts";
import { readWeights, type WeightFile } from "../../../src/model/weights/weight_file.ts";
import { golden, goldenBytes, open } from "./files.ts";

const conv: Layer = {
  kind: "conv",
  name: "conv",
  filters: 4,
  kernel: [2, 1],
  stride: [1, 1],
  padding: [0, 0, 0, 0],
  bias: true,
};
const dense = (name: string, units: number): Layer => ({ kind: "dense", name, units, bias: true });
/** The network of the golden checkpoints. */
const NETWORK: Network = {
  name: "small",
  input: [3, 3, 3],
  layers: [
    conv,
    { kind: "batch-norm", name: "norm", momentum: 0.9, epsilon: 1e-5 },
    { kind: "relu", name: "relu" },
    { kind: "flatten", name: "flatten" },
    { kind: "dropout", name: "dropout", rate: 0.5 },
    dense("fc", 5),
    dense("last", 2),
  ],
};
const BACKBONE: Network = { ...NETWORK, layers: NETWORK.layers.slice(0, 4) };

/** The forward pass of that network in plain loops, images `[3, 3, 3]` pixel by pixel. */
function forward(w: ReadonlyMap<string, Float32Array>, x: readonly number[]): number[] {
  const at = (name: string, i: number) => w.get(name)![i]!;
  const flat: number[] = [];
  for (let row = 0; row < 2; row++) {
    for (let column = 0; column < 3; column++) {
      for (let out = 0; out < 4; out++) {
        let sum = at("conv/bias", out);
        for (let k = 0; k < 2; k++) {
          for (let c = 0; c < 3; c++) {
            sum += x[((row + k) * 3 + column) * 3 + c]! * at("conv/kernel", (k * 3 + c) * 4 + out);
          }
        }
        const scale = at("norm/gamma", out) / Math.sqrt(at("norm/variance", out) + 1e-5);
        flat.push(Math.max(0, (sum - at("norm/mean", out)) * scale + at("norm/beta", out)));
      }
    }
  }
  const layer = (name: string, inputs: readonly number[], units: number) =>
    Array.from(
      { length: units },
      (_, unit) =>
        inputs.reduce(
          (sum, v, i) => sum + v * at(`${name}/kernel`, i * units + unit),
          at(`${name}/bias`, unit),
        ),
    );
  return layer("last", layer("fc", flat, 5), 2);
}

for (const form of ["zip", "legacy"]) {
  Deno.test(`a network with the weights of a PyTorch checkpoint computes what PyTorch does (${form})`, async () => {
    using file = open(goldenBytes(golden.checkpoints.find((c) => c.name === `${form}, network`)!.file));
    const weights = await loadWeights(NETWORK, file);
    assertEquals([...weights.keys()], networkWeights(NETWORK).map(({ name }) => name));
    for (const { name, shape } of networkWeights(NETWORK)) {
      assertEquals(weights.get(name)!.length, shape.reduce((a, b) => a * b, 1), name);
    }
    golden.network.input.forEach((x, i) => {
      forward(weights, x).forEach((value, unit) => {
        const wanted = golden.network.output[i]![unit]!;
        assert(Math.abs(value - wanted) < 1e-5, `${value} is not ${wanted}`);
      });
    });
  });
}

Deno.test("kernels change places as indices say", () => {
  const [outputs, channels, height, width] = [37, 3, 2, 5] as const;
  const values = Float32Array.from({ length: outputs * channels * height * width }, (_, i) => i);
  const moved = vectorsFirst(values, [height, width, channels]);
  for (let o = 0; o < outputs; o++) {
    for (let c = 0; c < channels; c++) {
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          const from = ((o * channels + c) * height + y) * width + x;
          assertEquals(moved[((y * width + x) * channels + c) * outputs + o], values[from]);
        }
      }
    }
  }
  assertEquals(vectorsFirst(new Float32Array(), [1, 1, 0]), new Float32Array());
});

/** Tensors of PyTorch's names and shapes that fit the network, but for the changes. */
function fileOf(changes: Readonly<Record<string, readonly number[] | null>> = {}, fill = 0.5): WeightFile {
  const fitting: Record<string, readonly number[]> = {
    "conv.weight": [4, 3, 2, 1],
    "conv.bias": [4],
    "norm.weight": [4],
    "norm.bias": [4],
    "norm.running_mean": [4],
    "norm.running_var": [4],
    "fc.weight": [5, 24],
    "fc.bias": [5],
    "last.weight": [2, 5],
    "last.bias": [2],
  };
  const tensors = Object.entries({ ...fitting, ...changes }).flatMap(([name, shape]) =>
    shape === null
      ? []
      : [{ name, shape, values: new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(fill) }]
  );
  return readWeights(bytesInMemory(encodeSafetensors(tensors), "w.safetensors"));
}

async function refused(
  network: Network,
  file: WeightFile,
  options: LoadOptions,
  says: string,
): Promise<void> {
  for (const how of [loadWeights, checkWeights]) {
    await rejects(async () => await how(network, file, options), (error) => {
      assert(error instanceof UserError, String(error));
      assertEquals(error.message, `Cannot use w.safetensors as weights of small: ${says}`);
      return true;
    });
  }
}

Deno.test("missing, misshapen and unwanted tensors are named with their shapes", async () => {
  assertEquals(checkWeights(NETWORK, fileOf()), 10);
  const cases: [Readonly<Record<string, readonly number[] | null>>, string][] = [
    [{ "norm.running_var": null }, "norm.running_var must have shape [4]: the file has no such tensor"],
    [{ "conv.weight": [4, 1, 2, 1] }, "conv.weight must have shape [4,3,2,1]: it has [4,1,2,1]"],
    [{ "conv.weight": [2, 1, 3, 4] }, "conv.weight must have shape [4,3,2,1]: it has [2,1,3,4]"],
    [{ "fc.weight": [24, 5] }, "fc.weight must have shape [5,24]: it has [24,5]"],
    [{ "norm.bias": [1, 4] }, "norm.bias must have shape [4]: it has [1,4]"],
    [{ "more.weight": [7, 1] }, "the file has more.weight of shape [7,1], which the network has not"],
    [{ "more\n": [] }, "the file has more\\u{a} of shape [], which the network has not"],
  ];
  for (const [changes, says] of cases) await refused(NETWORK, fileOf(changes), {}, says);
});

Deno.test("a part of a network takes its part of the file, and a replaced layer none", async () => {
  await refused(BACKBONE, fileOf(), {}, "the file has last.weight of shape [2,5], which the network has not");
  const own = { "last.weight": null, "last.bias": null, "classifier.6.weight": [1000, 5] };
  assertEquals(checkWeights(BACKBONE, fileOf(own)), 6);
  await refused(
    BACKBONE,
    fileOf(own),
    { extra: "none" },
    "the file has fc.weight of shape [5,24], which the network has not",
  );
  assertEquals(checkWeights(BACKBONE, fileOf(), { extra: "any" }), 6);
  const replaced = await loadWeights(NETWORK, fileOf({ "last.weight": [1000, 5] }), { without: ["last"] });
  assertEquals([...replaced.keys()].includes("last/kernel"), false);
  assertEquals(replaced.size, 8);
  assertEquals(checkWeights(NETWORK, fileOf({ "norm.num_batches_tracked": [] }), { extra: "none" }), 10);
});

Deno.test("layers inside of branches, and batch norm folded into biases, are found by their names", async () => {
  const inner = (name: string, bias: boolean): Layer => ({
    ...conv,
    kind: "conv",
    filters: 3,
    kernel: [1, 1],
    name,
    bias,
  });
  const norm: Layer = { kind: "batch-norm", name: "a.bn1", momentum: 0.9, epsilon: 1e-5 };
  const network = (main: Layer[], shortcut: Layer[]): Network => (
    { name: "small", input: [2, 2, 3], layers: [{ kind: "residual", name: "a", main, shortcut }] }
  );
  const tensor = (name: string, shape: readonly number[]) => (
    { name, shape, values: Float32Array.from({ length: shape.reduce((x, y) => x * y, 1) }, (_, i) => i) }
  );
  const folded = [
    tensor("a.conv1.weight", [3, 3, 1, 1]),
    tensor("a.conv1.bias", [3]),
    tensor("a.downsample.0.weight", [3, 3, 1, 1]),
    tensor("a.downsample.0.bias", [3]),
  ];
  using file = readWeights(bytesInMemory(encodeSafetensors(folded), "w.safetensors"));
  const loaded = await loadWeights(network([inner("a.conv1", true)], [inner("a.downsample.0", true)]), file);
  assertEquals([...loaded.get("a.downsample.0/kernel")!], [0, 3, 6, 1, 4, 7, 2, 5, 8]);
  assertEquals([...loaded.get("a.conv1/bias")!], [0, 1, 2]);
  await refused(
    network([inner("a.conv1", false), norm], [inner("a.downsample.0", false)]),
    file,
    {},
    "a.bn1.weight must have shape [3]: the file has no such tensor",
  );
});

Deno.test("weights are finite", async () => {
  for (const value of [NaN, Infinity, -Infinity]) {
    await rejects(
      loadWeights(NETWORK, fileOf({}, value)),
      /small: conv\.weight holds a value that is not finite$/,
    );
  }
});

Deno.test("the hash of tensors tells their names, lengths and bits apart, and not their order", () => {
  const tensors: [string, Float32Array][] = [["b", Float32Array.of(1, 2)], ["a", Float32Array.of(0)]];
  const hash = tensorHash(new Map(tensors));
  // printf '"a" 1\n\0\0\0\0"b" 2\n\0\0\x80\x3f\0\0\0\x40' | sha256sum
  assertEquals(hash, "161ee41e90816377452ebc423e128b881d95627580fc7fc5d4b26714538f5991");
  assertEquals(tensorHash(new Map(tensors.toReversed())), hash);
  const others: [string, Float32Array][][] = [
    [["b", Float32Array.of(1, 2)], ["a", Float32Array.of(-0)]],
    [["b", Float32Array.of(1, 2)], ["c", Float32Array.of(0)]],
    [["b", Float32Array.of(1)], ["a", Float32Array.of(0, 2)]],
    [["b", Float32Array.of(1, 2)]],
  ];
  assertEquals(new Set([hash, ...others.map((other) => tensorHash(new Map(other)))]).size, 5);
});
