import { deepStrictEqual as assertEquals, ok as assert, throws as assertThrows } from "node:assert/strict";
import { comparePrograms } from "../../src/confirmation/compare.ts";
import {
  type Confirmation,
  formatConfirmation,
  parseConfirmation,
  testHash,
} from "../../src/confirmation/confirmation.ts";
import type { RunRecord } from "../../src/record/record.ts";
import { confirmationTable } from "../../src/report/confirmation_tables.ts";
import { byId, madeUpRecord } from "./records.ts";

const RIGHT = [0, 1, 2, 0, 1, 2];
const list = [
  madeUpRecord("aa", { wrong: [0] }),
  madeUpRecord("bb", { fold: 1, wrong: [0, 1] }),
  madeUpRecord("cc", { seed: 1, wrong: [2] }),
];
const records = byId(...list);

/** The other program has the first `count` clips of each run wrong, by one class. */
function confirmationOf(list: readonly RunRecord[], counts: readonly number[]): Confirmation {
  return {
    format: 1,
    name: "mine",
    suite: "made-up",
    madeBy: { program: "mine.py", framework: "Mine", version: "2", options: { dropout: 0 } },
    margin: 0.02,
    runs: list.map((record, r) => ({
      run: record.id,
      test: testHash(record),
      predicted: RIGHT.map((label, i) => (i < counts[r]! ? (label + 1) % 3 : label)),
    })),
  };
}

Deno.test("accuracies, differences, agreement and McNemar are counted by hand", () => {
  const { comparisons, without } = comparePrograms(confirmationOf(list, [1, 1, 1]), records, []);
  assertEquals([comparisons.length, without], [1, []]);
  const [{ label, runs, recorded, confirmed, difference, agreement, mcnemar, equivalence }] = comparisons as [
    typeof comparisons[number],
  ];
  assertEquals(label, "made-up");
  // By fold, then by seed.
  assertEquals(runs.map((run) => [run.run, run.fold, run.seed]), [["aa", 0, 0], ["cc", 0, 1], ["bb", 1, 0]]);
  assert(Math.abs(recorded - (5 + 5 + 4) / 18) < 1e-12 && Math.abs(confirmed - 15 / 18) < 1e-12);
  assert(Math.abs(difference!.mean - 1 / 18) < 1e-12);
  assertEquals(equivalence!.mean, difference!.mean);
  // aa: all the same. bb: clip 1 differs. cc: clips 0 and 2 differ.
  assertEquals(agreement, 15 / 18);
  assertEquals([mcnemar.firstOnly, mcnemar.secondOnly], [1, 2]);
});

Deno.test("runs without a record, or with one of other clips, are left out and named", () => {
  const other = { ...list[1]!, predictions: list[1]!.predictions.toReversed() };
  const { comparisons, without } = comparePrograms(
    confirmationOf(list, [1, 1, 1]),
    byId(list[0]!, other),
    [],
  );
  assertEquals(without, ["bb", "cc"]);
  assertEquals(comparisons.map(({ runs }) => runs.length), [1]);
  assertEquals([comparisons[0]!.difference, comparisons[0]!.equivalence], [null, null]);
});

Deno.test("variants are compared apart", () => {
  const { settings } = list[1]!;
  const clean = { ...list[1]!, settings: { ...settings, training: { ...settings.training, epochs: 7 } } };
  const { comparisons } = comparePrograms(
    confirmationOf(list, [1, 1, 1]),
    byId(list[0]!, clean, list[2]!),
    [],
  );
  assertEquals(comparisons.map(({ runs }) => runs.length).sort(), [1, 2]);
});

Deno.test("a confirmation is read as it was written; another format or damage is refused", () => {
  const confirmation = confirmationOf(list, [1, 2, 3]);
  const text = formatConfirmation(confirmation);
  assertEquals(parseConfirmation(text, "x.json"), confirmation);
  const changed = (change: Record<string, unknown>) => JSON.stringify({ ...confirmation, ...change });
  for (
    const [bad, says] of [
      ["{", "is not JSON"],
      ["null", "format must be 1"],
      [changed({ format: 2 }), "format must be 1"],
      [changed({ margin: 0 }), "margin must be a number > 0"],
      [changed({ suite: 1 }), "name and suite must be texts"],
      [changed({ madeBy: {} }), "program must be a text"],
      [changed({ runs: [{ run: "aa", test: "x", predicted: [0.5] }] }), "runs must be a list"],
    ]
  ) assertThrows(() => parseConfirmation(bad!, "x.json"), (e) => (e as Error).message.includes(says!), bad);
});

Deno.test("the table says whether the programs are equivalent, and what made the predictions", () => {
  const table = confirmationTable({ records, experiments: [] }, confirmationOf(list, [1, 2, 1]));
  const [row] = table.rows;
  assertEquals(row!.cells.slice(0, 5), ["made-up", "3", "77.8", "77.8", "0.00"]);
  assertEquals(row!.cells.slice(7), ["yes", "< 0.001", "0.00", "88.9", "1", "1", "1.000"]);
  assert(table.notes[0]!.includes("mine.py with Mine 2 (dropout 0)"), table.notes[0]!);
  const one = confirmationTable(
    { records: byId(list[0]!), experiments: [] },
    confirmationOf(list, [3, 1, 1]),
  );
  assertEquals(one.rows[0]!.cells.slice(4, 10), ["-33.33", "–", "–", "–", "–", "–"]);
  assert(one.notes.at(-1)!.includes("2 runs of the confirmation have no record"), one.notes.at(-1)!);
});
