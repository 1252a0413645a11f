import {
  deepStrictEqual as assertEquals,
  match as assertMatch,
  notDeepStrictEqual as assertNotEquals,
  ok as assert,
  rejects as assertRejects,
} from "node:assert/strict";
import { type CompiledStep, compileWasmStep, type EngineOptions } from "../../src/engine/engine.ts";
import { dscnn } from "../../src/model/dscnn.ts";
import type { Layer, Network } from "../../src/model/layers.ts";
import { initialWeights } from "../../src/model/initialise.ts";
import { classNumbers, normals } from "./networks.ts";

const CLASSES = 4;
const SAMPLES = 22;
const SIZE = 32;

const settings = {
  name: "dscnn",
  downsampling: "stride",
  strides: [2, 2, 2, 2, 2, 1, 1],
  padding: "same",
  initialiser: "glorot-uniform",
  batchNorm: { momentum: 0.9, epsilon: 1e-3 },
} as const;
const small = dscnn(settings, [SIZE, SIZE], CLASSES, 0.25);
const images = normals(SAMPLES * SIZE * SIZE, 5);
const labels = classNumbers(SAMPLES, CLASSES, 6);
const order = Int32Array.from(labels.keys());
const seeds = Int32Array.of(1, 2, 3, 4, 5, 6);

/** A loaded step with its first weights; batches of 8 leave 6 samples for the last. */
async function started(options: Partial<EngineOptions> = {}): Promise<CompiledStep> {
  const whole: EngineOptions = {
    network: small,
    batch: 8,
    optimizer: { name: "adam", learningRate: 1e-3, epsilon: 1e-7 },
    classes: CLASSES,
    ...options,
  };
  const step = await compileWasmStep(whole);
  await step.writeWeights(initialWeights(whole.network, 3));
  await step.load(images, labels);
  return step;
}

Deno.test("the same run twice gives the same bits", async () => {
  const runs = await Promise.all([1, 2].map(async () => {
    const step = await started();
    const results = [await step.epoch(order, 1e-3, seeds), await step.epoch(order, 1e-3, seeds)];
    return [results, await step.readState()] as const;
  }));
  assertEquals(runs[0], runs[1]);
});

Deno.test("a resumed run gives the same bits as one without a break", async () => {
  for (
    const optimizer of [{ name: "adam", learningRate: 1, epsilon: 1e-7 }, {
      name: "sgd",
      learningRate: 1,
      momentum: 0.9,
    }] as const
  ) {
    const whole = await started({ optimizer });
    await whole.epoch(order, 1e-3, seeds);
    const checkpoint = await whole.readState();
    await whole.epoch(order, 5e-4, seeds);
    const resumed = await started({ optimizer });
    await resumed.writeState(checkpoint);
    await resumed.epoch(order, 5e-4, seeds);
    assertEquals(await resumed.readState(), await whole.readState());
  }
});

Deno.test("seeds, order and rate each change the result", async () => {
  const result = async (o: Int32Array, rate: number, s: Int32Array) => {
    const step = await started();
    await step.epoch(o, rate, s);
    return await step.readWeights();
  };
  const base = await result(order, 1e-3, seeds);
  assertNotEquals(await result(order.toReversed(), 1e-3, seeds), base);
  assertNotEquals(await result(order, 2e-3, seeds), base);
  assertNotEquals(await result(order, 1e-3, seeds.toReversed()), base);
});

Deno.test("prediction changes nothing and does not depend on the batch", async () => {
  const step = await started();
  await step.epoch(order, 1e-3, seeds);
  const before = await step.readState();
  const probabilities = await step.predict(images);
  assertEquals(await step.readState(), before);
  assertEquals(probabilities.length, SAMPLES * CLASSES);
  const other = await started({ batch: 5 });
  await other.writeState(before);
  assertEquals(await other.predict(images), probabilities);
  const sum = probabilities.subarray(0, CLASSES).reduce((a, b) => a + b, 0);
  assert(Math.abs(sum - 1) < 1e-6);
  assertEquals((await step.predict(new Float32Array(0))).length, 0);
});

/** A chain without batch norm, whose gradients may be accumulated. */
const plain: Network = {
  name: "plain",
  input: [SIZE, SIZE, 1],
  layers: small.layers.filter((layer) => layer.kind !== "batch-norm")
    .map((layer): Layer => layer.kind === "conv" ? { ...layer, bias: true } : layer),
};

Deno.test("micro-batches add up to the batch", async () => {
  const optimizer = { name: "sgd", learningRate: 1, momentum: 0.9 } as const;
  const whole = await started({ network: plain, optimizer });
  const { arenaBytes } = (await started({ network: plain, optimizer, batch: 4 })).cost;
  const parts = await started({ network: plain, optimizer, memoryLimit: arenaBytes });
  assertEquals([whole.cost.microBatch, parts.cost.microBatch], [8, 4]);
  const results = [await whole.epoch(order, 1e-2, seeds), await parts.epoch(order, 1e-2, seeds)];
  assert(Math.abs(results[0]!.loss - results[1]!.loss) < 1e-5);
  assertEquals(results[0]!.accuracy, results[1]!.accuracy);
  const [a, b] = [await whole.readWeights(), await parts.readWeights()];
  for (const [name, values] of a) {
    values.forEach((v, i) => assert(Math.abs(v - b.get(name)![i]!) < 1e-5, name));
  }
});

Deno.test("what does not fit is refused before the start, with the number", async () => {
  await assertRejects(started({ memoryLimit: 2 ** 20 }), (error: Error) => {
    assertMatch(
      error.message,
      /a batch of 8 with batch norm needs \d+ bytes of memory, the limit is 1048576/,
    );
    return true;
  });
  await assertRejects(started({ network: plain, memoryLimit: 2 ** 20 }), /one sample needs \d+ bytes/);
});

Deno.test("wrong arguments are refused", async () => {
  const step = await started();
  await assertRejects(started({ batch: 0 }), /batch must be an integer >= 1: current value is 0/);
  await assertRejects(started({ classes: 3 }), /last layer must be dense with 3 units/);
  await assertRejects(async () => await step.epoch(Int32Array.of(SAMPLES), 1, seeds), /samples 0 to 21/);
  await assertRejects(
    async () => await step.epoch(order, 1, Int32Array.of(1)),
    /one dropout seed for each of 3/,
  );
  await assertRejects(async () => await step.epoch(new Int32Array(0), 1, seeds), /must not be empty/);
  await assertRejects(async () => await step.load(images, labels.subarray(1)), /21 images of 1024 values/);
  await assertRejects(async () => await step.load(images, labels.map(() => 4)), /labels 0 to 3/);
  await assertRejects(async () => await step.predict(images.subarray(1)), /whole images/);
  const wrong = new Map([["conv1/kernel", new Float32Array(3)]]);
  await assertRejects(async () => await step.writeWeights(wrong), /784 values: current value is 3/);
  const unknown = new Map([["conv9/kernel", new Float32Array(3)]]);
  await assertRejects(async () => await step.writeWeights(unknown), /conv9/);
});

Deno.test("a profile has every call once per step", async () => {
  const step = await started({ profile: true });
  await step.epoch(order, 1e-3, seeds);
  const profile = step.profile();
  assert(profile.every((entry) => entry.calls === 3), "three steps");
  assert(profile.some((entry) => entry.name === "conv2 filter-gradient" && entry.flops > 0));
  const flops = profile.reduce((sum, entry) => sum + entry.flops, 0);
  assert(Math.abs(flops / step.cost.flops - 1) < 1e-9);
});
