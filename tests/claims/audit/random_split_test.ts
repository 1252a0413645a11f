import { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
import { randomFor, shuffled } from "../../../src/base/random.ts";
import { audit } from "../../../src/claims/audit/audit.ts";
import { fraction, toNumber } from "../../../src/claims/audit/fraction.ts";
import { averageWithin, smallestTestPart } from "../../../src/claims/audit/supports.ts";
import type { StatedSplit } from "../../../src/claims/claims_file.ts";
import { claim, fact, paperOf } from "./made_up.ts";

const split: StatedSplit = {
  id: "split",
  place: { section: "Method" },
  trainShare: 0.8,
  testShare: 0.2,
  folds: null,
  meaning: "",
};

Deno.test("averages over random test parts lie in the range, which is not much wider than they are", () => {
  const random = randomFor(5, "audit splits");
  let widest = 0;
  for (let paper = 0; paper < 40; paper++) {
    const counts = Array.from({ length: 2 + random.integer(7) }, () => 20 + random.integer(200));
    const labels = counts.flatMap((n, i) => Array.from({ length: n }, () => i));
    const recalls = counts.map(() => random.integer(101));
    const exact = recalls.map((r) => ({ low: fraction(r, 100), high: fraction(r, 100) }));
    const clips = new Map(counts.map((n, i) => [`class-${i}`, n]));
    const n = smallestTestPart([split], labels.length);
    assertEquals(n, Math.floor(0.2 * labels.length));
    const { low, high } = averageWithin(exact, { part: null, clips, total: labels.length }, n);
    const middle = labels.reduce((sum, label) => sum + recalls[label]!, 0) / labels.length / 100;
    for (let draw = 0; draw < 20; draw++) {
      const tested = shuffled(labels, random).slice(0, n);
      const average = tested.reduce((sum, label) => sum + recalls[label]!, 0) / n / 100;
      assert(toNumber(low) <= average && average <= toNumber(high), `${average}`);
      widest = Math.max(widest, Math.abs(average - middle) / (toNumber(high) - middle));
    }
  }
  assert(widest > 0.5, `the widest of 800 draws reaches ${widest} of the range`); // 2 of 4 deviations
});

Deno.test("accuracies of test parts and of the mean over folds pass the test of whole numbers", () => {
  const random = randomFor(6, "audit grim");
  for (let i = 0; i < 200; i++) {
    const total = 30 + random.integer(400);
    const folds = 2 + random.integer(9);
    const sizes = Array.from({ length: folds }, (_, f) => Math.floor((total + f) / folds));
    const splits = [{ ...split, testShare: null, trainShare: null, folds }];
    const mean = sizes.reduce((sum, n) => sum + random.integer(n + 1) / n, 0) / folds;
    const one = random.integer(sizes[0]! + 1) / sizes[0]!;
    for (const share of [mean, one]) {
      const text = (100 * share).toFixed(random.integer(4));
      const accuracy = claim("Results", { measure: "accuracy", corpus: "made-up" }, text, "percent");
      assertEquals(
        audit(paperOf([accuracy], [fact("clips", total)], splits)),
        [],
        `${text} of ${total}, ${folds} folds`,
      );
    }
  }
});

Deno.test("means of recalls and cited accuracies are not tested for whole numbers", () => {
  const facts = [fact("clips", 24)];
  const quantity = { measure: "accuracy", corpus: "made-up" } as const;
  const mean = claim("Results", { ...quantity, measure: "unweightedAccuracy" }, "70.85", "percent");
  const cited = claim("Results", quantity, "70.85", "percent", {
    test: { kind: "none", verdict: "cited", why: "" },
  });
  assertEquals(audit(paperOf([mean, cited], facts)), []);
  assertEquals(audit(paperOf([claim("Results", quantity, "70.85", "percent")], facts)).map((f) => f.rule), [
    "grim",
  ]);
});
