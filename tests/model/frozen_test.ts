import { deepStrictEqual as assertEquals, ok as assert, throws as assertThrows } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { openBackend } from "../../src/backend/backend.ts";
import type { FreezeSettings } from "../../src/manifest/settings.ts";
import { forward } from "../../src/model/forward.ts";
import { splitNetwork } from "../../src/model/frozen.ts";
import type { ImagenetModel } from "../../src/model/imagenet.ts";
import type { Network } from "../../src/model/layers.ts";
import { buildNetwork } from "../../src/model/registry.ts";
import { networkWeights, placeLayers } from "../../src/model/shapes.ts";
import { alexnetOf, resnet50Of, scaledSineWeights, vgg16Of } from "./imagenet.ts";
import { paperNetwork } from "./networks.ts";
import { sines } from "./sines.ts";

const SMALL = { inputSize: [70, 80], width: 1 / 16 } as const;
const build = (model: ImagenetModel): Network => buildNetwork(model, [1, 1], 4, 0.5);

/** Settings, largest number that can be frozen, and for some numbers the last frozen layer and its output. */
const CASES: [ImagenetModel, number, [FreezeSettings, string, string][]][] = [
  [alexnetOf(), 5, [
    ["backbone", "features.12", "6x6x256"],
    [5, "features.12", "6x6x256"],
    [1, "features.2", "27x27x64"],
    [3, "features.7", "13x13x384"],
  ]],
  [vgg16Of({ inputSize: [320, 224] }), 13, [
    ["backbone", "avgpool", "7x7x512"],
    [13, "avgpool", "7x7x512"],
    [1, "features.1", "320x224x64"],
    [2, "features.4", "160x112x64"],
  ]],
  [resnet50Of(), 17, [
    ["backbone", "avgpool", "1x1x2048"],
    [17, "avgpool", "1x1x2048"],
    [16, "layer4.1.relu", "7x7x2048"],
    [1, "maxpool", "56x56x64"],
    [2, "layer1.0.relu", "56x56x256"],
  ]],
];

for (const [model, most, cuts] of CASES) {
  Deno.test(`${model.name}: the frozen part ends behind its layer, the rest starts there`, () => {
    const whole = build(model);
    for (const [freeze, last, shape] of cuts) {
      const { frozen, trained } = splitNetwork(whole, freeze);
      assertEquals(frozen!.layers.at(-1)!.name, last);
      assertEquals(trained.input.join("x"), shape);
      assertEquals([...frozen!.layers, ...trained.layers], whole.layers);
      assertEquals(placeLayers(trained).at(-1)!.output, [4]);
      const names = [...networkWeights(frozen!), ...networkWeights(trained)].map((w) => w.name);
      assertEquals(names, networkWeights(whole).map((w) => w.name));
      assertEquals(whole.layers[whole.backbone!]!.kind, "flatten");
      assertEquals(trained.layers[trained.backbone!]!.kind, "flatten");
    }
    assertEquals(splitNetwork(whole, "none"), { frozen: null, trained: whole });
    for (const wrong of [0, -1, 1.5, most + 1]) {
      const message = `from 1 to ${most}: current value is ${wrong}`;
      assertThrows(
        () => splitNetwork(whole, wrong),
        (error) => error instanceof RangeError && error.message.includes(message),
      );
    }
  });
}

Deno.test("a network without a backbone is trained as a whole or not at all", () => {
  const network = paperNetwork();
  assertEquals(splitNetwork(network, "none").trained, network);
  assertThrows(() => splitNetwork(network, "backbone"), /freeze layers of dscnn as freeze must be "none"/);
  assertThrows(() => splitNetwork(network, 2), RangeError);
});

Deno.test("both parts, one behind the other, give what the whole gives", async () => {
  await openBackend("wasm");
  const cases: [ImagenetModel, FreezeSettings][] = [
    [alexnetOf(SMALL), "backbone"],
    [alexnetOf(SMALL), 2],
    [vgg16Of(SMALL), 4],
    [resnet50Of(SMALL), "backbone"],
    [resnet50Of(SMALL), 6],
    [resnet50Of({ ...SMALL, version: "v1", weights: "imagenet-pruned" }), 6],
  ];
  for (const [model, freeze] of cases) {
    const whole = build(model);
    const { frozen, trained } = splitNetwork(whole, freeze);
    const values = scaledSineWeights(whole, 0.5);
    const weights = new Map(
      networkWeights(whole).map((s) => [s.name, tf.tensor(values.get(s.name)!, [...s.shape])]),
    );
    const images = tf.tensor4d(sines(2 * 70 * 80 * 3, 0.2, 1), [2, 70, 80, 3]);
    const want = forward(whole, weights, images);
    const maps = forward(frozen!, weights, images) as unknown as tf.Tensor4D;
    assertEquals(maps.shape, [2, ...trained.input]);
    const got = forward(trained, weights, maps);
    const [a, b] = [await want.data(), await got.data()];
    assert(a.every((v, i) => v === b[i]), `${model.name}, ${freeze}`);
    tf.dispose([want, maps, got, images, ...weights.values()]);
  }
});
