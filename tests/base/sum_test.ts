import { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
import { randomFor, shuffled } from "../../src/base/random.ts";
import { deviationOf, meanOf, sumOf } from "../../src/base/sum.ts";
import { estimate } from "../../src/evaluation/interval.ts";

Deno.test("sums, means and deviations do not depend on the order, to the last digit", () => {
  const random = randomFor(1, "sums");
  for (let trial = 0; trial < 200; trial++) {
    const values = Array.from(
      { length: 2 + random.integer(20) },
      () => random.uniform() * 10 ** random.integer(4),
    );
    const other = shuffled(values, random);
    for (const  of of[sumOf, meanOf, deviationOf]) assertEquals(of(other), of(values));
    const options = { testToTrain: 0.25 };
    assertEquals(estimate(other, options), estimate(values, options));
  }
});

Deno.test("they are what they are called", () => {
  assertEquals([sumOf([]), sumOf([1, 10, -3]), meanOf([1, 10, -2])], [0, 8, 3]);
  assert(Math.abs(deviationOf([2, 4, 4, 4, 5, 5, 7, 9]) - Math.sqrt(32 / 7)) < 1e-15);
});
