import { deepStrictEqual as assertEquals } from "node:assert/strict";
import { join } from "node:path";
import { openCheckpoint } from "../../src/training/checkpoint.ts";
import { readResumable } from "../../src/training/resume.ts";
import { learningRateAt } from "../../src/training/schedule.ts";
import type { Progress } from "../../src/training/trainer.ts";
import { inFolder } from "../folder.ts";
import { trainingSettings } from "./settings.ts";

const settings = trainingSettings({ epochs: 6, batch: 8, report: "best-on-test" });
const epoch = (n: number) => ({
  epoch: n,
  loss: 1 / 3,
  accuracy: 0.5,
  validationLoss: 2.5,
  validationAccuracy: 0.5,
  learningRate: learningRateAt(settings, n),
  seconds: 1.25,
});
const state = () =>
  new Map([["optimizer/steps", Float32Array.of(6)], ["a/kernel", Float32Array.of(0.5, -0.5)]]);
const PROGRESS: Progress = {
  epochs: [epoch(1), epoch(2)],
  state: state(),
  best: { epoch: 2, probabilities: Float32Array.of(0.25, 0.75) },
};
const resuming = {
  stepper: { readState: () => Promise.resolve(state()) },
  settings,
  samples: 21, // three batches an epoch
  probabilities: 2,
};

/** What is read of a checkpoint that holds some progress. */
async function read(progress: Progress, changes: Partial<typeof resuming> = {}): Promise<Progress | null> {
  let found: Progress | null = null;
  await inFolder(async (folder) => {
    const checkpoint = openCheckpoint(join(folder, "a"), "purpose");
    await checkpoint.write(progress);
    found = await readResumable(checkpoint, { ...resuming, ...changes });
  });
  return found;
}

Deno.test("a checkpoint that this training has written is gone on from", async () => {
  assertEquals(await read(PROGRESS), PROGRESS);
  const last = trainingSettings({ epochs: 6, batch: 8 });
  const plain = { ...PROGRESS, best: null };
  assertEquals(await read(plain, { settings: last }), plain);
});

Deno.test("one with a right checksum that cannot be this training's counts as none", async () => {
  const first = { ...epoch(1) };
  const wrong: Record<string, unknown>[] = [
    { epochs: [] },
    { epochs: null },
    { epochs: "text" },
    { epochs: [epoch(2), epoch(1)] },
    { epochs: [epoch(1)] }, // six steps are two epochs
    { epochs: [1, 2, 3, 4, 5, 6, 7].map(epoch) },
    { epochs: [{ ...first, loss: null }, epoch(2)] },
    { epochs: [{ ...first, accuracy: 1.5 }, epoch(2)] },
    { epochs: [{ ...first, learningRate: 1 }, epoch(2)] },
    { epochs: [{ ...first, more: 1 }, epoch(2)] },
    { epochs: [null, epoch(2)] },
    { state: new Map([["a/kernel", Float32Array.of(0.5, -0.5)]]) },
    { state: state().set("b/kernel", Float32Array.of(1)) },
    { state: state().set("a/kernel", Float32Array.of(0.5)) },
    { state: state().set("a/kernel", Float32Array.of(0.5, NaN)) },
    { state: state().set("optimizer/steps", Float32Array.of(7)) },
    { best: null },
    { best: { epoch: 3, probabilities: Float32Array.of(0.25, 0.75) } },
    { best: { epoch: 1.5, probabilities: Float32Array.of(0.25, 0.75) } },
    { best: { epoch: 1, probabilities: Float32Array.of(0.25) } },
    { best: { epoch: 1, probabilities: Float32Array.of(0.25, NaN) } },
    { best: { epoch: 1, probabilities: Float32Array.of(0.25, -1) } },
  ];
  for (const change of wrong) {
    assertEquals(await read({ ...PROGRESS, ...change } as Progress), null, JSON.stringify(change));
  }
  assertEquals(await read(PROGRESS, { settings: trainingSettings({ epochs: 6, batch: 8 }) }), null);
});

Deno.test("a file that is far larger than the checkpoint could be, and a folder in its place, are not read", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "a");
    const checkpoint = openCheckpoint(path, "purpose");
    assertEquals(await readResumable(checkpoint, resuming), null);
    await checkpoint.write(PROGRESS);
    using file = await Deno.open(path, { write: true });
    await file.truncate(2 ** 33);
    assertEquals(await readResumable(checkpoint, resuming), null);
    await Deno.remove(path);
    await Deno.mkdir(path);
    assertEquals(await readResumable(checkpoint, resuming), null);
  });
});
