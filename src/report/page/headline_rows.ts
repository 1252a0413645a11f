import type { Experiment, Variant } from "../../manifest/experiment.ts";
import { confusionOver, type Estimate, estimateOver } from "../../record/aggregate.ts";
import type { RunRecord } from "../../record/record.ts";
import { type PrintedNumber, printedNumbers } from "../printed_numbers.ts";
import { distinct } from "../numbers.ts";
import { experimentOf, recordsOf, type SuiteResults } from "../results.ts";

/** One measured row of the comparison. */
export interface MeasuredRow {
  /** The split, or the variant where there is no paper. */
  readonly name: string;
  /** What was run. */
  readonly variant: Variant;
  /** Runs that are done. */
  readonly records: readonly RunRecord[];
  /** Of their accuracy; `null` without runs. */
  readonly estimate: Estimate | null;
}

/** Rows under one heading: an input, or an experiment. */
export interface Group {
  /** The input, or the title of the experiment. */
  readonly name: string;
  /** What the paper prints of it. */
  readonly printed: readonly PrintedNumber[];
  /** What was measured. */
  readonly rows: readonly MeasuredRow[];
}

/** One table. */
export interface Panel {
  /** The corpus, or the suite. */
  readonly name: string;
  /** From the top. */
  readonly groups: readonly Group[];
}

/** One panel per corpus that the paper has accuracies of. */
export function paperPanels(results: SuiteResults): Panel[] {
  const paper = results.paper!;
  const numbers = printedNumbers(paper).filter(({ measure }) => measure === "accuracy");
  return Object.entries(paper.sources).map(([source, list]) => {
    const own = numbers.filter((number) => number.source === source);
    const groups = distinct(own.map(({ variant }) => variant)).map((label): Group => ({
      name: label,
      printed: own.filter(({ variant }) => variant === label),
      rows: list.flatMap(({ protocol, experiment }) => {
        const variant = experimentOf(results, experiment)?.variants.find((v) => v.label === label);
        return variant === undefined ? [] : [measuredRow(results, protocol, variant)];
      }),
    }));
    return { name: paper.names[source] ?? source, groups };
  });
}

/** Every experiment of a suite without a paper. */
export function ownPanel(results: SuiteResults): Panel {
  const groups = results.experiments.map(({ title, variants }: Experiment): Group => ({
    name: title,
    printed: [],
    rows: variants.map((variant) => measuredRow(results, variant.label, variant)),
  }));
  return { name: results.suite, groups };
}

function measuredRow(results: SuiteResults, name: string, variant: Variant): MeasuredRow {
  const records = recordsOf(results, variant);
  return { name, variant, records, estimate: estimateOver(records, ({ metrics }) => metrics.accuracy) };
}

/** The runs behind some groups. */
export function recordsIn(groups: readonly Group[]): RunRecord[] {
  return groups.flatMap(({ rows }) => rows.flatMap(({ records }) => records));
}

/** Share of the most frequent class among the test clips; `null` without clips. */
export function largestClass(records: readonly RunRecord[]): number | null {
  const first = records[0]?.metrics.classes.join();
  const sum = confusionOver(records.filter(({ metrics }) => metrics.classes.join() === first));
  const sizes = sum?.counts.map((row) => row.reduce((a, b) => a + b, 0)) ?? [];
  const all = sizes.reduce((a, b) => a + b, 0);
  return all === 0 ? null : Math.max(...sizes) / all;
}
