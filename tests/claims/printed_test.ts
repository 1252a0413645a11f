import { deepStrictEqual as assertEquals } from "node:assert/strict";
import { printedNumber } from "../../src/claims/printed.ts";

const CASES: readonly (readonly [string, number, number])[] = [
  ["82,75 %", 82.75, 2],
  ["1,10", 1.1, 2],
  ["0,00", 0, 2],
  ["34,10 MB", 34.1, 2],
  ["38min", 38, 0],
  ["12-GB", 12, 0],
  ["50 000 Hz", 50_000, 0],
  ["1450", 1450, 0],
  ["(3 × 3)", 3, 0],
  ["128×128", 128, 0],
  ["0,001", 0.001, 3],
  ["Twelve", 12, 0],
  ["two (2)", 2, 0],
  ["Nine (9)", 9, 0],
];

for (const [printed, value, decimals] of CASES) {
  Deno.test(`${printed} is ${value} with ${decimals} decimals`, () => {
    assertEquals(printedNumber(printed), { value, decimals });
  });
}

Deno.test("words that are no numbers hold none", () => {
  for (const printed of ["---", "better than raw", "one", ""]) assertEquals(printedNumber(printed), null);
});
