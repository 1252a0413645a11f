import { deepStrictEqual as assertEquals, ok as assert, throws as assertThrows } from "node:assert/strict";
import type { DscnnSettings } from "../../src/manifest/settings.ts";
import { layerTable, networkCost } from "../../src/model/cost.ts";
import { initialWeights } from "../../src/model/initialise.ts";
import { type Network, samePadding } from "../../src/model/layers.ts";
import { buildNetwork } from "../../src/model/registry.ts";
import { encodeSafetensors } from "../../src/model/safetensors.ts";
import { networkWeights, placeLayers } from "../../src/model/shapes.ts";
import { ODD, paperNetwork } from "./networks.ts";

const DOWNSAMPLINGS: DscnnSettings["downsampling"][] = ["stride", "max-pool", "average-pool"];
/** Two running numbers per channel of the seven batch norms. */
const RUNNING = 928;

/** Strides, padding, image side, classes, trainable parameters: of every reading that changes their number. */
const COUNTS: [
  strides: string,
  padding: DscnnSettings["padding"],
  side: number,
  classes: number,
  count: number,
][] = [
  ["2222222", "same", 128, 8, 370_360],
  ["2222222", "same", 128, 4, 368_308],
  ["2222222", "same", 64, 8, 370_360],
  ["2222222", "same", 64, 4, 368_308],
  ["2222222", "two-pixels", 128, 8, 894_648],
  ["2222222", "two-pixels", 128, 4, 892_596],
  ["2222222", "two-pixels", 64, 8, 894_648],
  ["2222222", "two-pixels", 64, 4, 892_596],
  // Stride 2 only where the number of filters changes.
  ["2212121", "same", 128, 8, 4_499_128],
  ["2212121", "same", 128, 4, 4_497_076],
  ["2212121", "same", 64, 8, 1_353_400],
  ["2212121", "same", 64, 4, 1_351_348],
  ["2212121", "two-pixels", 128, 8, 11_380_408],
  ["2212121", "two-pixels", 64, 4, 5_611_188],
  ["2222211", "same", 128, 8, 1_353_400],
  ["2222211", "same", 64, 4, 564_916],
];

for (const [strides, padding, side, classes, count] of COUNTS) {
  Deno.test(`parameters: strides ${strides}, padding ${padding}, ${side}x${side}, ${classes} classes`, () => {
    for (const downsampling of DOWNSAMPLINGS) {
      const network = paperNetwork(
        { strides: [...strides].map(Number), padding, downsampling },
        [side, side],
        classes,
      );
      const cost = networkCost(network);
      assertEquals([cost.trainableParameters, cost.parameters], [count, count + RUNNING], downsampling);
      assertEquals(cost.weightBytes, 4 * (count + RUNNING));
    }
  });
}

Deno.test("the file is as large as the cost says", () => {
  for (const network of [paperNetwork(), paperNetwork({ downsampling: "max-pool" }, [64, 64], 4), ODD]) {
    const weights = initialWeights(network, 0);
    const tensors = networkWeights(network).map(({ name, shape }) => ({
      name,
      shape,
      values: weights.get(name)!,
    }));
    assertEquals(networkCost(network).fileBytes, encodeSafetensors(tensors).length);
  }
  assertEquals(networkCost(paperNetwork()).fileBytes, 1_488_048);
});

/** Multiply-adds by visiting every window: one per filter, window and input number, padding included. */
function countMultiplyAdds(network: Network): number {
  let [height, width, channels] = [...network.input];
  let units = 0;
  let total = 0;
  for (const layer of network.layers) {
    if (layer.kind === "conv" || layer.kind === "max-pool" || layer.kind === "average-pool") {
      const [kh, kw] = layer.kind === "conv" ? layer.kernel : layer.size;
      const [top, bottom, left, right] = layer.padding;
      let [rows, columns] = [0, 0];
      for (let i = -top; i + kh <= height! + bottom; i += layer.stride[0]) rows++;
      for (let j = -left; j + kw <= width! + right; j += layer.stride[1]) columns++;
      if (layer.kind === "conv") {
        total += rows * columns * layer.filters * kh * kw * channels!;
        channels = layer.filters;
      }
      [height, width] = [rows, columns];
    } else if (layer.kind === "flatten") units = height! * width! * channels!;
    else if (layer.kind === "dense") {
      total += units * layer.units;
      units = layer.units;
    }
  }
  return total;
}

Deno.test("multiply-adds are those of a direct count", () => {
  const readings = DOWNSAMPLINGS.flatMap((downsampling) =>
    (["same", "two-pixels"] as const).map((padding) => paperNetwork({ downsampling, padding }, [100, 75]))
  );
  for (const network of [...readings, paperNetwork(), ODD]) {
    const { multiplyAdds, flops } = networkCost(network);
    assertEquals(multiplyAdds, countMultiplyAdds(network));
    assertEquals(flops, 2 * multiplyAdds);
    assertEquals(layerTable(network).reduce((sum, row) => sum + row.multiplyAdds, 0), multiplyAdds);
  }
  assertEquals(networkCost(paperNetwork()).multiplyAdds, 20_959_232);
  assertEquals(networkCost(paperNetwork({ downsampling: "max-pool" })).multiplyAdds, 83_628_032);
});

