import type { Variant } from "../manifest/experiment.ts";
import { estimateOver } from "../record/aggregate.ts";
import type { RunRecord } from "../record/record.ts";
import type { NamedChart } from "./named_chart.ts";
import { accuracyChart, type AccuracyLine, type AccuracyTick } from "./charts/accuracy.ts";
import { percentNumber } from "./numbers.ts";
import type { Paper } from "./paper.ts";
import { type PrintedNumber, printedNumbers, printedValues } from "./printed_numbers.ts";
import { experimentOf, recordsOf, type SuiteResults } from "./results.ts";
import { subtitle } from "./subtitle.ts";

const METRIC = "Accuracy: share of test clips predicted right.";
const MARKS = "Point: one run; diamond: mean; line: 95 % interval of the mean.";

/** One chart per corpus that the paper has numbers for, one per experiment that it has none for. */
export function accuracyCharts(results: SuiteResults): NamedChart[] {
  const { paper } = results;
  const sources = paper === null ? [] : Object.keys(paper.sources);
  const compared = new Set(
    paper === null ? [] : Object.values(paper.sources).flat().map((s) => s.experiment),
  );
  return [
    ...sources.flatMap((source) => sourceChart(results, paper!, source)),
    ...results.experiments.filter(({ id }) => !compared.has(id)).flatMap((experiment) => {
      const own = experiment.variants.map((variant) => ({ variant, row: rowOf(variant.label) }));
      return named(results, `accuracy-${experiment.id}`, experiment.title, own, []);
    }),
  ];
}

function sourceChart(results: SuiteResults, paper: Paper, source: string): NamedChart[] {
  const lines = paper.sources[source]!.flatMap(({ protocol, experiment }) =>
    (experimentOf(results, experiment)?.variants ?? []).map((variant) => ({ variant, row: protocol }))
  );
  const numbers = printedNumbers(paper).filter((n) => n.source === source && n.measure === "accuracy");
  const title = `Accuracy on ${paper.names[source] ?? source}: the paper and what was measured`;
  return named(results, `accuracy-${source}`, title, lines, ticksOf(numbers));
}

function named(
  results: SuiteResults,
  id: string,
  title: string,
  own: readonly { readonly variant: Variant; readonly row: string }[],
  ticks: readonly AccuracyTick[],
): NamedChart[] {
  const lines = own.map(({ variant, row }) => line(variant, row, recordsOf(results, variant)));
  const records = own.flatMap(({ variant }) => recordsOf(results, variant));
  if (records.length === 0) return [];
  const printed = ticks.map(({ input, value, tables }) => `${input} ${percentNumber(value)} (${tables})`);
  const more = ticks.length > 0 ? [`Ticks: the paper's tables, ${printed.join(", ")}.`] : [];
  const heading = { title, subtitle: subtitle(records, [`${METRIC} ${MARKS}`, ...more]) };
  return [{ id, section: "accuracy", alt: title, spec: accuracyChart(heading, lines, ticks) }];
}

function line(variant: Variant, row: string, records: readonly RunRecord[]): AccuracyLine {
  const accuracy = ({ metrics }: RunRecord) => metrics.accuracy;
  const input = variant.runs[0]?.settings.signal.silence === null ? "raw" : "clean";
  return { row, input, values: records.map(accuracy), estimate: estimateOver(records, accuracy) };
}

/** The label without its input: `raw, max-pool` is `max-pool`. */
function rowOf(label: string): string {
  return label.replace(/^(raw|clean)(, )?/, "") || "all";
}

function ticksOf(numbers: readonly PrintedNumber[]): AccuracyTick[] {
  return (["raw", "clean"] as const).flatMap((input) => {
    const own = numbers.filter(({ variant }) => variant === input);
    return printedValues(own).map(({ value, tables }) => ({
      input,
      value,
      tables: tables.map((table) => `T${table}`).join(" "),
    }));
  });
}
