import { deepStrictEqual as assertEquals, ok as assert, throws as assertThrows } from "node:assert/strict";
import { randomFromUint32 } from "../../src/base/random.ts";
import { noncentralTCdf } from "../../src/evaluation/noncentral_t.ts";
import { runsForHalfWidth, smallestDifference } from "../../src/evaluation/power.ts";
import { tTest } from "../../src/evaluation/student.ts";
import golden from "../../fixtures/golden/inference.json" with { type: "json" };

Deno.test("the noncentral t agrees with SciPy", () => {
  for (const { t, df, delta, p } of golden.noncentralT) {
    const got = noncentralTCdf(t, df, delta);
    assert(Math.abs(got - p) < 1e-9, `P(T <= ${t}), df ${df}, delta ${delta}: ${got} is not ${p}`);
  }
});

Deno.test("the smallest difference agrees with SciPy's noncentral t", () => {
  for (const { power, difference, ...options } of golden.smallest) {
    const got = smallestDifference(options, power);
    assert(Math.abs(got / difference - 1) < 1e-7, `${got} is not ${difference}`);
  }
});

Deno.test("drawn runs find the smallest difference in 80 % of the cases", () => {
  const random = randomFromUint32(3);
  const n = 5;
  const mean = smallestDifference({ deviation: 1, n, testToTrain: null });
  let found = 0;
  for (let i = 0; i < 4000; i++) {
    const values = Array.from({ length: n }, () => mean + random.normal());
    if (tTest(values, 0, { testToTrain: null })!.p < 0.05) found++;
  }
  assert(Math.abs(found / 4000 - 0.8) < 0.025, `${found / 4000}`);
});

Deno.test("the number of runs for a half-width agrees with a search in SciPy", () => {
  for (const { halfWidth, runs, ...options } of golden.runs) {
    assertEquals(runsForHalfWidth(options, halfWidth), runs);
  }
});

Deno.test("runs that share training clips never come below their correction", () => {
  const options = { deviation: 0.02, n: 5, testToTrain: 0.25 };
  assertEquals(runsForHalfWidth(options, 1.95 * 0.02 * 0.5), null);
  assert(runsForHalfWidth(options, 2 * 0.02 * 0.5)! > 40);
});

Deno.test("no spread needs no more runs; wrong arguments are refused", () => {
  const still = { deviation: 0, n: 3, testToTrain: 0.25 };
  assertEquals([smallestDifference(still), runsForHalfWidth(still, 1e-6)], [0, 3]);
  assertThrows(() => smallestDifference({ ...still, n: 1 }), /n must be an integer >= 2/);
  assertThrows(() => smallestDifference({ ...still, deviation: NaN }), RangeError);
  assertThrows(() => smallestDifference(still, 0.01), /power must be from alpha to 1/);
  assertThrows(() => runsForHalfWidth(still, 0), /halfWidth must be > 0/);
  assertThrows(() => noncentralTCdf(1, 0.5, 0), /df must be finite and >= 1/);
});
