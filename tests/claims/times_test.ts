import { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
import type { Claim, Test } from "../../src/claims/claim.ts";
import { judge } from "../../src/claims/judge.ts";
import type { Judgement } from "../../src/claims/judgement.ts";
import { runsUsed } from "../../src/claims/wording.ts";
import { estimate } from "../../src/evaluation/interval.ts";
import type { Timing } from "../../src/record/timing.ts";
import { madeUpTimed, madeUpTiming } from "../record/made_up_timing.ts";
import { claimOf, orderingTest, suiteOf } from "./made_up_suite.ts";

const faster: Test = {
  ...orderingTest("raw", "clean") as Extract<Test, { kind: "ordering" }>,
  quantity: { measure: "trainingSeconds" },
  sign: -1,
};
const runs = suiteOf({
  variants: { raw: [0.5, 0.5, 0.5], clean: [0.5, 0.5, 0.5] },
  // What a loaded machine took for the runs themselves: far apart, and the wrong way round.
  change: (record, { variant }) => ({
    ...record,
    cost: { ...record.cost, trainingSeconds: variant === "raw" ? 9000 : 10 },
  }),
});

function found(timings: readonly Timing[], changes: Partial<Claim> = {}, test: Test = faster): Judgement {
  const claim = claimOf(test, { quantity: { measure: "trainingTime" }, ...changes });
  return judge({ claims: [claim], facts: [] }, { ...runs, timings })[0]!;
}

const FAST = [2, 2.1, 2.2, 2, 2.1];
const SLOW = [4, 4.2, 4.1, 4, 4.1];
const both = (load?: number) =>
  madeUpTiming([madeUpTimed("e/raw/0", FAST), madeUpTimed("e/clean/0", SLOW)], load);

Deno.test("an order of times is judged by turns of a timing, whatever the records say", () => {
  const { verdict, measured, test, runIds, remarks, machine, unit, readings, why } = found([both()]);
  assertEquals([verdict, unit, runIds, readings], ["reproduced", "seconds", [], null]);
  const differences = FAST.map((seconds, turn) => 50 * SLOW[turn]! - 50 * seconds);
  assertEquals([measured!.n, measured!.interval!.map((x) => Math.round(1e6 * x))], [
    5,
    estimate(differences, { testToTrain: null })!.interval!.map((x) => Math.round(1e6 * x)),
  ]);
  assertEquals([test!.name, machine], [
    "paired Student t over turns",
    "wasm, compiled, made-up processor",
  ]);
  assert(why.includes(" in 5 turns, p < 0.001"), why);
  assertEquals(remarks, [
    "Timed one after another in 5 turns on a quiet machine (load average 0.25 before, at most 1.00 meanwhile); " +
    "an epoch is timed and taken times the epochs of a training.",
  ]);
});

Deno.test("without a quiet timing of both sides by one engine an order of times is not run, and the command is said", () => {
  const one = madeUpTiming([madeUpTimed("e/raw/0", FAST)]);
  const engines = madeUpTiming([
    madeUpTimed("e/raw/0", FAST),
    madeUpTimed("e/clean/0", SLOW, { engine: "tfjs" }),
  ]);
  for (const timings of [[], [one], [engines], [both(7)]]) {
    const judgement = found(timings);
    const { verdict, measured, missing, why } = judgement;
    assertEquals([verdict, measured, missing!.what], ["not run", null, "runs"]);
    assert(why.includes("a timing of e, raw and e, clean"), why);
    assertEquals([missing!.commands, runsUsed(judgement)], [
      ["deno task bench times experiments/made-up/*.manifest.json --only 'e/raw/**' 'e/clean/**'"],
      0,
    ]);
  }
  assertEquals(found([both(7)]).remarks, ["1 timing of a machine that was not quiet left out."]);
});

Deno.test("of several quiet timings the one with most turns is taken, among equals the latest", () => {
  const at = (finishedAt: string, seconds: readonly number[]) => {
    const timing = madeUpTiming([madeUpTimed("e/raw/0", seconds), madeUpTimed("e/clean/0", seconds)]);
    return { ...timing, environment: { ...timing.environment, finishedAt } };
  };
  const [old, late, short] = [at("2026-01", [1, 1, 1]), at("2026-02", [2, 2, 2]), at("2026-03", [3, 3])];
  const value: Test = {
    kind: "value",
    corpus: "ravdess",
    runs: { experiment: "e", variant: "raw" },
    quantity: { measure: "trainingSeconds" },
    tolerance: 10,
  };
  const minutes = { unit: "minutes", value: 2 } as const;
  const { measured, verdict, remarks } = found([old, late, short], minutes, value);
  assertEquals([measured!.mean, measured!.n, verdict], [100, 3, "contradicted"]);
  assert(remarks.includes("All runs agree exactly, so that the interval has no width."));
});

Deno.test("too few turns decide nothing and say so", () => {
  const short = madeUpTiming([madeUpTimed("e/raw/0", [1, 2]), madeUpTimed("e/clean/0", [3, 3])]);
  const { verdict, why } = found([short]);
  assertEquals(verdict, "inconclusive");
  assert(why.includes("At least 3 turns are needed."), why);
  const wide = madeUpTiming([madeUpTimed("e/raw/0", [1, 2, 3]), madeUpTimed("e/clean/0", [2, 2, 2.5])]);
  assert(/About \d+ further turns would decide/.test(found([wide]).why), found([wide]).why);
});
