import { ok as assert, throws as assertThrows } from "node:assert/strict";
import { openBackend } from "../../src/backend/backend.ts";
import { UserError } from "../../src/base/errors.ts";
import { fuse } from "../../src/engine/chain.ts";
import { compileWasmStep } from "../../src/engine/engine.ts";
import type { TrainingSettings } from "../../src/manifest/settings.ts";
import { splitNetwork } from "../../src/model/frozen.ts";
import type { ImagenetModel } from "../../src/model/imagenet.ts";
import { initialWeights } from "../../src/model/initialise.ts";
import type { Network } from "../../src/model/layers.ts";
import { buildNetwork } from "../../src/model/registry.ts";
import { tfjsStepper } from "../../src/training/tfjs_stepper.ts";
import { alexnetOf, resnet50Of, vgg16Of } from "../model/imagenet.ts";
import { classNumbers, normals } from "./networks.ts";

const CLASSES = 4;
const BATCH = 3;
const SETTINGS: TrainingSettings = {
  epochs: 1,
  batch: BATCH,
  optimizer: { name: "sgd", learningRate: 0.01, momentum: 0.9 },
  decay: null,
  dropout: 0.4,
  report: "last",
};

const build = (model: ImagenetModel): Network => buildNetwork(model, [1, 1], CLASSES, SETTINGS.dropout);
const dense = { kind: "dense", units: [24] } as const;
const linear = { kind: "dense", units: [] } as const;

/** AlexNet's maps of a 415x224 image are 12x6: averaged by plain pooling. */
const alex = build(alexnetOf({ width: 1 / 64, inputSize: [415, 224] }));
const vgg = build(vgg16Of({ width: 1 / 64 }));

const NETWORKS: [string, Network][] = [
  ["AlexNet", alex],
  ["VGG16", vgg],
  ["AlexNet's classifier", splitNetwork(alex, "backbone").trained],
  ["VGG16 behind its tenth convolution", splitNetwork(vgg, 10).trained],
  [
    "a dense classifier behind VGG16",
    splitNetwork(build(vgg16Of({ classifier: dense })), "backbone").trained,
  ],
  [
    "a linear one behind ResNet50",
    splitNetwork(build(resnet50Of({ classifier: linear })), "backbone").trained,
  ],
];

/**
 * Largest relative difference of a tensor. By tiles a unit that is within their rounding of 0 may fall on the other
 * side of ReLU in one of VGG16's thirteen convolutions, which moves the biases behind it.
 */
const TOLERANCES = { direct: 1e-3, fastest: 1e-2 } as const;

for (const [name, network] of NETWORKS) {
  for (const convolutions of ["direct", "fastest"] as const) {
    Deno.test(`${name}: one compiled step is one of TensorFlow.js, ${convolutions}`, async () => {
      await openBackend("wasm");
      const size = network.input.reduce((a, b) => a * b, 1);
      const data = { images: normals(BATCH * size, 1), labels: classNumbers(BATCH, CLASSES, 2) };
      const weights = initialWeights(network, 3);
      const theirs = tfjsStepper(network, SETTINGS, weights, data);
      const ours = await compileWasmStep({
        network,
        batch: BATCH,
        optimizer: SETTINGS.optimizer,
        classes: CLASSES,
        convolutions,
      });
      await ours.writeWeights(weights);
      await ours.load(data.images, data.labels);
      const order = Int32Array.of(2, 0, 1);
      const [a, b] = [
        await theirs.epoch(order, 0.01, Uint32Array.of(5)),
        await ours.epoch(order, 0.01, Uint32Array.of(5)),
      ];
      assert(Math.abs(a.loss - b.loss) < 1e-4 * a.loss, `${a.loss} and ${b.loss}`);
      const [state, other] = [await theirs.readState(), await ours.readState()];
      assert(state.size === other.size);
      for (const [tensor, values] of state) {
        const norm = (v: Float32Array) => Math.sqrt(v.reduce((sum, x) => sum + x * x, 0));
        const difference = norm(values.map((v, i) => v - other.get(tensor)![i]!));
        assert(
          difference <= TOLERANCES[convolutions] * norm(values) + 1e-6,
          `${tensor} differs by ${difference} of ${norm(values)}`,
        );
      }
      const [p, q] = [await theirs.predict(data.images), await ours.predict(data.images)];
      assert(p.every((v, i) => Math.abs(v - q[i]!) < 1e-3), `${p} and ${q}`);
      theirs.dispose();
      ours.dispose();
    });
  }
}

Deno.test("branches and adaptive pooling are left to TensorFlow.js", () => {
  const refused = (model: ImagenetModel, message: RegExp) =>
    assertThrows(
      () => fuse(build(model), CLASSES),
      (error) => error instanceof UserError && message.test(error.message),
    );
  refused(resnet50Of(), /^Cannot compile resnet50: layer1\.0 \(residual\) is not part of a plain chain$/);
  refused(
    vgg16Of({ inputSize: [224, 256] }),
    /avgpool \(adaptive-average-pool\) is not part of a plain chain/,
  );
});
