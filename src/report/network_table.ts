import { meanOf } from "../base/sum.ts";
import { estimateOver } from "../record/aggregate.ts";
import { trainingAccuracy } from "../record/measure.ts";
import type { RunRecord } from "../record/record.ts";
import { type CorpusRuns, type NetworkRow, networkRows } from "./network_rows.ts";
import { machineOf, mostCommonMachine } from "./machines.ts";
import { distinct, grouped, megabytes, percent, runCount, secondsText, spread } from "./numbers.ts";
import type { PaperTable } from "./paper.ts";
import { remarksOn } from "./remarks.ts";
import { missingNote, type SuiteResults } from "./results.ts";
import type { CellSource, Table, TableRow } from "./table.ts";
import { corpusText } from "./wording.ts";

/** How the paper's rows name the networks: the part that tells them apart. */
const NAMES: Readonly<Record<NetworkRow["name"], RegExp>> = {
  alexnet: /alex/i,
  vgg16: /vgg/i,
  resnet50: /resnet/i,
  dscnn: /dscnn|stride/i,
};

/**
 * Training time, size and accuracy of every network of a suite, below the row that the paper prints of it; `null`
 * where the suite has but one network. Times are shown of one machine, backend and engine alone: the one with
 * most runs.
 */
export function networkTable(results: SuiteResults): Table | null {
  const rows = networkRows(results);
  if (rows.length === 0) return null;
  const paper = results.paper?.tables.find(({ kind }) => kind === "cost") ?? null;
  const corpora = corpusOrder(rows);
  const records = rows.flatMap((row) => [...row.corpora.values()].flatMap((runs) => runs.records));
  const machine = mostCommonMachine(records);
  const printed = (name: NetworkRow["name"]): TableRow[] =>
    paper === null ? [] : printedRows(paper, name, corpora.length);
  const names = distinct(rows.map(({ name }) => name));
  return {
    id: paper?.id ?? "networks",
    caption: paper === null
      ? "Networks side by side"
      : `Table ${paper.number} of the paper: ${paper.caption}`,
    labels: 4,
    columns: [
      "Network",
      "Training",
      "Source",
      "Input",
      ...corpora.map((corpus) => `Training time\n${corpusText(corpus)}`),
      "Size, published\nlast layer replaced",
      "Size, as used\nsaved file",
      "Parameters\ntrained of all",
      "MFLOP\nper image",
      ...corpora.map((corpus) => `Accuracy %\n${corpusText(corpus)}`),
    ],
    rows: names.flatMap((name) => [
      ...printed(name),
      ...rows.filter((row) => row.name === name).map((row) => measuredRow(row, corpora, machine, records)),
    ]),
    notes: notes(results, rows, records, machine),
  };
}

/** In the order of the alphabet, which has IEMOCAP before RAVDESS. */
function corpusOrder(rows: readonly NetworkRow[]): string[] {
  return distinct(rows.flatMap((row) => [...row.corpora.keys()])).sort();
}

function printedRows(paper: PaperTable, name: NetworkRow["name"], corpora: number): TableRow[] {
  return paper.rows.filter(({ printed }) => NAMES[name].test(printed[0]!)).map(({ printed }) => {
    const [network, time, size, accuracy] = printed;
    // The paper's table is on one corpus, which sorts first.
    const rest = Array(corpora - 1).fill("");
    const cells = [
      network!,
      "as printed",
      "paper",
      "",
      time!,
      ...rest,
      size!,
      "",
      "",
      "",
      accuracy!,
      ...rest,
    ];
    return { cells, printed: true };
  });
}

function measuredRow(
  row: NetworkRow,
  corpora: readonly string[],
  machine: string | null,
  all: readonly RunRecord[],
): TableRow {
  const { network, kind, split, input, published, used } = row;
  const [first] = [...row.corpora.values()].flatMap(({ records }) => records);
  const parameters = first === undefined
    ? `– of ${grouped(used.trainableParameters)}`
    : `${grouped(first.cost.trainedParameters)} of ${grouped(first.cost.trainableParameters)}`;
  const counts = corpora.flatMap((corpus) => {
    const runs = row.corpora.get(corpus);
    return runs === undefined || runs.records.length === 0
      ? []
      : [runCount(runs.records.length, runs.planned)];
  });
  const cells = [
    network,
    kind,
    counts.length === 0 ? split : `${split} (${distinct(counts).join("; ")})`,
    input,
    ...corpora.map((corpus) => timeCell(row.corpora.get(corpus), machine)),
    megabytes(published.weightBytes),
    `${megabytes(used.weightBytes)}; ${megabytes(used.fileBytes)}`,
    parameters,
    (used.flops / 1e6).toFixed(0),
    ...corpora.map((corpus) => accuracyCell(row, row.corpora.get(corpus), all)),
  ];
  const before = cells.length - corpora.length;
  const sources = cells.map((_, c): CellSource | null => {
    const runs = c < before ? undefined : row.corpora.get(corpora[c - before]!);
    if (runs === undefined || runs.records.length === 0) return null;
    const { experiment, variant } = runs;
    return { experiment, variant, quantity: { measure: "accuracy" }, unit: "percent" };
  });
  return { cells, sources };
}

