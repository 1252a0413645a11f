import { deepStrictEqual as assertEquals, ok as assert, throws as assertThrows } from "node:assert/strict";
import { estimate } from "../../src/evaluation/interval.ts";
import golden from "../../fixtures/golden/evaluation.json" with { type: "json" };

Deno.test("mean, deviation and interval agree with SciPy", () => {
  for (const want of golden.intervals) {
    const got = estimate(want.values, { testToTrain: want.testToTrain, level: want.level })!;
    const pairs = [
      [got.mean, want.mean],
      [got.deviation!, want.deviation],
      [got.interval![0], want.interval[0]!],
      [got.interval![1], want.interval[1]!],
    ] as const;
    for (const [a, b] of pairs) {
      assert(Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b)), `${a} is not ${b}`);
    }
    assertEquals(got.n, want.values.length);
  }
});

Deno.test("folds that share training clips widen the interval by sqrt(1 + n test/train)", () => {
  const values = [0.4, 0.5, 0.45, 0.55, 0.6];
  const width = (testToTrain: number | null) => {
    const [low, high] = estimate(values, { testToTrain })!.interval!;
    return high - low;
  };
  assert(Math.abs(width(0.25) / width(null) - Math.sqrt(1 + 5 * 0.25)) < 1e-12);
});

Deno.test("one run has no spread, none has no estimate", () => {
  assertEquals(estimate([0.5], { testToTrain: null }), { n: 1, mean: 0.5, deviation: null, interval: null });
  assertEquals(estimate([], { testToTrain: 0.25 }), null);
  assertEquals(estimate([0.5, 0.5], { testToTrain: 0.25 }), {
    n: 2,
    mean: 0.5,
    deviation: 0,
    interval: [0.5, 0.5],
  });
});

Deno.test("wrong arguments are refused", () => {
  assertThrows(() => estimate([NaN], { testToTrain: null }), /values must be finite: current value is NaN/);
  assertThrows(() => estimate([1], { testToTrain: 0 }), RangeError);
  assertThrows(() => estimate([1], { testToTrain: null, level: 1 }), RangeError);
});
