import { deepStrictEqual as assertEquals, ok as assert, throws as assertThrows } from "node:assert/strict";
import golden from "../../fixtures/golden/main_effects.json" with { type: "json" };
import { randomFromUint32 } from "../../src/base/random.ts";
import { mainEffects } from "../../src/evaluation/main_effects.ts";

function close(got: number | null, want: number | null, what: string): void {
  if (want === null || got === null) return assertEquals(got, want, what);
  assert(Math.abs(got - want) <= 1e-9 * Math.max(1, Math.abs(want)), `${what}: ${got} is not ${want}`);
}

for (const [name, want] of Object.entries(golden.cases)) {
  Deno.test(`shares agree with NumPy's least squares: ${name}`, () => {
    const got = mainEffects(want.values, want.cells, want.levels)!;
    assertEquals([got.n, got.residualDegrees], [want.values.length, want.residualDegrees]);
    close(got.explained, want.explained, "explained");
    close(got.deviation, want.deviation, "deviation");
    close(got.residualDeviation, want.residualDeviation, "residual deviation");
    got.factors.forEach((factor, f) => {
      const wanted = want.factors[f]!;
      assertEquals(factor.degrees, wanted.degrees);
      for (const share of ["alone", "byChance", "unique", "partial"] as const) {
        close(factor[share], wanted[share], `${share} of factor ${f}`);
      }
      assertEquals(factor.levels.map(({ count }) => count), wanted.counts);
      factor.levels.forEach(({ values }, l) => close(values?.mean ?? null, wanted.means[l]!, `level ${l}`));
    });
  });
}

/** Every combination of levels `times` times. */
function product(levels: readonly number[], times: number): number[][] {
  const cells = levels.reduce<number[][]>(
    (all, count) => all.flatMap((cell) => Array.from({ length: count }, (_, l) => [...cell, l])),
    [[]],
  );
  return Array.from({ length: times }, () => cells).flat();
}

Deno.test("in a balanced design the shares are those of the textbook: n times the spread of the means", () => {
  const levels = [3, 2, 4];
  const cells = product(levels, 2);
  const random = randomFromUint32(5);
  const values = cells.map(([a, b]) => 0.1 * a! + 0.05 * b! + 0.02 * random.normal());
  const { factors, explained } = mainEffects(values, cells, levels)!;
  const mean = (list: readonly number[]) => list.reduce((x, y) => x + y, 0) / list.length;
  const all = mean(values);
  const total = values.reduce((sum, v) => sum + (v - all) ** 2, 0);
  factors.forEach(({ alone, unique, degrees }, f) => {
    const between = Array.from({ length: levels[f]! }, (_, l) => values.filter((_, i) => cells[i]![f] === l))
      .reduce((sum, own) => sum + own.length * (mean(own) - all) ** 2, 0);
    close(alone, between / total, "alone");
    close(unique, between / total, "unique");
    assertEquals(degrees, levels[f]! - 1);
  });
  close(explained, factors.reduce((sum, { alone }) => sum + alone, 0), "explained");
});

Deno.test("without an effect a factor explains on average what chance gives it", () => {
  const random = randomFromUint32(9);
  const trials = Array.from({ length: 400 }, () => {
    const cells = Array.from({ length: 30 }, (_, i) => [i % 5]);
    return mainEffects(cells.map(() => random.normal()), cells, [5])!.factors[0]!;
  });
  const average = trials.reduce((sum, { alone }) => sum + alone, 0) / trials.length;
  assert(Math.abs(average - trials[0]!.byChance) < 0.01, `${average}`);
});

Deno.test("too little to say anything is null, wrong shapes are refused", () => {
  assertEquals(mainEffects([], [], [2]), null);
  assertEquals(mainEffects([1, 2], [[0], [1]], [2]), null);
  assertEquals(mainEffects([0.1, 0.1, 0.1], [[0], [1], [1]], [2]), null);
  assertThrows(() => mainEffects([1, 2, 3], [[0]], [2]), /^RangeError: .*cells must be as many as values/);
  assertThrows(() => mainEffects([1, 2, NaN], [[0], [1], [0]], [2]), /values must be finite.*NaN/);
  assertThrows(() => mainEffects([1, 2, 3], [[0], [1], [2]], [2]), /an existing level.*\[2\]/);
  assertThrows(() => mainEffects([1, 2, 3], [[0], [1], [0, 1]], [2]), /an existing level/);
});