Deno.test("rows of the layer table", () => {
  const rows = new Map(layerTable(paperNetwork()).map((row) => [row.name, row]));
  assertEquals([...rows.keys()].length, 26);
  assertEquals(rows.get("conv1"), {
    name: "conv1",
    kind: "conv",
    output: [64, 64, 16],
    kernel: "7x7",
    stride: "2x2",
    padding: "2, 3, 2, 3",
    parameters: 784,
    multiplyAdds: 3_211_264,
  });
  const empty = { kernel: null, stride: null, padding: null };
  assertEquals(rows.get("bn2"), {
    name: "bn2",
    kind: "batch-norm",
    output: [32, 32, 32],
    ...empty,
    parameters: 128,
    multiplyAdds: 0,
  });
  const outputs = [
    "conv1",
    "conv2",
    "conv3",
    "conv4",
    "conv5",
    "conv6",
    "conv7",
    "flatten",
    "dense1",
    "dense2",
  ];
  assertEquals(outputs.map((name) => rows.get(name)!.output.join("x")), [
    "64x64x16",
    "32x32x32",
    "16x16x32",
    "8x8x64",
    "4x4x64",
    "2x2x128",
    "1x1x128",
    "128",
    "512",
    "8",
  ]);
  const pooled = layerTable(paperNetwork({ downsampling: "max-pool" }, [65, 64])).find((r) =>
    r.name === "pool1"
  )!;
  assertEquals([pooled.output, pooled.kernel, pooled.stride, pooled.padding], [
    [33, 32, 16],
    "2x2",
    "2x2",
    "0, 1, 0, 0",
  ]);
});

Deno.test("parameters of a layer include bias and running numbers", () => {
  const rows = layerTable(ODD).map((row) => [row.name, row.output.join("x"), row.parameters]);
  assertEquals(rows, [
    ["c1", "6x10x5", 125],
    ["n1", "6x10x5", 20],
    ["r1", "6x10x5", 0],
    ["p1", "3x4x5", 0],
    ["c2", "3x4x4", 80],
    ["p2", "3x4x4", 0],
    ["f", "48", 0],
    ["d1", "6", 288],
    ["drop", "6", 0],
    ["d2", "3", 21],
  ]);
});

Deno.test("same padding halves by rounding up, the odd zero at the end", () => {
  for (let size = 1; size <= 20; size++) {
    for (let kernel = 1; kernel <= 7; kernel++) {
      for (let stride = 1; stride <= 3; stride++) {
        const [before, after] = samePadding(size, kernel, stride);
        const windows = Math.floor((size + before + after - kernel) / stride) + 1;
        // A stride beyond the kernel leaves inputs unseen, with no padding to take away.
        if (kernel >= stride) assertEquals(windows, Math.ceil(size / stride));
        assert(before >= 0 && after - before >= 0 && after - before <= 1);
      }
    }
  }
});

Deno.test("networks that cannot be built are refused", () => {
  assertThrows(() => paperNetwork({ strides: [2, 2] }), RangeError);
  assertThrows(() => paperNetwork({ strides: [2, 2, 2, 2, 2, 2, 3] }), RangeError);
  const conv = {
    kind: "conv",
    name: "c",
    filters: 1,
    kernel: [5, 5],
    stride: [1, 1],
    padding: [0, 0, 0, 0],
    bias: false,
  };
  const network = (...layers: unknown[]) => ({ name: "n", input: [4, 9, 1], layers }) as unknown as Network;
  assertThrows(
    () => placeLayers(network(conv)),
    /Cannot build c as its input must not be smaller than its window/,
  );
  assertThrows(() => placeLayers(network({ kind: "dense", name: "d", units: 2, bias: false })), TypeError);
  assertThrows(() => placeLayers(network({ kind: "flatten", name: "f" }, conv)), TypeError);
});

Deno.test("the registry builds what the settings name", () => {
  const settings: DscnnSettings = {
    name: "dscnn",
    downsampling: "average-pool",
    strides: [1, 2, 1, 2, 1, 2, 2],
    padding: "two-pixels",
    initialiser: "glorot-uniform",
    batchNorm: { momentum: 0.99, epsilon: 1e-5 },
  };
  const network = buildNetwork(settings, [40, 30], 5, 0.4);
  assertEquals(network, paperNetwork(settings, [40, 30], 5, 0.4));
  assertEquals(network.input, [40, 30, 1]);
  const found = (name: string) => network.layers.find((layer) => layer.name === name);
  assertEquals(found("bn3"), { kind: "batch-norm", name: "bn3", momentum: 0.99, epsilon: 1e-5 });
  assertEquals(found("dropout"), { kind: "dropout", name: "dropout", rate: 0.4 });
  assertEquals([found("pool1"), found("pool2")?.kind], [undefined, "average-pool"]);
});
