import { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
import { join } from "node:path";
import { readProgress } from "../../src/cli/serve/progress.ts";
import { openProgressFile, type ProgressFile } from "../../src/run/progress_file.ts";
import { followRuns } from "../../src/run/runs_so_far.ts";
import { inFolder } from "../folder.ts";
import { madeUpExperiment, ravdess } from "../report/made_up.ts";

const experiment = madeUpExperiment({
  id: "e",
  title: "Made up",
  suite: "s",
  corpus: ravdess,
  protocol: { name: "utterance-k-fold", folds: 3 },
  variants: ["raw"],
  runs: 3,
});
const runs = experiment.variants[0]!.runs; // of 50 epochs each

const epochOf = (epoch: number, loss = 1 / 3) => ({
  epoch: {
    epoch,
    loss,
    accuracy: 2 / 3,
    validationLoss: 1,
    validationAccuracy: 0.25,
    learningRate: 0.001,
    seconds: 1,
  },
});
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits for what the file says, up to ten seconds. */
async function until<T>(find: () => Promise<T | null | false>): Promise<T> {
  for (const deadline = Date.now() + 10_000; Date.now() < deadline; await pause(20)) {
    const found = await find();
    if (found !== null && found !== false) return found;
  }
  throw new Error("nothing came within 10 s");
}

const read = async (folder: string) => {
  const text = await Deno.readTextFile(join(folder, "progress.json")).catch(() => null);
  return text === null ? null : JSON.parse(text) as ProgressFile;
};

Deno.test("runs are followed from their first epoch to their record", () => {
  const follow = followRuns(runs);
  assertEquals([follow.now().planned, follow.now().done, follow.now().secondsLeft], [3, 0, null]);
  follow.event({ started: true }, 1);
  follow.event(epochOf(1), 1);
  follow.event(epochOf(2, NaN), 1);
  follow.event({ started: true }, 2);
  follow.event(epochOf(41), 2); // goes on from a checkpoint
  const { running, secondsLeft } = follow.now();
  assertEquals(running.map(({ label, epoch, epochs }) => [label, epoch, epochs]), [
    ["e/raw/fold-1/seed-0", 2, 50],
    ["e/raw/fold-2/seed-0", 41, 50],
  ]);
  assertEquals(running[0]!.curve, {
    epoch: [1, 2],
    loss: [0.3333, null],
    accuracy: [0.6667, 0.6667],
    validationAccuracy: [0.25, 0.25],
  });
  assert(secondsLeft !== null && secondsLeft >= 0);
  follow.done(1);
  assertEquals([follow.now().done, follow.now().running.length], [1, 1]);
});

Deno.test("time left is what the epochs so far took, for the epochs that are left", async () => {
  const started = performance.now();
  const follow = followRuns(runs.slice(0, 2));
  await pause(200);
  follow.event({ started: true }, 0);
  follow.event(epochOf(26), 0); // one epoch was made here, 24 + 50 are left
  const { secondsLeft } = follow.now();
  const expected = 74 * (performance.now() - started) / 1000;
  assert(Math.abs(secondsLeft! - expected) < 0.1 * expected, `${secondsLeft}, not ${expected}`);
});

Deno.test("the file is written at once, at most once a second, and is gone in the end", async () => {
  await inFolder(async (folder) => {
    const file = openProgressFile(folder, runs);
    const first = await until(() => read(folder));
    assertEquals([first.planned, first.done, first.running], [3, 0, []]);
    file.event({ started: true }, 0);
    const written = new Set<string>();
    const started = Date.now();
    for (let epoch = 1; epoch <= 25; epoch++) {
      file.event(epochOf(epoch), 0);
      await pause(60);
      written.add((await read(folder))!.updatedAt);
    }
    const seconds = (Date.now() - started) / 1000;
    assert(written.size >= 2 && written.size <= seconds + 2, `${written.size} writes in ${seconds} s`);
    const { running } = await until(async () => {
      const now = await read(folder);
      return now?.running[0]?.epoch === 25 && now;
    });
    assertEquals(running[0]!.curve.epoch.length, 25);
    const told = performance.now();
    file.done(0);
    await until(async () => (await read(folder))!.done === 1);
    assert(performance.now() - told < 900, "the end of a run is told at once");
    const before = await read(folder);
    const beat = await until(async () => {
      const now = await read(folder);
      return now!.updatedAt !== before!.updatedAt && now;
    });
    assert(beat!.writer === first.writer, "a sign of life although nothing happened");
    await file.close();
    assertEquals(await Array.fromAsync(Deno.readDir(folder)), []);
    file.event(epochOf(26), 0);
    await pause(50);
    assertEquals(await Array.fromAsync(Deno.readDir(folder)), [], "nothing comes after the end");
  });
});

Deno.test("a second process leaves the file of one that lives alone, and removes that of one that was killed", async () => {
  const later = takeOver();
  await inFolder(async (folder) => {
    const first = openProgressFile(folder, runs);
    const { writer } = await until(() => read(folder));
    const second = openProgressFile(folder, runs.slice(0, 1));
    await pause(2500);
    assertEquals((await read(folder))!.writer, writer);
    await second.close();
    assertEquals((await until(() => read(folder))).writer, writer);
    await first.close();
    const stale = { format: 1, writer: "killed", updatedAt: "2024-01-01T00:00:00.000Z" };
    for (const text of [JSON.stringify(stale), "{ not whole", ""]) {
      await Deno.writeTextFile(join(folder, "progress.json"), text);
      const third = openProgressFile(folder, runs);
      await third.close();
      assertEquals(await Array.fromAsync(Deno.readDir(folder)), [], text);
    }
  });
  await later;
});

/** The file of a process that was killed is written on by the next one, if that one has enough to do. */
async function takeOver(): Promise<void> {
  await inFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "progress.json"), JSON.stringify({ format: 1, writer: "killed" }));
    const file = openProgressFile(folder, runs);
    await until(async () => (await read(folder))!.writer !== "killed");
    assertEquals((await read(folder))!.planned, 3);
    await file.close();
  });
}

Deno.test("that it cannot be written stops nothing", async () => {
  await inFolder(async (folder) => {
    const plain = join(folder, "plain");
    await Deno.writeTextFile(plain, "a file");
    const file = openProgressFile(join(plain, "suite"), runs);
    file.event({ started: true }, 0);
    await pause(50);
    await file.close();
  });
});

Deno.test("what cannot be read is no progress, and a process that is silent for too long is not alive", async () => {
  await inFolder(async (folder) => {
    assertEquals(await readProgress(folder), null);
    const file = openProgressFile(folder, runs);
    await until(() => read(folder));
    assertEquals((await readProgress(folder))!.alive, true);
    const now = (await read(folder))!;
    await file.close();
    const write = (value: unknown) =>
      Deno.writeTextFile(
        join(folder, "progress.json"),
        typeof value === "string" ? value : JSON.stringify(value),
      );
    await write({ ...now, updatedAt: new Date(Date.now() - 60_000).toISOString() });
    assertEquals((await readProgress(folder))!.alive, false);
    for (
      const bad of ["", "{", "null", "[]", { ...now, planned: "3" }, { ...now, running: [{}] }, {
        ...now,
        updatedAt: "x",
      }]
    ) {
      await write(bad);
      assertEquals(await readProgress(folder), null, JSON.stringify(bad));
    }
  });
});
