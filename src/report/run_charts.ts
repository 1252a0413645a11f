import { meanOf } from "../base/sum.ts";
import type { Experiment } from "../manifest/experiment.ts";
import { confusionOver } from "../record/aggregate.ts";
import { trainingTime } from "../record/measure.ts";
import type { RunRecord } from "../record/record.ts";
import type { NamedChart } from "./named_chart.ts";
import { confusionChart, type ConfusionPanel } from "./charts/confusion.ts";
import { type CostBar, costChart } from "./charts/cost.ts";
import { learningChart } from "./charts/learning.ts";
import { allRecords, variantsWithRecords } from "./experiment_tables.ts";
import { distinct, runCount } from "./numbers.ts";
import { addressOf, type Paper, printedValue } from "./paper.ts";
import type { SuiteResults } from "./results.ts";
import { subtitle } from "./subtitle.ts";
import { corpusText, networkText } from "./wording.ts";

/** One chart per experiment that has records: the paper's matrix, then each variant's. */
export function confusionCharts(results: SuiteResults): NamedChart[] {
  return results.experiments.flatMap((experiment) => {
    const printed = results.paper === null ? null : printedMatrix(results.paper, experiment.id);
    const shown = variantsWithRecords(results, experiment);
    const panels = shown.map(({ variant, records }): ConfusionPanel => {
      const sum = confusionOver(records)!;
      const order = printed?.classes.every((name) => sum.classes.includes(name))
        ? printed.classes
        : sum.classes;
      const at = order.map((name) => sum.classes.indexOf(name));
      const sorted = (m: readonly (readonly number[])[]) => at.map((i) => at.map((j) => m[i]![j]!));
      const title = `${variant.label} (${runCount(records.length, variant.runs.length)})`;
      return { title, classes: order, shares: sorted(sum.shares), counts: sorted(sum.counts) };
    });
    if (panels.length === 0) return [];
    const lines = ["Percent of the true class (row), in brackets the clips of all runs together."];
    const title = `Confusion: ${experiment.title}`;
    const spec = confusionChart(
      { title, subtitle: subtitle(shown.flatMap(({ records }) => records), lines) },
      [
        ...(printed === null ? [] : [printed]),
        ...panels,
      ],
    );
    return [{ id: `confusion-${experiment.id}`, section: "confusion", alt: title, spec }];
  });
}

/** The matrix that the paper prints for an experiment's source, as a panel. */
function printedMatrix(paper: Paper, experiment: string): ConfusionPanel | null {
  const source = Object.keys(paper.sources).find((key) =>
    paper.sources[key]!.some((entry) => entry.experiment === experiment)
  );
  const table = paper.tables.find((t) => t.kind === "confusion" && t.address.source === source);
  if (source === undefined || table === undefined) return null;
  const columns = table.columns.slice(table.labels);
  const rows = table.rows.filter((row) => addressOf(table, row, columns[0]!)?.measure === "confusion");
  return {
    title: `paper, Table ${table.number}`,
    classes: rows.map((row) => row.address!.of!),
    shares: rows.map(({ printed }) =>
      printed.slice(table.labels).map((cell) => printedValue(cell, "share", paper.decimalSign) ?? 0)
    ),
    counts: null,
  };
}

/** One chart per experiment that has records, one column per variant. */
export function learningCharts(results: SuiteResults): NamedChart[] {
  return results.experiments.flatMap((experiment) => {
    const panels = variantsWithRecords(results, experiment)
      .filter(({ records }) => records.some(({ epochs }) => epochs.length > 0))
      .map(({ variant, records }) => ({
        title: `${variant.label}\n${runCount(records.length, variant.runs.length)}`,
        records,
      }));
    if (panels.length === 0) return [];
    const lines = [
      "Mean over the runs, band: one standard deviation. Training with dropout on.",
      "The test clips are watched only; nothing is chosen by them.",
    ].slice(0, optimistic(experiment) ? 1 : 2);
    const title = `Learning curves: ${experiment.title}`;
    const spec = learningChart(
      { title, subtitle: subtitle(panels.flatMap(({ records }) => records), lines) },
      panels,
    );
    return [{ id: `learning-${experiment.id}`, section: "learning", alt: title, spec }];
  });
}

function optimistic(experiment: Experiment): boolean {
  return experiment.variants.some(({ runs }) =>
    runs.some(({ settings }) => settings.training.report === "best-on-test")
  );
}

/** One chart: a bar per network, corpus and backend. */
export function costCharts(results: SuiteResults): NamedChart[] {
  const records = allRecords(results);
  if (records.length === 0) return [];
  const groups = distinct(records.map(costLabel));
  const bars = groups.map((network): CostBar => {
    const own = records.filter((record) => costLabel(record) === network);
    const { parameters, fileBytes, flops } = own[0]!.cost;
    const seconds = meanOf(own.map(trainingTime));
    return { network, parameters, fileBytes, flops, trainingSeconds: seconds };
  });
  const lines = [
    "Training time is wall-clock time, mean over the runs; it compares only within one backend.",
    ...(records.some(({ cost }) => cost.featureSeconds !== null)
      ? ["Where layers are frozen, one pass of all clips through them is included."]
      : []),
  ];
  const title = "Cost of the networks";
  const spec = costChart({ title, subtitle: subtitle(records, lines) }, bars);
  return [{ id: "cost", section: "cost", alt: title, spec }];
}

function costLabel({ settings, environment }: RunRecord): string {
  return `${networkText(settings.model)} · ${corpusText(settings.corpus.name)} · ${environment.backend}`;
}
