import { deepStrictEqual as assertEquals, ok as assert, rejects as assertRejects } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { join } from "node:path";
import { openBackend } from "../../src/backend/backend.ts";
import { UserError } from "../../src/base/errors.ts";
import type { TrainingSettings } from "../../src/manifest/settings.ts";
import { initialWeights } from "../../src/model/initialise.ts";
import { openCheckpoint } from "../../src/training/checkpoint.ts";
import type { State, Stepper } from "../../src/training/stepper.ts";
import { tfjsStepper } from "../../src/training/tfjs_stepper.ts";
import {
  type Progress,
  train,
  type TrainedEpoch,
  type TrainingJob,
  type TrainingResult,
} from "../../src/training/trainer.ts";
import { inFolder } from "../folder.ts";
import { toyNetwork, toySet, toyTest, trainingSettings } from "./settings.ts";

const SAMPLES = 21; // batches of 8, 8 and 5
const TEST = toyTest(9);

interface Training {
  readonly result: TrainingResult;
  readonly state: State;
  readonly seen: number[];
}

/** Trains the toy network. */
async function trainToy(
  settings: TrainingSettings,
  job: Partial<TrainingJob> = {},
  seed = 4,
): Promise<Training> {
  const network = toyNetwork(settings.dropout);
  const stepper = tfjsStepper(network, settings, initialWeights(network, seed), toySet(SAMPLES, "train"));
  const seen: number[] = [];
  try {
    const result = await train({
      stepper,
      settings,
      seed,
      samples: SAMPLES,
      test: TEST,
      resumeFrom: null,
      name: "toy",
      onEpoch: ({ epoch }) => void seen.push(epoch),
      checkpointEvery: 100,
      checkpoint: () => Promise.resolve(),
      ...job,
    });
    return { result, state: await stepper.readState(), seen };
  } finally {
    stepper.dispose();
  }
}

/** Everything but the times. */
function timeless({ result, state }: Training) {
  const epochs = result.epochs.map(({ seconds: _, ...rest }) => rest);
  return {
    ...result,
    epochs,
    state: [...state].map(([name, values]) => [name, new Uint8Array(values.buffer)]),
  };
}

Deno.test("the loss falls, the toy problem is learned, and no tensor is left behind", async () => {
  await openBackend("wasm");
  const before = tf.memory().numTensors;
  const { result, seen, state } = await trainToy(trainingSettings({ epochs: 12, decay: null }));
  assertEquals(tf.memory().numTensors, before);
  const { epochs } = result;
  assertEquals(seen, Array.from({ length: 12 }, (_, i) => i + 1));
  assertEquals([result.reportedEpoch, epochs.map((e) => e.epoch)], [12, seen]);
  assert(epochs.at(-1)!.loss < 0.4 * epochs[0]!.loss, epochs.map((e) => e.loss).join(" "));
  assert(epochs.at(-1)!.validationAccuracy > 0.8, epochs.map((e) => e.validationAccuracy).join(" "));
  assertEquals(state.get("optimizer/steps"), Float32Array.of(36));
  for (let clip = 0; clip < 9; clip++) {
    const row = result.probabilities.subarray(clip * 3, clip * 3 + 3);
    assert(Math.abs(row[0]! + row[1]! + row[2]! - 1) < 1e-5);
  }
});

Deno.test("tensors: as many after every epoch as before it", async () => {
  await openBackend("wasm");
  const network = toyNetwork();
  const settings = trainingSettings();
  const stepper = tfjsStepper(network, settings, initialWeights(network, 0), toySet(SAMPLES, "train"));
  const held = tf.memory().numTensors;
  for (let epoch = 0; epoch < 2; epoch++) {
    await stepper.epoch(Int32Array.from({ length: SAMPLES }, (_, i) => i), 1e-3, Uint32Array.of(1, 2, 3));
    await stepper.predict(TEST.images);
    await stepper.writeState(await stepper.readState());
    assertEquals(tf.memory().numTensors, held);
  }
  stepper.dispose();
});

