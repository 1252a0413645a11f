import { deepStrictEqual as assertEquals, ok as assert, throws as assertThrows } from "node:assert/strict";
import { mcnemar } from "../../src/evaluation/mcnemar.ts";
import golden from "../../fixtures/golden/inference.json" with { type: "json" };

/** Clips of which the first model alone, the second alone, both and none are right. */
function clips(first: number, second: number, both: number, none: number): [boolean[], boolean[]] {
  const list = (a: number, b: number, c: number, d: number) => [
    ...new Array<boolean>(a).fill(true),
    ...new Array<boolean>(b).fill(false),
    ...new Array<boolean>(c).fill(true),
    ...new Array<boolean>(d).fill(false),
  ];
  return [list(first, second, both, none), [...list(0, first, second, 0), ...list(0, 0, both, none)]];
}

Deno.test("the exact p value agrees with SciPy's binomial test", () => {
  for (const want of golden.mcnemar) {
    const got = mcnemar(...clips(want.firstOnly, want.secondOnly, 13, 8));
    assertEquals([got.firstOnly, got.secondOnly], [want.firstOnly, want.secondOnly]);
    assert(Math.abs(got.p - want.p) <= 1e-9 * want.p + 1e-300, `${got.p} is not ${want.p}`);
  }
});

Deno.test("p is twice the tail of the binomial, counted out", () => {
  // 2 of 7: C(7,0) + C(7,1) + C(7,2) = 29 of 128.
  assert(Math.abs(mcnemar(...clips(2, 5, 0, 0)).p - 58 / 128) < 1e-14);
});

Deno.test("other lengths are refused", () => {
  assertThrows(() => mcnemar([true], []), /both must have 1 clips/);
});
