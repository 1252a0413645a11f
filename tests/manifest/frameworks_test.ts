import { deepStrictEqual as assertEquals, notStrictEqual, throws as assertThrows } from "node:assert/strict";
import { expandManifest } from "../../src/manifest/expand.ts";
import { parseManifest } from "../../src/manifest/manifest.ts";
import { runId } from "../../src/manifest/run_id.ts";

const BASE = {
  id: "small",
  title: "A small experiment",
  corpus: { name: "synthetic" },
  protocol: { name: "utterance-holdout" },
};
const MODEL = { name: "dscnn", batchNorm: { momentum: 0.8 } };

function settingsOf(more: object) {
  const { variants } = expandManifest(parseManifest({ ...BASE, model: MODEL, ...more }), "suite");
  return variants.map(({ runs }) => runs[0]!.settings);
}

/** What the choices of a framework are about. */
function choices({ model, training: { optimizer } }: ReturnType<typeof settingsOf>[number]) {
  const network = model.name === "dscnn"
    ? [model.initialiser, model.padding, model.batchNorm.momentum, model.batchNorm.epsilon]
    : [model.initialiser];
  return [...network, optimizer.name === "adam" ? optimizer.epsilon : null];
}

Deno.test("a framework sets first weights, padding and the two epsilons together, and nothing else", () => {
  const [plain] = settingsOf({});
  const [keras, pytorch] = settingsOf({ matrix: { framework: ["keras", "pytorch"] } });
  assertEquals(choices(keras!), ["glorot-uniform", "same", 0.8, 1e-3, 1e-7]);
  assertEquals(choices(pytorch!), ["pytorch", "symmetric", 0.8, 1e-5, 1e-8]);
  assertEquals(keras, plain);
  const { model: _, training: __, ...rest } = pytorch!;
  const { model: ___, training: ____, ...same } = plain!;
  assertEquals(rest, same);
});

Deno.test("a framework for the whole manifest, its choices before the manifest's own", () => {
  const [settings] = settingsOf({ framework: "pytorch", model: { ...MODEL, padding: "two-pixels" } });
  assertEquals(choices(settings!), ["pytorch", "symmetric", 0.8, 1e-5, 1e-8]);
});

Deno.test("a single setting of the matrix goes before the framework's choice", () => {
  const matrix = { framework: ["pytorch"], "model.padding": ["same", "symmetric"] };
  assertEquals(settingsOf({ matrix }).map((s) => choices(s)[1]), ["same", "symmetric"]);
});

Deno.test("the ImageNet networks keep their paddings; gradient descent has no epsilon", () => {
  const model = { name: "alexnet", weights: "random" };
  const training = { optimizer: { name: "sgd" } };
  const [keras, pytorch] = settingsOf({ model, training, matrix: { framework: ["keras", "pytorch"] } });
  assertEquals([keras, pytorch].map((s) => choices(s!)), [["glorot-uniform", null], ["pytorch", null]]);
});

Deno.test("a framework that is not known is refused with its name", () => {
  assertThrows(
    () => settingsOf({ matrix: { framework: ["caffe"] } }),
    /framework: must be one of.*: it is caffe/,
  );
});

Deno.test("settings that came later name no new run where they have the value that they always had", () => {
  const [plain] = settingsOf({});
  const { initialiser: _, ...model } = plain!.model;
  const { optimizer } = plain!.training;
  const earlier = {
    ...plain!,
    model,
    training: {
      ...plain!.training,
      optimizer: { name: optimizer.name, learningRate: optimizer.learningRate },
    },
  };
  assertEquals(runId(plain!), runId(earlier as unknown as typeof plain & object));
  const [pytorch] = settingsOf({ framework: "pytorch" });
  notStrictEqual(runId(pytorch!), runId(plain!));
  const [random] = settingsOf({
    model: { name: "resnet50", weights: "random", initialiser: "glorot-uniform" },
  });
  const [usual] = settingsOf({ model: { name: "resnet50", weights: "random" } });
  notStrictEqual(runId(random!), runId(usual!));
});
