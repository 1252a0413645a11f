import { measuredOver, type MeasureName } from "../record/measure.ts";
import { distinct, runCount, spread } from "./numbers.ts";
import { runsOf } from "./paper_tables.ts";
import { type PrintedNumber, printedNumbers, printedValues } from "./printed_numbers.ts";
import { remarksOn, trialNote } from "./remarks.ts";
import type { SuiteResults } from "./results.ts";
import type { Table } from "./table.ts";
import type { RunRecord } from "../record/record.ts";

const MEASURES: readonly (readonly [MeasureName, string])[] = [
  ["accuracy", "accuracy"],
  ["unweightedAccuracy", "unweighted accuracy"],
];

/** The paper's accuracies beside every protocol's, one row per corpus, input and metric; `null` without a paper. */
export function glanceTable(results: SuiteResults): Table | null {
  const { paper } = results;
  if (paper === null) return null;
  const numbers = printedNumbers(paper);
  const protocols = distinct(
    Object.values(paper.sources).flatMap((list) => list.map(({ protocol }) => protocol)),
  );
  const used: RunRecord[] = [];
  const rows = Object.entries(paper.sources).flatMap(([source, list]) => {
    const variants = distinct(numbers.filter((n) => n.source === source).map((n) => n.variant));
    return variants.flatMap((variant) =>
      MEASURES.map(([measure, name]) => {
        const printed = numbers.filter((n) =>
          n.source === source && n.variant === variant && n.measure === measure
        );
        const cells = protocols.map((protocol) => {
          const experiment = list.find((entry) => entry.protocol === protocol);
          if (experiment === undefined) return "";
          const { records, planned } = runsOf(results, experiment, variant);
          used.push(...records);
          const estimate = measuredOver(records, { measure });
          return estimate === null
            ? "not run"
            : `${spread(estimate, "percent")} (${runCount(records.length, planned)})`;
        });
        return { cells: [paper.names[source] ?? source, variant, name, printedText(printed), ...cells] };
      })
    );
  });
  return {
    id: "glance",
    caption: "The paper's accuracy beside what was measured, in percent",
    labels: 3,
    columns: ["Corpus", "Input", "Metric", "Paper (table)", ...protocols],
    rows,
    notes: [
      "Metrics have the field's names; the paper's columns are sorted in by its own definitions (its \"weighted\" is the field's unweighted accuracy). Where its tables print different numbers for the same thing, all of them stand here.",
      "A random split puts the same speakers and sentences on both sides; a speaker-independent one tests on voices that were never heard.",
      ...trialNote(results),
      ...remarksOn(used),
    ],
  };
}

/** `69 (1), 72 (3)`: the value in percent and the table, tables that agree together. */
function printedText(numbers: readonly PrintedNumber[]): string {
  return printedValues(numbers).map(({ percent, tables }) => `${percent} (${tables.join(", ")})`).join(
    "; ",
  ) || "–";
}
