import { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { openBackend } from "../../src/backend/backend.ts";
import { forward } from "../../src/model/forward.ts";
import type { ImagenetModel } from "../../src/model/imagenet.ts";
import {
  layersModelWeights,
  loadLayersModel,
  saveLayersModel,
  toLayersModel,
} from "../../src/model/layers_model.ts";
import { buildNetwork } from "../../src/model/registry.ts";
import { networkWeights } from "../../src/model/shapes.ts";
import { alexnetOf, resnet50Of, scaledSineWeights, vgg16Of } from "./imagenet.ts";
import { sines } from "./sines.ts";

const SIZE = { width: 1 / 32, inputSize: [68, 75] } as const;

/** Adaptive pooling, padded pooling, and shortcuts with and without layers. */
const MODELS: Record<string, ImagenetModel> = {
  "alexnet": alexnetOf(SIZE),
  "vgg16": vgg16Of({ ...SIZE, classifier: { kind: "dense", units: [5] } }),
  "resnet50 v1.5": resnet50Of(SIZE),
  "resnet50 v1, folded": resnet50Of({ ...SIZE, version: "v1", weights: "imagenet-pruned" }),
};

for (const [name, settings] of Object.entries(MODELS)) {
  Deno.test(`${name}: a layers model predicts the logits of forward, also after saving`, async () => {
    await openBackend("wasm");
    const before = tf.memory().numTensors;
    const network = buildNetwork(settings, [1, 1], 4, 0.5);
    const weights = scaledSineWeights(network, 0.6);
    const x = tf.tensor4d(sines(2 * 68 * 75 * 3, 0.4, 1), [2, 68, 75, 3]);
    const tensors = new Map(
      networkWeights(network).map((s) => [s.name, tf.tensor(weights.get(s.name)!, [...s.shape])]),
    );
    const logits = forward(network, tensors, x);
    const want = await logits.data() as Float32Array;
    const model = toLayersModel(network, weights);
    const loaded = await loadLayersModel(await saveLayersModel(model));
    for (const one of [model, loaded]) {
      const prediction = tf.tidy(() => one.predict(x) as tf.Tensor);
      const got = await prediction.data();
      const scale = want.reduce((max, v) => Math.max(max, Math.abs(v)), 0);
      assert(got.every((v, i) => Math.abs(v - want[i]!) <= 1e-5 * scale), `${got} instead of ${want}`);
      prediction.dispose();
      assertEquals(await layersModelWeights(network, one), weights);
      one.dispose();
    }
    tf.dispose([x, logits, ...tensors.values()]);
    assertEquals(tf.memory().numTensors, before);
  });
}

Deno.test("adaptive pooling is no weight to be trained", async () => {
  await openBackend("cpu");
  const network = buildNetwork(alexnetOf({ ...SIZE, inputSize: [70, 140] }), [1, 1], 4, 0.5);
  const model = toLayersModel(network, scaledSineWeights(network, 1));
  const names = model.trainableWeights.map((weight) => weight.name.split("/")[0]);
  assertEquals(names.includes("avgpool"), false);
  assertEquals(names.includes("features.0"), true);
  model.dispose();
});