for (
  const optimizer of [
    { name: "adam", learningRate: 0.003, epsilon: 1e-7 },
    { name: "sgd", learningRate: 0.05, momentum: 0.9 },
  ] as const
) {
  Deno.test(`the same seed gives the same bits, resumed from any checkpoint too: ${optimizer.name}`, () =>
    inFolder(async (folder) => {
      await openBackend("wasm");
      const settings = trainingSettings({ optimizer, report: "best-on-test" });
      const saved: number[] = [];
      const fileAt = (n: number) => openCheckpoint(join(folder, `${n}.ckpt`), "toy");
      const whole = await trainToy(settings, {
        checkpointEvery: 1,
        checkpoint: async (progress) => {
          saved.push(progress.epochs.length);
          await fileAt(progress.epochs.length).write(progress);
        },
      });
      assertEquals(saved, [1, 2, 3, 4, 5]);
      assertEquals(timeless(await trainToy(settings)), timeless(whole));
      for (const n of saved) {
        const resumed = await trainToy(settings, { resumeFrom: await fileAt(n).read() });
        assertEquals(resumed.seen, [1, 2, 3, 4, 5, 6].slice(n));
        assertEquals(timeless(resumed), timeless(whole), `resumed after ${n}`);
        assertEquals(resumed.result.epochs.slice(0, n), whole.result.epochs.slice(0, n));
      }
      const other = await trainToy(settings, {}, 5);
      assert(other.result.epochs[0]!.loss !== whole.result.epochs[0]!.loss);
    }));
}

Deno.test("a checkpoint every few epochs, none after the last", async () => {
  await openBackend("wasm");
  const at: number[] = [];
  await trainToy(trainingSettings({ epochs: 4 }), {
    checkpointEvery: 2,
    checkpoint: ({ epochs }) => Promise.resolve(void at.push(epochs.length)),
  });
  assertEquals(at, [2]);
});

Deno.test("a resumed training that was at its end predicts and trains no more", async () => {
  await openBackend("wasm");
  const settings = trainingSettings({ epochs: 2 });
  let progress: Progress | null = null;
  const longer = await trainToy({ ...settings, epochs: 3 }, {
    checkpointEvery: 2,
    checkpoint: (p) => Promise.resolve(void (progress = { ...p, epochs: [...p.epochs] })),
  });
  const { result, seen } = await trainToy(settings, { resumeFrom: progress });
  assertEquals(seen, []);
  assertEquals(result.epochs, longer.result.epochs.slice(0, 2));
  assertEquals(timeless(await trainToy(settings)).probabilities, result.probabilities);
});

Deno.test("a loss that is no number stops the run, the epoch named", async () => {
  await openBackend("wasm");
  const network = toyNetwork();
  const settings = trainingSettings({ epochs: 3 });
  const data = toySet(SAMPLES, "train");
  data.images[5] = NaN;
  const stepper = tfjsStepper(network, settings, initialWeights(network, 0), data);
  const job = { settings, seed: 0, samples: SAMPLES, test: TEST, resumeFrom: null, name: "toy/raw/fold-0" };
  const rest = { onEpoch: () => assert(false), checkpointEvery: 1, checkpoint: () => Promise.resolve() };
  await assertRejects(train({ ...job, ...rest, stepper }), (error: unknown) => {
    assert(error instanceof UserError);
    assertEquals(error.message, "Cannot go on with toy/raw/fold-0: the loss is NaN in epoch 1");
    return true;
  });
  stepper.dispose();
});

