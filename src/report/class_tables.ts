import { counted } from "../base/number_text.ts";
import type { Experiment, Variant } from "../manifest/experiment.ts";
import { confusionOver } from "../record/aggregate.ts";
import { type AbsentClass, absentClasses } from "../record/absent.ts";
import type { RunRecord } from "../record/record.ts";
import { MEASURED, variantsWithRecords } from "./experiment_tables.ts";
import { measuredOver } from "../record/measure.ts";
import { percent, runCount, spread } from "./numbers.ts";
import type { Address } from "./paper.ts";
import { remarksOn } from "./remarks.ts";
import type { SuiteResults } from "./results.ts";
import type { Table, TableRow } from "./table.ts";

/** Precision, recall and F1 of every class, each variant of an experiment side by side; `null` if nothing was run. */
export function classTable(results: SuiteResults, experiment: Experiment): Table | null {
  const variants = variantsWithRecords(results, experiment);
  if (variants.length === 0) return null;
  const classes = variants[0]!.records[0]!.metrics.classes;
  const scores = ["precision", "recall", "f1"] as const;
  const rows: [label: string, of: string][] = [
    ...classes.map((name): [string, string] => [name, name]),
    ["weighted average", "weighted"],
    ["plain average", "macro"],
  ];
  return {
    id: `classes-${experiment.id}`,
    caption: `Classes: ${experiment.title}`,
    labels: 1,
    columns: [
      "Class",
      ...variants.flatMap(({ variant }) => scores.map((s) => `${scoreName(s)} (${variant.label})`)),
    ],
    rows: rows.map(([label, of]) => ({
      cells: [
        label,
        ...variants.flatMap(({ records }) =>
          scores.map((measure) => percentSpread(records, { measure, of }))
        ),
      ],
    })),
    notes: [
      MEASURED,
      ...variants.flatMap(({ variant, records }) => absentNote(variant.label, records)),
      ...remarksOn(variants.flatMap(({ records }) => records)),
    ],
  };
}

/**
 * Confusion matrix of one variant: counts over all its runs and the share of the true class in percent.
 *
 * @param name Of its files, see `variantNames`.
 */
export function confusionTable(
  experiment: Experiment,
  variant: Variant,
  records: readonly RunRecord[],
  name: string,
): Table | null {
  const sum = confusionOver(records);
  if (sum === null) return null;
  const { classes, counts, shares } = sum;
  const rows = classes.map((name, k): TableRow => {
    const clips = counts[k]!.reduce((a, b) => a + b, 0);
    const cells = counts[k]!.map((count, j) => clips === 0 ? "0" : `${count} (${percent(shares[k]![j]!)} %)`);
    return { cells: [name, ...cells, String(clips)] };
  });
  return {
    id: `confusion-${name}`,
    caption: `Confusion matrix: ${experiment.title}, ${variant.label}`,
    labels: 1,
    columns: ["True \\ predicted", ...classes, "clips"],
    rows,
    notes: [
      `Counts over ${runCount(records.length, variant.runs.length)} and the share of the true class.`,
      ...remarksOn(records),
    ],
  };
}

/** What the means over runs leave out, and the scores over the clips of all runs together. */
function absentNote(label: string, records: readonly RunRecord[]): string[] {
  const absence = absentClasses(records);
  if (absence === null) return [];
  const { classes, pooled } = absence;
  const scores = ({ precision, recall, f1 }: AbsentClass["pooled"]) =>
    [["precision", precision], ["recall", recall], ["F1", f1]].map(([name, share]) =>
      `${name} ${typeof share === "number" ? percent(share) : "–"}`
    ).join(", ");
  const missing = classes.map(({ name, runs }) => `${name} in ${runs} of ${counted(records.length, "run")}`);
  const own = classes.map(({ name, pooled }) => `${name} ${scores(pooled)}`);
  return [
    `${label}: no test clips of ${
      missing.join(", ")
    }. Those runs are not in the scores of the class, nor is the ` +
    `class in their plain averages. Over the clips of all runs together: ${
      [...own, `plain average ${scores(pooled.macro)}`].join("; ")
    }.`,
  ];
}

function percentSpread(records: readonly RunRecord[], address: Address): string {
  const estimate = measuredOver(records, address);
  return estimate === null ? "–" : spread(estimate, "percent");
}

function scoreName(score: "precision" | "recall" | "f1"): string {
  return score === "f1" ? "F1" : score === "recall" ? "Recall" : "Precision";
}
