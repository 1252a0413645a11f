import { deepStrictEqual as assertEquals, ok as assert, throws as assertThrows } from "node:assert/strict";
import { estimate } from "../../src/evaluation/interval.ts";
import { pairedTTest, standardError, tTest } from "../../src/evaluation/student.ts";
import golden from "../../fixtures/golden/inference.json" with { type: "json" };

function near(a: number, b: number, tolerance = 1e-9): void {
  assert(Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b)), `${a} is not ${b}`);
}

Deno.test("t, p and interval agree with SciPy", () => {
  for (const want of golden.tTests) {
    const got = tTest(want.values, want.against, { testToTrain: want.testToTrain })!;
    near(got.mean, want.mean);
    near(got.t!, want.t);
    near(got.p, want.p, 1e-10);
    near(got.interval![0], want.interval[0]!);
    near(got.interval![1], want.interval[1]!);
  }
});

Deno.test("paired differences agree with SciPy", () => {
  for (const want of golden.paired) {
    const got = pairedTTest(want.first, want.second, { testToTrain: want.testToTrain })!;
    near(got.mean, want.mean);
    near(got.t!, want.t);
    near(got.p, want.p, 1e-10);
    const other = pairedTTest(want.second, want.first, { testToTrain: want.testToTrain })!;
    assertEquals([other.t, other.p], [-got.t!, got.p]);
  }
});

Deno.test("p is below 0.05 exactly where the interval leaves the number out", () => {
  const values = [0.41, 0.44, 0.47, 0.43, 0.45];
  const options = { testToTrain: 0.25 };
  const [low, high] = estimate(values, options)!.interval!;
  for (const edge of [low, high]) {
    near(tTest(values, edge, options)!.p, 0.05, 1e-9);
    const outwards = Math.sign(edge - 0.44) * 1e-3;
    assert(tTest(values, edge + outwards, options)!.p < 0.05);
    assert(tTest(values, edge - outwards, options)!.p > 0.05);
  }
});

Deno.test("pairing takes out what a fold does to both", () => {
  const second = [0.3, 0.5, 0.4, 0.6, 0.45];
  const first = second.map((v, i) => v + 0.05 + 0.002 * (i % 2));
  assert(pairedTTest(first, second, { testToTrain: 0.25 })!.p < 0.001);
  assert(tTest(first, 0.45, { testToTrain: 0.25 })!.p > 0.3);
});

Deno.test("values that agree exactly have p 0 or 1 and no t", () => {
  const same = tTest([0.5, 0.5, 0.5], 0.5, { testToTrain: 0.25 })!;
  assertEquals([same.t, same.p], [null, 1]);
  const other = tTest([0.5, 0.5, 0.5], 0.4, { testToTrain: 0.25 })!;
  assertEquals([other.t, other.p], [null, 0]);
  assertEquals(pairedTTest([0.5, 0.25], [0.5, 0.25], { testToTrain: null })!.p, 1);
});

Deno.test("fewer than two runs give no test; wrong arguments are refused", () => {
  assertEquals(tTest([0.5], 0.4, { testToTrain: null }), null);
  assertEquals(tTest([], 0.4, { testToTrain: null }), null);
  assertThrows(() => tTest([0.5, 0.6], NaN, { testToTrain: null }), /against must be finite/);
  assertThrows(() => pairedTTest([1], [1, 2], { testToTrain: null }), /both must have 1 runs/);
  near(standardError(0.02, 5, 0.25), 0.02 * Math.sqrt(0.45));
});
