import type { Experiment, Variant } from "../manifest/experiment.ts";
import type { RunRecord } from "../record/record.ts";
import { distinct, grouped, intervalText, megabytes, runCount, secondsText, spread } from "./numbers.ts";
import { remarksOn, trialNote } from "./remarks.ts";
import { missingNote, recordsOf, type SuiteResults } from "./results.ts";
import type { Summary, SummaryRow } from "./summary.ts";
import type { Table } from "./table.ts";
import { corpusText } from "./wording.ts";

/** What the cells of these tables are. */
export const MEASURED = "Mean ± sample standard deviation over the runs (folds and seeds), in percent.";

/** All records of the results. */
export function allRecords(results: SuiteResults): RunRecord[] {
  const records = results.experiments.flatMap(({ variants }) =>
    variants.flatMap((v) => recordsOf(results, v))
  );
  // Experiments may share runs.
  return [...new Map(records.map((record) => [record.id, record])).values()];
}

/** Every experiment and variant side by side: accuracy, its interval, unweighted accuracy, F1. */
export function comparisonTable(results: SuiteResults, summary: Summary): Table {
  const missing = distinct(summary.rows.filter((r) => r.runs < r.plannedRuns).map((r) => r.experiment));
  return {
    id: "comparison",
    caption: "All experiments: accuracy on the test clips",
    labels: 4,
    columns: [
      "Corpus",
      "Protocol",
      "Experiment",
      "Variant",
      "Runs",
      "Accuracy %",
      "95 % interval",
      "Unweighted accuracy %",
      "Weighted F1 %",
      "Training accuracy %",
    ],
    rows: summary.rows.map((row) => ({
      cells: [
        row.testCorpus === null
          ? corpusText(row.corpus)
          : `${corpusText(row.corpus)} to ${corpusText(row.testCorpus)}`,
        row.protocol,
        row.experiment,
        row.variant,
        runCount(row.runs, row.plannedRuns),
        ...accuracyCells(row),
      ],
    })),
    notes: [
      MEASURED + " Accuracy: share of clips predicted right; unweighted: mean of the class recalls.",
      "The interval is that of the mean: Student's t with the variance corrected for shared training clips (Nadeau & Bengio 2003), cut off at 0 and 100.",
      ...trialNote(results),
      ...remarksOn(allRecords(results)),
      ...missingNote(results, missing),
    ],
  };
}

function accuracyCells(row: SummaryRow): string[] {
  const { accuracy, unweightedAccuracy, weightedF1, trainingAccuracy } = row;
  const cell = (e: typeof accuracy) => (e === null ? "not run" : spread(e, "percent"));
  return [
    cell(accuracy),
    accuracy === null ? "not run" : intervalText(accuracy),
    cell(unweightedAccuracy),
    cell(weightedF1),
    trainingAccuracy === null && accuracy !== null ? "–" : cell(trainingAccuracy),
  ];
}

/** What each variant costs. */
export function costTable(results: SuiteResults, summary: Summary): Table {
  const number = (value: number | null, show: (value: number) => string) =>
    value === null ? "not run" : show(value);
  return {
    id: "cost",
    caption: "Cost of each variant",
    labels: 2,
    columns: [
      "Experiment",
      "Variant",
      "Parameters",
      "Weights",
      "Saved file",
      "MFLOP per image",
      "Training time per run",
      "Backend, engine",
    ],
    rows: summary.rows.map((row) => ({
      cells: [
        row.experiment,
        row.variant,
        number(row.parameters, grouped),
        number(row.weightBytes, megabytes),
        number(row.fileBytes, megabytes),
        number(row.flops, (flops) => (flops / 1e6).toFixed(1)),
        timeText(row),
        row.machines.join("; ") || "not run",
      ],
    })),
    notes: [
      "MB is 10^6 bytes; weights are float32; parameters count the running statistics of batch norm; a multiply-add counts as two operations (FLOP).",
      "Training time is wall-clock time and depends on what else ran; it compares only within one machine. Where layers are frozen: one pass of all clips through them + training.",
      ...remarksOn(allRecords(results)),
    ],
  };
}

/** Time of the training steps, with that of the pass through frozen layers before it. */
function timeText({ trainingSeconds, featureSeconds }: SummaryRow): string {
  if (trainingSeconds === null) return "not run";
  const training = secondsText(trainingSeconds.mean);
  return featureSeconds === null ? training : `${secondsText(featureSeconds.mean)} + ${training}`;
}

/** The variants of an experiment that have records. */
export function variantsWithRecords(
  results: SuiteResults,
  experiment: Experiment,
): { variant: Variant; records: RunRecord[] }[] {
  return experiment.variants
    .map((variant) => ({ variant, records: recordsOf(results, variant) }))
    .filter(({ records }) => records.length > 0);
}
