import { deepStrictEqual as assertEquals, ok as assert, throws as assertThrows } from "node:assert/strict";
import { equivalence } from "../../src/evaluation/equivalence.ts";
import golden from "../../fixtures/golden/equivalence.json" with { type: "json" };

function near(a: number, b: number, tolerance = 1e-10): void {
  assert(Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b)), `${a} is not ${b}`);
}

Deno.test("two one-sided tests, interval and smallest margin agree with SciPy", () => {
  assertEquals(
    new Set(golden.cases.map((c) => Math.max(c.pAbove, c.pBelow) <= 0.05)),
    new Set([true, false]),
  );
  for (const want of golden.cases) {
    const got = equivalence(want.differences, want.margin)!;
    near(got.pAbove, want.pAbove);
    near(got.pBelow, want.pBelow);
    near(got.interval[0], want.interval[0]!);
    near(got.interval[1], want.interval[1]!);
    near(got.smallestMargin, want.smallestMargin);
    assertEquals(got.p, Math.max(got.pAbove, got.pBelow));
    assertEquals(got.shown, Math.max(want.pAbove, want.pBelow) <= 0.05);
  }
});

Deno.test("equivalence is shown with more than the smallest margin and not with less", () => {
  for (const { differences } of golden.cases) {
    const { smallestMargin } = equivalence(differences, 1)!;
    assertEquals(equivalence(differences, smallestMargin * 1.0001)!.shown, true);
    assertEquals(equivalence(differences, smallestMargin * 0.9999)!.shown, false);
  }
});

Deno.test("the sign of the differences does not matter", () => {
  const { differences, margin } = golden.cases[1]!;
  const [got, other] = [differences, differences.map((d) => -d)].map((list) => equivalence(list, margin)!);
  assertEquals([other!.p, other!.pAbove, other!.smallestMargin], [got!.p, got!.pBelow, got!.smallestMargin]);
});

Deno.test("differences that are all the same are decided by themselves", () => {
  const decided = (value: number) => equivalence([value, value, value], 0.25)!;
  assertEquals([decided(0).p, decided(0).smallestMargin], [0, 0]);
  assertEquals([0.125, 0.25, 0.5].map((value) => decided(value).shown), [true, false, false]);
});

Deno.test("one pair shows nothing, and arguments out of range are refused", () => {
  assertEquals(equivalence([0.01], 0.02), null);
  assertEquals(equivalence([], 0.02), null);
  for (const margin of [0, -1, NaN, Infinity]) assertThrows(() => equivalence([0, 1], margin), RangeError);
  for (const alpha of [0, 0.5, 1]) assertThrows(() => equivalence([0, 1], 1, alpha), RangeError);
  assertThrows(() => equivalence([0, NaN], 1), RangeError);
});
