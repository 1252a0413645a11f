import { deepStrictEqual as assertEquals, ok as assert, rejects as assertRejects } from "node:assert/strict";
import { join } from "node:path";
import { UserError } from "../../src/base/errors.ts";
import { runPool } from "../../src/base/pool.ts";
import { inFolder } from "../folder.ts";
import type { PoolTask } from "./pool_worker.ts";

const worker = new URL("./pool_worker.ts", import.meta.url);
const square = (value: number): PoolTask => ({ kind: "square", value });

/** Runs the tasks and lists what came back, in the order it came. */
async function collect(tasks: readonly PoolTask[], jobs: number) {
  const results: [index: number, result: number][] = [];
  const events: [index: number, event: string][] = [];
  await runPool<PoolTask, number, string>({
    worker,
    jobs,
    tasks,
    onResult: (result, index) => void results.push([index, result]),
    onEvent: (event, index) => void events.push([index, event]),
  });
  return { results, events };
}

Deno.test("one worker takes the tasks in order, each with its own result and events", async () => {
  const { results, events } = await collect([1, 2, 3, 4].map((v) => square(v)), 1);
  assertEquals(results, [[0, 1], [1, 4], [2, 9], [3, 16]]);
  assertEquals(events, [[0, "started 1"], [1, "started 2"], [2, "started 3"], [3, "started 4"]]);
});

Deno.test("several workers: every task once, a slow one holds no other up", () =>
  inFolder(async (folder) => {
    const flag = join(folder, "flag");
    const slow: PoolTask = { kind: "square", value: 9, until: flag };
    const results: [index: number, result: number][] = [];
    await runPool<PoolTask, number>({
      worker,
      jobs: 2,
      tasks: [slow, ...[1, 2, 3, 4, 5].map(square)],
      async onResult(result, index) {
        results.push([index, result]);
        if (results.length === 5) await Deno.writeTextFile(flag, "");
      },
    });
    assertEquals(results, [[1, 1], [2, 4], [3, 9], [4, 16], [5, 25], [0, 81]]);
  }));

Deno.test("no tasks: no worker, no result", async () => {
  assertEquals(await collect([], 4), { results: [], events: [] });
});

Deno.test("more workers than tasks are not started", async () => {
  assertEquals((await collect([square(3)], 1000)).results, [[0, 9]]);
});

Deno.test("a mendable error comes back with its message and exit code", async () => {
  await assertRejects(collect([square(1), { kind: "fail-missing" }, square(2)], 1), (error: unknown) => {
    assert(error instanceof UserError);
    assertEquals([error.message, error.exitCode], ["the corpus is not there", 4]);
    return true;
  });
});

Deno.test("a fault comes back with the worker's stack, and is not taken for a mendable error", async () => {
  await assertRejects(collect([{ kind: "fail-plain" }], 1), (error: unknown) => {
    assert(error instanceof Error && !(error instanceof UserError));
    assert(error.message === "a fault" && error.stack!.includes("pool_worker.ts"), String(error.stack));
    return true;
  });
  await assertRejects(collect([{ kind: "fail-text" }], 1), /only a text/);
});

Deno.test("an error outside of a task and a module that cannot be loaded end the pool", async () => {
  await assertRejects(collect([{ kind: "crash" }], 1), /A worker failed: .*outside of every task/);
  const missing = runPool({
    worker: new URL("./none.ts", import.meta.url),
    jobs: 1,
    tasks: [1],
    onResult: () => {},
  });
  await assertRejects(missing, /A worker failed/);
});

Deno.test("the first error ends workers that never would", async () => {
  await assertRejects(collect([{ kind: "spin" }, { kind: "fail-missing" }], 2), UserError);
});

Deno.test("an error of onResult ends the pool", async () => {
  const seen: number[] = [];
  const pool = runPool<PoolTask, number>({
    worker,
    jobs: 1,
    tasks: [square(1), square(2), square(3)],
    onResult(_, index) {
      seen.push(index);
      if (index === 1) throw new UserError("the disk is full");
    },
  });
  await assertRejects(pool, /the disk is full/);
  assertEquals(seen, [0, 1]);
});

Deno.test("abort ends busy workers quickly, with the reason", async () => {
  const controller = new AbortController();
  let aborted = 0;
  const pool = runPool<PoolTask, number, string>({
    worker,
    jobs: 1,
    tasks: [{ kind: "spin" }],
    signal: controller.signal,
    onResult: () => {},
    onEvent() {
      aborted = performance.now();
      controller.abort();
    },
  });
  await assertRejects(pool, { name: "AbortError" });
  assert(performance.now() - aborted < 1000);
});

Deno.test("a worker that was stopped does nothing more", () =>
  inFolder(async (folder) => {
    const path = join(folder, "ticks");
    const controller = new AbortController();
    const pool = runPool<PoolTask, number, string>({
      worker,
      jobs: 1,
      tasks: [{ kind: "tick", path }],
      signal: controller.signal,
      onResult: () => {},
      onEvent: () => controller.abort(),
    });
    await assertRejects(pool, { name: "AbortError" });
    const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
    await wait(100);
    const { size } = await Deno.stat(path);
    await wait(200);
    assertEquals((await Deno.stat(path)).size, size);
  }));

Deno.test("an abort before the start starts nothing", async () => {
  const tasks = [square(1)];
  const pool = runPool({
    worker,
    jobs: 1,
    tasks,
    signal: AbortSignal.abort(),
    onResult: () => assert(false),
  });
  await assertRejects(pool, { name: "AbortError" });
});
