import {
  deepStrictEqual as assertEquals,
  match as assertMatch,
  notDeepStrictEqual as assertNotEquals,
  ok as assert,
  rejects as assertRejects,
} from "node:assert/strict";
import { UserError } from "../../src/base/errors.ts";
import {
  type CompiledStep,
  compileWasmStep,
  compileWebgpuStep,
  type EngineOptions,
} from "../../src/engine/engine.ts";
import { newBuffers, planSlots } from "../../src/engine/webgpu/buffers.ts";
import { requestGpuDevice, watchDevice } from "../../src/engine/webgpu/device.ts";
import { webgpuStep } from "../../src/engine/webgpu/step.ts";
import { randomFromUint32 } from "../../src/base/random.ts";
import { initialWeights } from "../../src/model/initialise.ts";
import type { Network } from "../../src/model/layers.ts";
import { webgpuTest } from "../webgpu.ts";
import { classNumbers, normals } from "./networks.ts";

const CLASSES = 4;
const SAMPLES = 11;
const SIZE = 8;

/** A convolution with batch norm and pooling, and dense layers with dropout between. */
const small: Network = {
  name: "small",
  input: [SIZE, SIZE, 1],
  layers: [
    {
      kind: "conv",
      name: "conv1",
      filters: 8,
      kernel: [3, 3],
      stride: [1, 1],
      padding: [1, 1, 1, 1],
      bias: false,
    },
    { kind: "batch-norm", name: "bn1", momentum: 0.9, epsilon: 1e-3 },
    { kind: "relu", name: "relu1" },
    { kind: "max-pool", name: "pool1", size: [2, 2], stride: [2, 2], padding: [0, 0, 0, 0] },
    { kind: "flatten", name: "flatten" },
    { kind: "dense", name: "dense1", units: 12, bias: true },
    { kind: "relu", name: "relu2" },
    { kind: "dropout", name: "dropout", rate: 0.25 },
    { kind: "dense", name: "dense2", units: CLASSES, bias: true },
  ],
};

/** A small tile, which compiles fast on a software adapter. */
const TILE = { rows: 4, columns: 4, down: 8, across: 1, depth: 4, unrolled: true, direct: true };

/** Without batch norm, gradients may be accumulated. */
const plain: Network = {
  ...small,
  name: "plain",
  layers: small.layers.filter((layer) => layer.kind !== "batch-norm")
    .map((layer) => layer.kind === "conv" ? { ...layer, bias: true } : layer),
};

const images = normals(SAMPLES * SIZE * SIZE, 5);
const labels = classNumbers(SAMPLES, CLASSES, 6);
const order = Int32Array.from(labels.keys()).reverse();
const seeds = Uint32Array.of(1, 4294967295, 3);
const ADAM = { name: "adam", learningRate: 1, epsilon: 1e-7 } as const;
const SGD = { name: "sgd", learningRate: 1, momentum: 0.9 } as const;

/** A loaded step with its first weights; batches of 4 leave 3 samples for the last. */
async function started(
  compile: (options: EngineOptions) => Promise<CompiledStep>,
  options: Partial<EngineOptions> = {},
): Promise<CompiledStep> {
  const whole: EngineOptions = { network: small, batch: 4, optimizer: ADAM, classes: CLASSES, ...options };
  const step = await compile(whole);
  await step.writeWeights(initialWeights(whole.network, 3));
  await step.load(images, labels);
  return step;
}

/** Runs a test on a device of its own. */
async function onDevice(
  test: (device: GPUDevice, gpu: (options: EngineOptions) => Promise<CompiledStep>) => Promise<void>,
): Promise<void> {
  const device = await requestGpuDevice();
  await test(device, (options) => webgpuStep(options, device, () => TILE));
  device.destroy();
}

function near(a: ReadonlyMap<string, Float32Array>, b: ReadonlyMap<string, Float32Array>, tolerance: number) {
  assertEquals([...a.keys()].sort(), [...b.keys()].sort());
  for (const [name, values] of a) {
    const size = values.reduce((top, v) => Math.max(top, Math.abs(v)), 1e-2);
    const error = values.reduce((top, v, i) => Math.max(top, Math.abs(v - b.get(name)![i]!)), 0);
    assert(error < tolerance * size, `${name} differs by ${error} of ${size}`);
  }
}

