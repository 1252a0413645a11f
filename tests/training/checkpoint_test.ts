import { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
import { join } from "node:path";
import { openCheckpoint } from "../../src/training/checkpoint.ts";
import type { Progress } from "../../src/training/trainer.ts";
import { inFolder } from "../folder.ts";

const epoch = (n: number) => ({
  epoch: n,
  loss: 1 / 3,
  accuracy: 0.1 + 0.2,
  validationLoss: 2.5,
  validationAccuracy: 0.5,
  learningRate: 1e-3,
  seconds: 1.25,
});
const PROGRESS: Progress = {
  epochs: [epoch(1), epoch(2)],
  state: new Map([
    ["optimizer/steps", Float32Array.of(14)],
    ["conv1/kernel", Float32Array.of(0.1, -0, NaN, 3)],
  ]),
  best: { epoch: 2, probabilities: Float32Array.of(0.25, 0.75) },
};

Deno.test("what is written is read, without a best epoch too", () =>
  inFolder(async (folder) => {
    const checkpoint = openCheckpoint(join(folder, "sub", "a.ckpt"), "purpose");
    assertEquals(await checkpoint.read(), null);
    await checkpoint.write(PROGRESS);
    assertEquals(await checkpoint.read(), PROGRESS);
    await checkpoint.write({ ...PROGRESS, best: null });
    assertEquals(await checkpoint.read(), { ...PROGRESS, best: null });
    await checkpoint.remove();
    await checkpoint.remove();
    assertEquals(await checkpoint.read(), null);
  }));

Deno.test("a checkpoint of another purpose is none", () =>
  inFolder(async (folder) => {
    const path = join(folder, "a.ckpt");
    await openCheckpoint(path, "run a on wasm").write(PROGRESS);
    assertEquals(await openCheckpoint(path, "run a on webgpu").read(), null);
    assertEquals(await openCheckpoint(path, "run a on wasm").read(), PROGRESS);
  }));

Deno.test("a damaged checkpoint is none, wherever the damage is", () =>
  inFolder(async (folder) => {
    const path = join(folder, "a.ckpt");
    const checkpoint = openCheckpoint(path, "purpose");
    await checkpoint.write(PROGRESS);
    const whole = await Deno.readFile(path);
    const tried: string[] = [];
    const taken: string[] = [];
    const attempt = async (what: string, bytes: Uint8Array) => {
      await Deno.writeFile(path, bytes);
      tried.push(what);
      // White space that fills up the header may change without changing what it says.
      const read = await checkpoint.read();
      if (read !== null) {
        taken.push(`${what} ${JSON.stringify(read) === JSON.stringify(PROGRESS) ? "same" : "CHANGED"}`);
      }
    };
    for (let at = 0; at < whole.length; at += 3) await attempt(`bit ${at}`, whole.with(at, whole[at]! ^ 1));
    for (const length of [0, 7, 8, 100, whole.length - 1]) {
      await attempt(`cut ${length}`, whole.subarray(0, length));
    }
    assert(tried.length > 200);
    assertEquals(
      taken.filter((t) => t.endsWith("CHANGED")),
      [],
    );
    assert(taken.length <= 3, taken.join("; "));
  }));