function timeCell(runs: CorpusRuns | undefined, machine: string | null): string {
  if (runs === undefined) return "";
  const own = runs.records.filter((record) => machineOf(record) === machine);
  if (runs.records.length === 0) return "not run";
  if (own.length === 0) return otherText(runs.records[0]!, machine ?? "");
  const mean = (of: (record: RunRecord) => number) => meanOf(own.map(of));
  const training = secondsText(mean(({ cost }) => cost.trainingSeconds));
  const frozen = own.every(({ cost }) => cost.featureSeconds !== null);
  return frozen ? `${secondsText(mean(({ cost }) => cost.featureSeconds ?? 0))} + ${training}` : training;
}

/** What keeps a time from being compared; an engine is named where backend and machine are the same. */
function otherText(record: RunRecord, machine: string): string {
  const engines = ["compiled", "tfjs"];
  const asBy = (engine: string) => machineOf({ ...record, environment: { ...record.environment, engine } });
  return engines.map(asBy).includes(machine) ? "other engine" : "other machine";
}

function accuracyCell(row: NetworkRow, runs: CorpusRuns | undefined, all: readonly RunRecord[]): string {
  if (runs === undefined) return "";
  const estimate = estimateOver(runs.records, ({ metrics }) => metrics.accuracy);
  if (estimate !== null) return spread(estimate, "percent");
  return weightsMissing(row, all) ? "weights missing" : "not run";
}

/** Whether no run of the suite has had the weights that this row needs. */
function weightsMissing({ settings: { model } }: NetworkRow, all: readonly RunRecord[]): boolean {
  if (model.name === "dscnn" || model.weights === "random") return false;
  return !all.some(({ settings, data }) =>
    settings.model.name === model.name && data.weights?.source === model.weights
  );
}

function notes(
  results: SuiteResults,
  rows: readonly NetworkRow[],
  records: readonly RunRecord[],
  machine: string | null,
): string[] {
  const absent = rows.filter((row) => weightsMissing(row, records)).map(({ settings }) => settings.model);
  const commands = distinct(absent.map(({ name }) => `\`deno task data fetch ${name}\``));
  const experiments = rows.flatMap((row) =>
    [...row.corpora.values()].filter((runs) => runs.records.length < runs.planned).map((r) => r.experiment)
  );
  return [
    "Rows with frozen layers, fine-tuned rows and networks trained from the start are different things: compare within a kind.",
    "Training time is that of one run, mean over the runs, wall clock; where layers are frozen: one pass of all clips through them + training of what stands behind.",
    ...(machine === null ? [] : [`Times are those of one machine and engine alone: ${machine}.`]),
    "Size, published: float32 weights of the published network with its last layer replaced (MB is 10^6 bytes); as used: of the network that was in fact used, with the classifier that the manifest sets, and its saved file.",
    ...(rows.some(({ settings: { model } }) => model.name !== "dscnn" && model.weights === "random")
      ? ["Networks with random initialisation have not seen ImageNet: they are no transfer learning."]
      : []),
    ...underfitted(rows),
    ...(commands.length === 0 ? [] : [`Weights that are missing: ${commands.join(", ")}.`]),
    ...remarksOn(records),
    ...missingNote(results, distinct(experiments)),
  ];
}

/** Below this share of its training clips a network says more about its training than about its features. */
const FITTED = 0.9;

function underfitted(rows: readonly NetworkRow[]): string[] {
  const named = rows.flatMap(({ network, corpora }) => {
    const records = [...corpora.values()].flatMap((runs) => runs.records);
    const training = estimateOver(records, trainingAccuracy);
    return training === null || training.mean >= FITTED ? [] : [{ network, share: training.mean }];
  });
  return [...Map.groupBy(named, ({ network }) => network)].map(([network, own]) => {
    const shares = own.map(({ share }) => share).sort((a, b) => a - b);
    const range = distinct([shares[0]!, shares.at(-1)!].map(percent)).join(" to ");
    return `Not fitted: ${network} has only ${range} % of its training clips right in the last epoch; longer ` +
      "training or a larger learning rate might change its accuracy.";
  });
}
