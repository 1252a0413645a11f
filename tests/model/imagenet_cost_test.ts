import { deepStrictEqual as assertEquals, throws as assertThrows } from "node:assert/strict";
import { UserError } from "../../src/base/errors.ts";
import { layerTable, networkCost } from "../../src/model/cost.ts";
import type { ImagenetModel } from "../../src/model/imagenet.ts";
import { initialWeights } from "../../src/model/initialise.ts";
import type { Network } from "../../src/model/layers.ts";
import { publishedCost } from "../../src/model/published_cost.ts";
import { buildNetwork } from "../../src/model/registry.ts";
import { networkWeights, placeEveryLayer, placeLayers } from "../../src/model/shapes.ts";
import { alexnetOf, resnet50Of, vgg16Of } from "./imagenet.ts";

const build = (model: ImagenetModel, classes = 1000): Network => buildNetwork(model, [1, 1], classes, 0.5);

/** Settings, classes, trainable parameters, multiply-adds of one 224x224 image. */
const COUNTS: [name: string, model: ImagenetModel, classes: number, count: number, multiplyAdds: number][] = [
  ["AlexNet", alexnetOf(), 1000, 61_100_840, 714_188_480],
  ["AlexNet", alexnetOf(), 4, 57_020_228, 710_108_864],
  ["VGG16", vgg16Of(), 1000, 138_357_544, 15_470_264_320],
  ["ResNet50 v1.5", resnet50Of(), 1000, 25_557_032, 4_089_184_256],
  ["ResNet50 v1", resnet50Of({ version: "v1" }), 1000, 25_557_032, 3_857_973_248],
];

for (const [name, model, classes, count, multiplyAdds] of COUNTS) {
  Deno.test(`${name} with ${classes} classes has its published parameters and operations`, () => {
    const cost = networkCost(build(model, classes));
    assertEquals([cost.trainableParameters, cost.multiplyAdds], [count, multiplyAdds]);
    assertEquals(publishedCost(model, classes), cost);
    const rows = layerTable(build(model, classes));
    assertEquals(rows.reduce((sum, row) => sum + row.parameters, 0), cost.parameters);
    assertEquals(rows.reduce((sum, row) => sum + row.multiplyAdds, 0), multiplyAdds);
  });
}

Deno.test("running statistics are the only numbers that are not trained", () => {
  assertEquals(networkCost(build(alexnetOf())).parameters, 61_100_840);
  // Two numbers for each of the 26,560 channels of the 53 batch norms.
  assertEquals(networkCost(build(resnet50Of())).parameters, 25_557_032 + 2 * 26_560);
});

Deno.test("the published cost is that of the published network, whatever is trained", () => {
  const small = { width: 0.1, inputSize: [64, 64], classifier: { kind: "dense", units: [] } } as const;
  const pruned = resnet50Of({ ...small, version: "v1", weights: "imagenet-pruned" });
  assertEquals(publishedCost(alexnetOf(small), 4).trainableParameters, 57_020_228);
  assertEquals(publishedCost(pruned, 1000).trainableParameters, 25_557_032);
  assertEquals(publishedCost(pruned, 1000).multiplyAdds, 3_857_973_248);
});

function shapes(model: ImagenetModel, names: readonly string[]): string[] {
  const placed = new Map(placeEveryLayer(build(model)).map((p) => [p.layer.name, p.output.join("x")]));
  return names.map((name) => placed.get(name)!);
}

Deno.test("shapes of AlexNet's layers", () => {
  const names = [0, 2, 3, 5, 6, 8, 10, 12].map((n) => `features.${n}`);
  assertEquals(shapes(alexnetOf(), [...names, "flatten", "classifier.1", "classifier.4", "classifier.6"]), [
    "55x55x64",
    "27x27x64",
    "27x27x192",
    "13x13x192",
    "13x13x384",
    "13x13x256",
    "13x13x256",
    "6x6x256",
    "9216",
    "4096",
    "4096",
    "1000",
  ]);
});

Deno.test("shapes of VGG16's layers", () => {
  const names = [0, 4, 9, 16, 23, 30].map((n) => `features.${n}`);
  assertEquals(shapes(vgg16Of(), [...names, "flatten", "classifier.0", "classifier.3", "classifier.6"]), [
    "224x224x64",
    "112x112x64",
    "56x56x128",
    "28x28x256",
    "14x14x512",
    "7x7x512",
    "25088",
    "4096",
    "4096",
    "1000",
  ]);
});

Deno.test("shapes of ResNet50's layers, with the stride where the version has it", () => {
  const names = ["conv1", "maxpool", "layer1.2", "layer2.3", "layer3.5", "layer4.2", "avgpool", "flatten"];
  for (const version of ["v1", "v1.5"] as const) {
    assertEquals(shapes(resnet50Of({ version }), names), [
      "112x112x64",
      "56x56x64",
      "56x56x256",
      "28x28x512",
      "14x14x1024",
      "7x7x2048",
      "1x1x2048",
      "2048",
    ]);
  }
  const first = ["layer2.0.conv1", "layer2.0.conv2", "layer2.0.downsample.0"];
  assertEquals(shapes(resnet50Of({ version: "v1" }), first), ["28x28x128", "28x28x128", "28x28x512"]);
  assertEquals(shapes(resnet50Of(), first), ["56x56x128", "28x28x128", "28x28x512"]);
});