/** A stepper whose losses and predictions are given, epoch by epoch: what the trainer makes of them is tested. */
function scripted(losses: readonly number[], predictions: readonly (readonly number[])[]) {
  const orders: Int32Array[] = [];
  const seeds: Uint32Array[] = [];
  const stepper: Stepper = {
    engine: "scripted",
    epoch(order, _rate, dropoutSeeds) {
      orders.push(order);
      seeds.push(dropoutSeeds);
      return Promise.resolve({ loss: losses[orders.length - 1] ?? 1, accuracy: 0.5 });
    },
    predict: () => Promise.resolve(Float32Array.from(predictions[orders.length - 1]!)),
    readState: () => Promise.resolve(new Map()),
    writeState: () => Promise.resolve(),
    dispose: () => {},
  };
  return { stepper, orders, seeds };
}

/** Three images of two clips of class 1 and 0: the first clip has two windows. */
const TWO_CLIPS = {
  images: new Float32Array(3),
  clipOf: Int32Array.of(0, 0, 1),
  labels: Int32Array.of(1, 0),
};

async function trainScripted(
  settings: Partial<TrainingSettings>,
  script: ReturnType<typeof scripted>,
): Promise<TrainingResult & { trained: TrainedEpoch[] }> {
  const trained: TrainedEpoch[] = [];
  const result = await train({
    stepper: script.stepper,
    settings: trainingSettings({ epochs: 4, batch: 4, ...settings }),
    seed: 0,
    samples: 10,
    test: TWO_CLIPS,
    resumeFrom: null,
    name: "scripted",
    onEpoch: (epoch) => void trained.push(epoch),
    checkpointEvery: 1,
    checkpoint: () => Promise.resolve(),
  });
  return { ...result, trained };
}

const RIGHT = [0.4, 0.6, 0.2, 0.8, 0.9, 0.1];
const HALF = [0.9, 0.1, 0.2, 0.8, 0.9, 0.1];

Deno.test("windows of a clip are averaged before anything is counted", async () => {
  const { trained, probabilities } = await trainScripted({ epochs: 1 }, scripted([1], [HALF]));
  assert([0.55, 0.45, 0.9, 0.1].every((v, i) => Math.abs(v - probabilities[i]!) < 1e-6));
  assertEquals(trained[0]!.validationAccuracy, 0.5);
  assert(Math.abs(trained[0]!.validationLoss - -(Math.log(0.45) + Math.log(0.9)) / 2) < 1e-6);
});

Deno.test("the last epoch is reported, or the first of the best ones", async () => {
  const predictions = [HALF, RIGHT, HALF, RIGHT.map((v) => v - 0.01)];
  const last = await trainScripted({ report: "last" }, scripted([], predictions));
  assertEquals([last.reportedEpoch, Math.round(100 * last.probabilities[0]!)], [4, 29]);
  const best = await trainScripted({ report: "best-on-test" }, scripted([], predictions));
  assertEquals([best.reportedEpoch, Math.round(100 * best.probabilities[0]!)], [2, 30]);
  assertEquals(best.epochs.length, 4);
});

Deno.test("every epoch has an order of its own over all samples, and a dropout seed per batch", async () => {
  const script = scripted([], [HALF, HALF, HALF, HALF]);
  await trainScripted({}, script);
  const all = Array.from({ length: 10 }, (_, i) => i);
  for (const order of script.orders) assertEquals([...order].sort((a, b) => a - b), all);
  assertEquals(new Set(script.orders.map(String)).size, 4);
  assertEquals(script.seeds.map((s) => s.length), [3, 3, 3, 3]);
  assertEquals(new Set(script.seeds.flatMap((s) => [...s])).size, 12);
});

Deno.test("a later epoch that goes wrong is named, be it the loss or the predictions", async () => {
  await assertRejects(
    trainScripted({}, scripted([1, 0.5, Infinity], [HALF, HALF, HALF])),
    /the loss is Infinity in epoch 3/,
  );
  const wrong = scripted([1, 1], [HALF, HALF.map(() => NaN)]);
  await assertRejects(trainScripted({}, wrong), /its predictions are no numbers in epoch 2/);
});
