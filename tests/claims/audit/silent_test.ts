/** What is not said, or has two meanings, gives no finding. */
import { deepStrictEqual as assertEquals } from "node:assert/strict";
import { audit } from "../../../src/claims/audit/audit.ts";
import type { ClaimQuantity } from "../../../src/claims/claim.ts";
import { claim, fact, paperOf } from "./made_up.ts";

const share = (row: string, quantity: ClaimQuantity, text: string) =>
  claim({ table: 1, row, column: quantity.measure }, { ...quantity, table: 1 }, text, "share");

const rulesOf = (...paper: Parameters<typeof paperOf>) => audit(paperOf(...paper)).map((f) => f.rule);

Deno.test("a row of a confusion matrix with cells left out may sum to less than 1, not to more", () => {
  const row = (of: string, cells: Readonly<Record<string, string>>) =>
    Object.entries(cells).map(([predicted, text]) =>
      claim(
        { table: 1, row: of, column: predicted },
        { measure: "confusion", of, predicted, table: 1 },
        text,
        "share",
      )
    );
  const whole = row("a", { a: "0.80", b: "0.15", c: "0.05" });
  assertEquals(rulesOf([...whole, ...row("b", { a: "0.30", b: "0.60" })]), []);
  assertEquals(rulesOf([...whole, ...row("b", { a: "0.30", b: "0.72" })]), ["confusion-row"]);
  assertEquals(rulesOf([...whole, ...row("b", { a: "0.30", b: "0.60", c: "0.05" })]), ["confusion-row"]);
});

Deno.test("a macro F1 may be the mean of the classes' F1, or of the averaged precision and recall", () => {
  const scores = [["1.00", "0.10", "0.18"], ["0.10", "1.00", "0.18"]].flatMap((
    [precision, recall, f1],
    i,
  ) => [
    share(`${i}`, { measure: "precision", of: `${i}` }, precision!),
    share(`${i}`, { measure: "recall", of: `${i}` }, recall!),
    share(`${i}`, { measure: "f1", of: `${i}` }, f1!),
  ]);
  const macro = (f1: string) => [
    share("macro", { measure: "precision", average: "macro" }, "0.55"),
    share("macro", { measure: "recall", average: "macro" }, "0.55"),
    share("macro", { measure: "f1", average: "macro" }, f1),
  ];
  assertEquals(rulesOf([...scores, ...macro("0.18")]), []);
  assertEquals(rulesOf([...scores, ...macro("0.55")]), []);
  assertEquals(rulesOf([...scores, ...macro("0.40")]), ["macro-average"]);
});

Deno.test("averages are not compared with classes of which one is missing", () => {
  const recall = (of: string, text: string) => share(of, { measure: "recall", of }, text);
  const other = share("c", { measure: "precision", of: "c" }, "0.50");
  const average = share("macro", { measure: "recall", average: "macro" }, "0.20");
  assertEquals(rulesOf([recall("a", "0.90"), recall("b", "0.80"), other, average]), []);
  assertEquals(rulesOf([recall("a", "0.90"), recall("b", "0.80"), average]), ["macro-average"]);
});

Deno.test("a count that is that of one published part is right", () => {
  const clips = claim("Data", { measure: "clips", corpus: "made-up" }, "100", "count");
  const facts = [fact("clips", 120, { part: "speech" }), fact("clips", 100, { part: "song" })];
  assertEquals(rulesOf([clips], facts), []);
  assertEquals(rulesOf([clips], facts.slice(0, 1)), ["published-fact"]);
});

Deno.test("numbers of other experiments are not one quantity", () => {
  const accuracy = (more: Partial<ClaimQuantity>, text: string) =>
    share(JSON.stringify(more), { measure: "accuracy", corpus: "a", network: "dscnn", ...more }, text);
  const numbers = [
    accuracy({ variant: "raw" }, "0.50"),
    accuracy({ variant: "clean" }, "0.60"),
    accuracy({ variant: "raw", trainedOn: "b" }, "0.40"),
    accuracy({ variant: "raw", downsampling: "max-pool" }, "0.70"),
  ];
  assertEquals(rulesOf(numbers), []);
  assertEquals(rulesOf([...numbers, { ...accuracy({ variant: "raw" }, "0.55"), id: "again" }]), [
    "same-quantity",
  ]);
});