for (const optimizer of [ADAM, SGD]) {
  webgpuTest(
    `epochs, prediction and state with ${optimizer.name}: as wasm`,
    () =>
      onDevice(async (_, gpu) => {
        const steps = [await started(compileWasmStep, { optimizer }), await started(gpu, { optimizer })];
        for (let i = 0; i < 3; i++) {
          const [a, b] = [
            await steps[0]!.epoch(order, 1e-3, seeds),
            await steps[1]!.epoch(order, 1e-3, seeds),
          ];
          assert(Math.abs(a.loss - b.loss) < 1e-4, `${a.loss} and ${b.loss}`);
          assertEquals(a.accuracy, b.accuracy);
        }
        // Adam divides by the root of tiny gradients, which rounding moves most.
        near(await steps[0]!.readState(), await steps[1]!.readState(), optimizer === ADAM ? 1e-2 : 1e-4);
        const [p, q] = [await steps[0]!.predict(images), await steps[1]!.predict(images)];
        assertEquals(q.length, SAMPLES * CLASSES);
        p.forEach((v, i) => assert(Math.abs(v - q[i]!) < 1e-3));
        steps.forEach((step) => step.dispose());
      }),
  );
}

webgpuTest(
  "the same run twice gives the same bits, and so does a resumed one",
  () =>
    onDevice(async (_, gpu) => {
      const whole = await started(gpu);
      const first = await whole.epoch(order, 1e-3, seeds);
      const checkpoint = await whole.readState();
      const second = await whole.epoch(order, 5e-4, seeds);
      const end = await whole.readState();
      const again = await started(gpu);
      assertEquals(await again.epoch(order, 1e-3, seeds), first);
      assertEquals(await again.readState(), checkpoint);
      await again.epoch(order.toReversed(), 1e-2, seeds);
      assertNotEquals(await again.readState(), end);
      await again.writeState(checkpoint);
      assertEquals(await again.epoch(order, 5e-4, seeds), second);
      assertEquals(await again.readState(), end);
      // Prediction changes nothing, and a longer epoch than the data set has samples is an epoch.
      await again.predict(images);
      assertEquals(await again.readState(), end);
      const longer = Int32Array.from({ length: 2 * SAMPLES }, (_, i) => i % SAMPLES);
      const { loss } = await again.epoch(longer, 1e-3, new Uint32Array(6));
      assert(Number.isFinite(loss));
    }),
);

webgpuTest("micro-batches add up to the batch", () =>
  onDevice(async (_, gpu) => {
    const options = { network: plain, optimizer: SGD };
    const whole = await started(gpu, options);
    const smaller = await started(gpu, { ...options, batch: 2 });
    const parts = await started(gpu, { ...options, memoryLimit: 2 ** 15 });
    assert(parts.cost.microBatch < 4 && parts.cost.microBatch >= 1, `${parts.cost.microBatch}`);
    assert(smaller.cost.arenaBytes < whole.cost.arenaBytes);
    const [a, b] = [await whole.epoch(order, 1e-2, seeds), await parts.epoch(order, 1e-2, seeds)];
    assert(Math.abs(a.loss - b.loss) < 1e-5);
    assertEquals(a.accuracy, b.accuracy);
    near(await whole.readState(), await parts.readState(), 1e-4);
  }));

webgpuTest(
  "what does not fit is refused before the start, with the number",
  () =>
    onDevice(async (device, gpu) => {
      const rule = (pattern: RegExp) => (error: Error) => {
        assert(error instanceof UserError);
        assertMatch(error.message, pattern);
        return true;
      };
      await assertRejects(
        started(gpu, { memoryLimit: 2 ** 14 }),
        rule(/a batch of 4 with batch norm needs \d+ bytes of memory, the limit is 16384/),
      );
      await assertRejects(
        started(gpu, { network: plain, memoryLimit: 2 ** 12 }),
        rule(/one sample needs \d+ bytes of memory/),
      );
      const { maxStorageBufferBindingSize } = device.limits;
      const batch = Math.ceil(maxStorageBufferBindingSize / (4 * 8 * SIZE * SIZE)) + 1;
      await assertRejects(started(gpu, { batch }), rule(/needs a buffer of \d+ bytes, the device has \d+/));
    }),
);

