import { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
import type { Claim, Test } from "../../src/claims/claim.ts";
import type { Evidence } from "../../src/claims/evidence.ts";
import { judge } from "../../src/claims/judge.ts";
import { holm } from "../../src/evaluation/holm.ts";
import { pairedTTest } from "../../src/evaluation/student.ts";
import { claimOf, orderingTest, suiteOf } from "./made_up_suite.ts";

const one = (test: Test, evidence: Evidence, changes: Partial<Claim> = {}) =>
  judge({ claims: [claimOf(test, changes)], facts: [] }, evidence)[0]!;
const LOW = [0.4, 0.5, 0.45, 0.55, 0.425];
const HIGH = [0.5, 0.6125, 0.55, 0.6375, 0.525];

Deno.test("an ordering is reproduced or contradicted by the paired test", () => {
  const evidence = suiteOf({ variants: { raw: LOW, clean: HIGH } });
  const right = one(orderingTest("clean", "raw"), evidence);
  assertEquals([right.verdict, right.measured!.n, right.value], ["reproduced", 5, null]);
  assertEquals(right.test!.p, pairedTTest(HIGH, LOW, { testToTrain: 0.25 })!.p);
  assertEquals([right.test!.holmP, right.test!.family, right.power!.moreRuns], [right.test!.p, 1, 0]);
  const wrong = one(orderingTest("raw", "clean"), evidence);
  assertEquals([wrong.verdict, wrong.measured!.mean], ["contradicted", -right.measured!.mean]);
  assertEquals(wrong.runIds.length, 10);
});

Deno.test("the reason says ahead or behind, without a sign to be read twice", () => {
  const evidence = suiteOf({ variants: { raw: LOW, clean: HIGH } });
  const [ahead, behind] = [
    one(orderingTest("clean", "raw"), evidence),
    one(orderingTest("raw", "clean"), evidence),
  ];
  const lead =
    /^What the paper calls better is (ahead|behind) by (\S+) points \[(\S+), (\S+)\] in 5 pairs of runs, p/;
  const [, word, ...numbers] = lead.exec(ahead.why)!;
  assertEquals(word, "ahead");
  assertEquals(lead.exec(behind.why)!.slice(1), ["behind", ...numbers]);
  assert(numbers.every((number) => Number(number) > 0), ahead.why);
});

Deno.test("the clips of all folds are shown with McNemar's test and an interval over speakers", () => {
  const { clips } = one(orderingTest("clean", "raw"), suiteOf({ variants: { raw: LOW, clean: HIGH } }));
  assertEquals([clips!.clips, clips!.speakers], [400, 8]);
  const difference = HIGH.reduce((a, b) => a + b, 0) - LOW.reduce((a, b) => a + b, 0);
  const { firstOnly, secondOnly, p } = clips!.mcnemar!;
  assertEquals(firstOnly - secondOnly, Math.round(80 * difference));
  assert(p > 0 && p < 1 && clips!.interval![0] < difference / 5 && clips!.interval![1] > difference / 5);
});

Deno.test("where smaller is better the sign turns", () => {
  const losses: Test = {
    ...orderingTest("raw", "clean") as Extract<Test, { kind: "ordering" }>,
    quantity: { measure: "trainingLoss" },
    sign: -1,
  };
  const evidence = suiteOf({
    variants: { raw: LOW, clean: HIGH },
    change: (record, run) => {
      const loss = (run.variant === "raw" ? 0.2 : 0.4) + 0.003 * run.settings.fold ** 2 *
          (run.variant === "raw" ? 1 : 2);
      return { ...record, epochs: record.epochs.map((epoch) => ({ ...epoch, loss })) };
    },
  });
  const found = one(losses, evidence);
  assertEquals([found.verdict, found.unit, found.clips], ["reproduced", "nats", null]);
  assert(found.measured!.mean > 0.2);
});

Deno.test("two numbers of the same runs are compared run by run", () => {
  const test: Test = {
    ...orderingTest("raw", "raw") as Extract<Test, { kind: "ordering" }>,
    quantity: { measure: "accuracy" },
    worseQuantity: { measure: "recall", of: "sadness" },
  };
  const recalls = [0.2, 0.3, 0.3, 0.3, 0.2];
  const evidence = suiteOf({
    variants: { raw: LOW },
    change: (record, run) => {
      const { classes, perClass } = record.metrics;
      const own = perClass.map((scores, i) =>
        classes[i] === "sadness" ? { ...scores, recall: recalls[run.settings.fold]! } : scores
      );
      return { ...record, metrics: { ...record.metrics, perClass: own } };
    },
  });
  const found = one(test, evidence);
  assertEquals([found.verdict, found.clips, found.runIds.length], ["reproduced", null, 5]);
  assertEquals(found.test!.p, pairedTTest(LOW, recalls, { testToTrain: 0.25 })!.p);
});

Deno.test("a tie and a spread that hides the direction are inconclusive", () => {
  const tie = one(orderingTest("clean", "raw"), suiteOf({ variants: { raw: LOW, clean: LOW } }));
  assertEquals([tie.verdict, tie.test!.p, tie.power!.moreRuns], ["inconclusive", 1, null]);
  const wide = one(
    orderingTest("clean", "raw"),
    suiteOf({ variants: { raw: LOW, clean: [0.6, 0.45, 0.6, 0.5, 0.55] } }),
  );
  assertEquals(wide.verdict, "inconclusive");
  assert(wide.measured!.mean > 0 && wide.power!.smallestDifference! > wide.measured!.mean);
});

Deno.test("two pairs decide nothing, however clear", () => {
  const evidence = suiteOf({ variants: { raw: [0.1, 0.1125, null], clean: [0.9, 0.9, 0.9] } });
  const found = one(orderingTest("clean", "raw"), evidence);
  assertEquals([found.verdict, found.measured!.n, found.test], ["inconclusive", 2, null]);
  assert(found.remarks.some((text) => text.startsWith("1 run without a partner")));
  assertEquals(found.missing!.name, "1 of 3 runs of e, raw");
});

Deno.test("runs are paired by fold, seed and test clips", () => {
  const variants = { raw: LOW, clean: HIGH };
  const otherClips = suiteOf({
    variants,
    change: (record, run) =>
      run.variant === "raw" && run.settings.fold === 0
        ? { ...record, predictions: record.predictions.map((p) => ({ ...p, clip: `other/${p.clip}` })) }
        : record,
  });
  assertEquals(one(orderingTest("clean", "raw"), otherClips).measured!.n, 4);
  const otherSeeds = suiteOf({
    variants,
    change: (record, run) =>
      run.variant === "raw" ? { ...record, settings: { ...record.settings, seed: 1 } } : record,
  });
  const found = one(orderingTest("clean", "raw"), otherSeeds);
  assertEquals([found.verdict, found.measured], ["inconclusive", null]);
  assert(found.why.includes("same fold, seed, test clips, backend and engine"));
});

Deno.test("runs of different backends are not paired; the one with most pairs decides", () => {
  const mixed = suiteOf({
    variants: { raw: LOW, clean: HIGH },
    change: (record, run) =>
      run.settings.fold === 4 || (run.settings.fold === 3 && run.variant === "raw")
        ? { ...record, environment: { ...record.environment, backend: "webgpu" } }
        : record,
  });
  const found = one(orderingTest("clean", "raw"), mixed);
  assertEquals([found.measured!.n, found.machine, found.verdict], [3, "wasm, compiled", "reproduced"]);
  assert(found.remarks.some((text) => text.startsWith("1 pair of webgpu, compiled left out")));
  assert(found.remarks.some((text) => text.startsWith("2 runs without a partner")));
});

Deno.test("Holm's correction over a table can take a direction away, in every place alike", () => {
  const variants = {
    base: LOW,
    a: LOW.map((v, i) => v + [0.1, 0.0375, 0.125, 0.05, 0.0875][i]!),
    b: LOW.map((v, i) => v + [0.1, -0.05, 0.05, 0.0125, 0.05][i]!),
  };
  const evidence = suiteOf({ variants });
  const table = { quantity: { measure: "accuracy", table: 1 } } as const;
  const claims = [
    claimOf(orderingTest("a", "base"), { id: "a", ...table }),
    claimOf(orderingTest("b", "base"), { id: "b", ...table }),
    claimOf(orderingTest("a", "base"), { id: "a again" }),
    claimOf(orderingTest("a", "base"), { id: "a in the same table", ...table }),
  ];
  const [a, b, again, same] = judge({ claims, facts: [] }, evidence);
  assert(a!.test!.p! > 0.025 && a!.test!.p! < 0.05, `${a!.test!.p}`);
  assertEquals([a!.test!.holmP, b!.test!.holmP], holm([a!.test!.p!, b!.test!.p!]));
  assertEquals([a!.test!.family, a!.verdict], [2, "inconclusive"]);
  // The same test elsewhere has the same verdict, and one that is repeated counts once.
  assertEquals([again!.test, again!.verdict], [a!.test, a!.verdict]);
  assertEquals([same!.test, same!.verdict], [a!.test, a!.verdict]);
  assertEquals(one(orderingTest("a", "base"), evidence).verdict, "reproduced");
});

Deno.test("a difference is judged as a range of paired differences", () => {
  const side = (variant: string) => ({ experiment: "e", variant });
  const test: Test = {
    kind: "difference",
    corpus: "ravdess",
    minuend: side("clean"),
    subtrahend: side("raw"),
    quantity: { measure: "accuracy" },
    tolerance: 0.03,
  };
  const evidence = suiteOf({ variants: { raw: LOW, clean: HIGH } });
  const changes = { kind: "difference", unit: "percentage-points", printed: "10 %" } as const;
  assertEquals(one(test, evidence, { ...changes, value: 10 }).verdict, "reproduced");
  const wrong = one(test, evidence, { ...changes, value: 20 });
  assertEquals([wrong.verdict, wrong.value, wrong.measured!.n], ["contradicted", 0.2, 5]);
  assert(wrong.clips!.mcnemar !== null && wrong.test!.name.startsWith("paired"));
});