Deno.test("layers inside of blocks stand in the table before their sum", () => {
  const rows = layerTable(build(resnet50Of())).map((row) => row.name);
  assertEquals(rows.slice(4, 17), [
    ...["conv1", "bn1", "relu1", "conv2", "bn2", "relu2", "conv3", "bn3", "downsample.0", "downsample.1"]
      .map((name) => `layer1.0.${name}`),
    "layer1.0",
    "layer1.0.relu",
    "layer1.1.conv1",
  ]);
  assertEquals(new Set(rows).size, rows.length);
});

Deno.test("maps are averaged by the plainest layer that does it", () => {
  const pool = (model: ImagenetModel) => build(model).layers.find((layer) => layer.name === "avgpool");
  assertEquals(pool(alexnetOf()), undefined);
  assertEquals(pool(alexnetOf({ inputSize: [415, 415] })), {
    kind: "average-pool",
    name: "avgpool",
    size: [2, 2],
    stride: [2, 2],
    padding: [0, 0, 0, 0],
  });
  const adaptive = vgg16Of({ inputSize: [224, 256] });
  assertEquals(pool(adaptive), { kind: "adaptive-average-pool", name: "avgpool", size: [7, 7] });
  const row = layerTable(build(adaptive)).find(({ name }) => name === "avgpool")!;
  assertEquals([row.kernel, row.stride, row.output], [null, null, [7, 7, 512]]);
});

Deno.test("a dense classifier has the units asked for, whatever the width", () => {
  const network = build(
    alexnetOf({ width: 0.25, classifier: { kind: "dense", units: [100, 30] } }),
    8,
  );
  const head = placeLayers(network).slice(network.backbone);
  assertEquals(head.map(({ layer, output }) => `${layer.name} ${output}`), [
    "flatten 2304",
    "dense1 100",
    "dense1.relu 100",
    "dense1.dropout 100",
    "dense2 30",
    "dense2.relu 30",
    "dense2.dropout 30",
    "dense3 8",
  ]);
  const linear = build(resnet50Of({ classifier: { kind: "dense", units: [] } }), 8);
  assertEquals(linear.layers.slice(linear.backbone).map(({ name }) => name), ["flatten", "dense1"]);
});

Deno.test("widths scale every filter and unit, the last layer aside", () => {
  const counts = (width: number) =>
    networkWeights(build(alexnetOf({ width }), 8)).filter((w) => w.name.endsWith("bias"))
      .map((w) => w.shape[0]);
  assertEquals(counts(0.1), [6, 19, 38, 26, 26, 410, 410, 8]);
  assertEquals(counts(0.0001), [1, 1, 1, 1, 1, 1, 1, 8]);
});

Deno.test("folded batch norm leaves convolutions with a bias", () => {
  const network = build(resnet50Of({ version: "v1", weights: "imagenet-pruned" }), 8);
  const kinds = new Set(placeEveryLayer(network).map(({ layer }) => layer.kind));
  assertEquals(kinds.has("batch-norm"), false);
  const names = networkWeights(network).map((w) => w.name);
  // 53 convolutions and one dense layer, each with kernel and bias.
  assertEquals(names.length, 2 * 54);
  assertEquals(names.slice(0, 2), ["conv1/kernel", "conv1/bias"]);
  assertThrows(
    () => build(resnet50Of({ version: "v1.5", weights: "imagenet-pruned" })),
    /imagenet-pruned weights are those of version v1: current value is "v1.5"/,
  );
});

Deno.test("an image that is too small is refused with the layer that it does not fit", () => {
  const refused = (model: ImagenetModel, message: RegExp) =>
    assertThrows(() => build(model), (error) => error instanceof UserError && message.test(error.message));
  refused(alexnetOf({ inputSize: [32, 224] }), /Cannot build alexnet for 32x224 images: .*features\.12 .*1,/);
  refused(vgg16Of({ inputSize: [31, 31] }), /Cannot build vgg16 for 31x31 images: .*features\.30 /);
  build(alexnetOf({ inputSize: [63, 63] }));
  build(vgg16Of({ inputSize: [32, 32] }));
  build(resnet50Of({ inputSize: [32, 32] }));
});

Deno.test("first kernels are as wide as He et al. have them", () => {
  const network = build(vgg16Of({ width: 1 / 16, inputSize: [32, 32] }), 8);
  const weights = initialWeights(network, 0);
  for (const { name, fanIn } of networkWeights(network).filter((w) => w.fanIn > 0)) {
    const largest = weights.get(name)!.reduce((max, v) => Math.max(max, Math.abs(v)), 0);
    const limit = Math.sqrt(6 / fanIn);
    assertEquals([largest <= limit, largest > 0.9 * limit], [true, true], name);
  }
});
