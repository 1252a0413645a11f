import { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import golden from "../../fixtures/golden/dscnn.json" with { type: "json" };
import { openBackend } from "../../src/backend/backend.ts";
import { tfjsStepper } from "../../src/training/tfjs_stepper.ts";
import { paperNetwork } from "../model/networks.ts";
import { CLASSES, images, LABELS, sineWeights, SIZE, summary } from "../model/sines.ts";
import { webgpuTest } from "../webgpu.ts";
import { trainingSettings } from "./settings.ts";

/** Momentum 0 and rate 1 turn one step of SGD into the gradient itself. */
const GRADIENT = trainingSettings({ batch: 3, optimizer: { name: "sgd", learningRate: 1, momentum: 0 } });
const ADAM = trainingSettings({ batch: 3 });

type Summary = readonly number[];

function assertSummary(
  got: Float32Array,
  want: Summary,
  tolerance: number,
  floor: number,
  what: string,
): void {
  const found = summary(got);
  assertEquals(found[0], want[0], what);
  const allowed = tolerance * want[1]! + floor;
  for (const i of [1, 2, 3]) {
    assert(Math.abs(found[i]! - want[i]!) <= allowed, `${what}: ${found} instead of ${want}`);
  }
}

type Variant = keyof typeof golden.networks;

/** Strides or a pooling as Keras has them, or strides as PyTorch does: padding and small numbers. */
function variantOf(variant: Variant) {
  if (variant !== "as-pytorch") return { model: { downsampling: variant }, epsilon: 1e-7 };
  const batchNorm = { momentum: 0.9, epsilon: 1e-5 };
  return { model: { padding: "symmetric", batchNorm } as const, epsilon: 1e-8 };
}

async function oneStep(downsampling: Variant): Promise<void> {
  const before = tf.memory().numTensors;
  const { model, epsilon } = variantOf(downsampling);
  const network = paperNetwork(model, [SIZE, SIZE], CLASSES, 0);
  const want = golden.networks[downsampling];
  const data = { images: images(), labels: Int32Array.from(LABELS) };
  const order = Int32Array.of(0, 1, 2);

  const sgd = tfjsStepper(network, GRADIENT, sineWeights(network), data);
  const { loss } = await sgd.epoch(order, 1, Uint32Array.of(0));
  assert(Math.abs(loss - want.loss) < 1e-5, `loss ${loss} instead of ${want.loss}`);
  const gradients = await sgd.readState();
  for (const [name, golden] of Object.entries(want.gradients)) {
    assertSummary(
      gradients.get(`sgd/momentum/${name}`)!,
      golden,
      1e-3,
      1e-5,
      `${downsampling}, gradient of ${name}`,
    );
  }
  sgd.dispose();

  const settings = { ...ADAM, optimizer: { name: "adam", learningRate: 1e-3, epsilon } as const };
  const adam = tfjsStepper(network, settings, sineWeights(network), data);
  await adam.epoch(order, 1e-3, Uint32Array.of(0));
  const state = await adam.readState();
  for (const [name, golden] of Object.entries(want.afterStep)) {
    // A step of Adam is 1e-3 for any gradient: a few gradients near 0 may go the other way.
    assertSummary(state.get(name)!, golden, 1e-4, 5e-3, `${downsampling}, ${name} after a step`);
  }
  adam.dispose();
  assertEquals(tf.memory().numTensors, before);
}

for (const downsampling of Object.keys(golden.networks) as Variant[]) {
  Deno.test(`loss, gradients and one step of DSCNN are those of PyTorch: ${downsampling}`, async () => {
    await openBackend("wasm");
    await oneStep(downsampling);
  });
  webgpuTest(
    `loss, gradients and one step of DSCNN are those of PyTorch: ${downsampling}`,
    () => oneStep(downsampling),
  );
}