webgpuTest(
  "wrong arguments are refused, buffers are freed, a lost device is named",
  () =>
    onDevice(async (device, gpu) => {
      const step = await started(gpu);
      await assertRejects(started(gpu, { batch: 0 }), /batch must be an integer >= 1: current value is 0/);
      await assertRejects(async () => await step.epoch(Int32Array.of(SAMPLES), 1, seeds), /samples 0 to 10/);
      await assertRejects(
        async () => await step.epoch(order, 1, seeds.subarray(1)),
        /one dropout seed for each of 3/,
      );
      await assertRejects(async () => await step.epoch(new Int32Array(0), 1, seeds), /must not be empty/);
      await assertRejects(async () => await step.load(images, labels.map(() => 4)), /labels 0 to 3/);
      await assertRejects(async () => await step.load(images, labels.subarray(1)), /10 images of 64 values/);
      await assertRejects(async () => await step.predict(images.subarray(1)), /whole images/);
      const wrong = new Map([["conv1/kernel", new Float32Array(3)]]);
      await assertRejects(async () => await step.writeWeights(wrong), /72 values: current value is 3/);
      await step.predict(images);
      const held = step.memoryBytes();
      assert(held > step.cost.arenaBytes);
      await step.predict(images);
      await step.load(images, labels);
      assertEquals(step.memoryBytes(), held);
      step.dispose();
      assertEquals(step.memoryBytes(), 0);
      const other = await started(gpu);
      device.destroy();
      await device.lost;
      await assertRejects(async () => await other.epoch(order, 1, seeds), (error: Error) => {
        assert(error instanceof UserError, String(error.stack));
        assertMatch(error.message, /GPU device was lost/);
        return true;
      });
    }),
);

webgpuTest("a data set larger than a binding lies in several buffers", async () => {
  const adapter = (await navigator.gpu.requestAdapter())!;
  const device = await adapter.requestDevice({
    requiredLimits: { maxStorageBufferBindingSize: 16384, maxStorageBuffersPerShaderStage: 8 },
  });
  // 64 images of 8 x 8 fill a binding.
  const count = 150;
  const many = normals(count * SIZE * SIZE, 8);
  const classes = classNumbers(count, CLASSES, 9);
  const all = Int32Array.from(classes.keys()).reverse();
  const options = { network: plain, batch: 4, optimizer: SGD, classes: CLASSES };
  const results = await Promise.all(
    [compileWasmStep(options), compileWebgpuStep(options, device)].map(async (made) => {
      const step = await made;
      await step.writeWeights(initialWeights(plain, 3));
      await step.load(many, classes);
      return await step.epoch(all, 0, new Uint32Array(40));
    }),
  );
  assert(Math.abs(results[0]!.loss - results[1]!.loss) < 1e-5);
  assertEquals(results[0]!.accuracy, results[1]!.accuracy);
  device.destroy();
});

webgpuTest("a profile has every kernel once per step", () =>
  onDevice(async (device, gpu) => {
    const step = await started(gpu, { profile: true });
    await step.epoch(order, 1e-3, seeds);
    const profile = step.profile();
    if (!device.features.has("timestamp-query")) return assertEquals(profile, []);
    assertEquals(profile.length, step.cost.dispatches);
    assert(profile.every((entry) => entry.calls === 3 && entry.milliseconds >= 0), "three steps");
    const flops = profile.reduce((sum, entry) => sum + entry.flops, 0);
    assert(Math.abs(flops / step.cost.flops - 1) < 1e-9);
    assertEquals(step.profile(), []);
  }));

webgpuTest("buffers are counted and freed", () =>
  onDevice(async (device) => {
    const buffers = newBuffers(await watchDevice(device));
    const one = buffers.make("one", 17);
    buffers.make("two", 1);
    assertEquals(buffers.bytes(), 48);
    buffers.free(one);
    assertEquals(buffers.bytes(), 16);
    buffers.dispose();
    assertEquals(buffers.bytes(), 0);
  }));

Deno.test("tensors that live at once never share a buffer", () => {
  const random = randomFromUint32(1);
  for (let round = 0; round < 50; round++) {
    const tensors = Array.from({ length: 30 }, () => {
      const first = random.integer(20);
      return { bytes: random.integer(5000), first, last: first + random.integer(8) };
    });
    const { slotOf, bytes } = planSlots(tensors);
    tensors.forEach((a, i) => {
      assert(a.bytes <= bytes[slotOf[i]!]!);
      tensors.slice(i + 1).forEach((b, k) => {
        const apart = a.last < b.first || b.last < a.first;
        assert(apart || slotOf[i] !== slotOf[i + 1 + k]);
      });
    });
    assert(bytes.length < tensors.length);
  }
});
