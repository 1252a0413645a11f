import { deepStrictEqual as assertEquals } from "node:assert/strict";
import { type DecimalSign, shownSign } from "../../src/base/printed_number.ts";
import { printedNumber } from "../../src/claims/printed.ts";

type Case = readonly [printed: string, value: number, decimals: number];

const COMMA: readonly Case[] = [
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
  ["1.440", 1440, 0],
  ["1.440,5", 1440.5, 1],
  [",93", 0.93, 2],
  ["−0,12", -0.12, 2],
];

const POINT: readonly Case[] = [
  ["80.08%", 80.08, 2],
  ["86.70 %", 86.7, 2],
  ["34.5 MB", 34.5, 1],
  ["1,440", 1440, 0],
  ["1,234,567.25", 1_234_567.25, 2],
  ["1\u202f440", 1440, 0],
  ["1'440", 1440, 0],
  [".93", 0.93, 2],
  ["p=.031", 0.031, 3],
  ["-0.12", -0.12, 2],
  ["−.5", -0.5, 1],
  ["(– 3.5 points)", -3.5, 1],
  ["0.82 ± 0.03", 0.82, 2],
  ["5-10", 5, 0],
  ["CNN-2", 2, 0],
  ["1.5e-3", 0.0015, 4],
  ["2E6", 2_000_000, 0],
  ["3.2 × 10^-4", 0.00032, 5],
  ["3.25×10⁻⁴", 0.000325, 6],
  ["1.2 x 10^{3}", 1200, 0],
  ["1.440", 1.44, 3],
  ["of 80.", 80, 0],
  ["80, and 90", 80, 0],
];

for (const [sign, cases] of [[",", COMMA], [".", POINT]] as [DecimalSign, readonly Case[]][]) {
  for (const [printed, value, decimals] of cases) {
    Deno.test(`${printed} is ${value} with ${decimals} decimals where decimals follow a ${sign}`, () => {
      const { value: got, decimals: digits } = printedNumber(printed, sign)!;
      assertEquals([got, digits], [value, decimals]);
    });
  }
}

Deno.test("words that are no numbers hold none, nor do numbers with the other decimal sign", () => {
  for (const printed of ["---", "better than raw", "one", ""]) {
    assertEquals(printedNumber(printed, ","), null);
  }
  for (const printed of ["82,75", "0,9", "1,44.5", "1.2.3"]) assertEquals(printedNumber(printed, "."), null);
  for (const printed of ["82.75", ".93", "1e999"]) assertEquals(printedNumber(printed, ","), null, printed);
});

Deno.test("a paper's numbers show its decimal sign", () => {
  const cases: [DecimalSign | null, string[]][] = [
    [",", ["82,75 %", "1.440"]],
    [",", ["0,125"]],
    [",", ["1.440,125"]],
    [".", ["82.75", "1,440"]],
    [".", [".123", "1,440"]],
    [".", ["1,440.125"]],
    [".", ["1,440"]],
    [".", ["1,234,567"]],
    [".", ["et al., 2.", "80, 90"]],
    [".", []],
    [null, ["82,75", "82.75"]],
  ];
  for (const [sign, texts] of cases) assertEquals(shownSign(texts), sign, texts.join());
});
