import { deepStrictEqual as assertEquals } from "node:assert/strict";
import { metricsOf } from "../../src/evaluation/evaluate.ts";
import type { RunRecord } from "../../src/record/record.ts";
import { absentClasses } from "../../src/record/absent.ts";
import { measured, measuredOver } from "../../src/record/measure.ts";
import { sameMetrics } from "../../src/record/same_metrics.ts";
import { classTable } from "../../src/report/class_tables.ts";
import { madeUpResults, ravdess } from "../report/made_up.ts";

const PLAN = {
  id: "speakers",
  title: "Speakers",
  suite: "suite",
  corpus: ravdess,
  protocol: { name: "leave-one-speaker-out" } as const,
  variants: ["raw"],
  runs: 3,
};
const CLASSES = ["anger", "disgust"];

/** Three perfect runs; the second has no clip of disgust. */
const results = madeUpResults([PLAN], null, () => 0.5);
const records = [...results.records.values()].map((record, i): RunRecord => ({
  ...record,
  metrics: metricsOf([[4, 0], [0, i === 1 ? 0 : 2]], CLASSES),
}));

Deno.test("means over runs leave out a class that a run has no clips of", () => {
  const recall = (of: string) => measuredOver(records, { measure: "recall", of });
  assertEquals(records.map((record) => measured(record, { measure: "f1", of: "disgust" })), [1, null, 1]);
  assertEquals([recall("disgust")!.n, recall("disgust")!.mean], [2, 1]);
  assertEquals([recall("macro")!.n, recall("macro")!.mean, recall("macro")!.deviation], [3, 1, 0]);
  assertEquals(measuredOver(records, { measure: "unweightedAccuracy" })!.mean, 1);
});

Deno.test("the absence is said, with the value over the clips of all runs together", () => {
  assertEquals(absentClasses([records[0]!, records[2]!]), null);
  assertEquals(absentClasses([]), null);
  const absence = absentClasses(records)!;
  assertEquals(absence.classes, [
    { name: "disgust", runs: 1, pooled: { precision: 1, recall: 1, f1: 1, support: 4 } },
  ]);
  assertEquals(absence.pooled.macro.support, 16);
  const table = classTable(
    { ...results, records: new Map(records.map((record) => [record.id, record])) },
    results.experiments[0]!,
  )!;
  assertEquals(table.rows[1]!.cells, ["disgust", "100.0 ± 0.0", "100.0 ± 0.0", "100.0 ± 0.0"]);
  assertEquals(
    table.notes[1],
    "raw: no test clips of disgust in 1 of 3 runs. Those runs are not in the scores of the class, nor is the " +
      "class in their plain averages. Over the clips of all runs together: disgust precision 100.0, recall " +
      "100.0, F1 100.0; plain average precision 100.0, recall 100.0, F1 100.0.",
  );
});

Deno.test("records that count such a class as 0 are known and give way to today's metrics", () => {
  const predictions = ["anger", "anger"].map((label, i) => ({
    clip: `${i}.wav`,
    speaker: "8",
    label,
    predicted: label,
    probabilities: [1, 0],
  }));
  const own = metricsOf([[2, 0], [0, 0]], CLASSES);
  const zero = { precision: 0, recall: 0, f1: 0, support: 0 };
  const half = { precision: 0.5, recall: 0.5, f1: 0.5, support: 2 };
  const earlier = { ...own, perClass: [own.perClass[0], zero], macro: half };
  assertEquals(sameMetrics(predictions, CLASSES, earlier), own);
  assertEquals(sameMetrics(predictions, CLASSES, own), own);
  assertEquals(sameMetrics(predictions, CLASSES, { ...earlier, macro: own.macro }), null);
});
