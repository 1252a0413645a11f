import { meanOf } from "../base/sum.ts";
import { estimateOver } from "../record/aggregate.ts";
import { trainingTime } from "../record/measure.ts";
import type { RunRecord } from "../record/record.ts";
import { tradeOffChart, type TradeOffPoint } from "./charts/trade_off.ts";
import type { NamedChart } from "./named_chart.ts";
import { type NetworkRow, networkRows } from "./network_rows.ts";
import { machineOf, mostCommonMachine } from "./machines.ts";
import { distinct } from "./numbers.ts";
import { remarksOn } from "./remarks.ts";
import type { SuiteResults } from "./results.ts";
import { subtitle } from "./subtitle.ts";
import { slug } from "./table.ts";
import { corpusText } from "./wording.ts";

/** Accuracy against size and against training time, one chart per corpus and kind of split that has runs. */
export function networkCharts(results: SuiteResults): NamedChart[] {
  const rows = networkRows(results);
  const machine = mostCommonMachine(
    rows.flatMap((row) => [...row.corpora.values()].flatMap((c) => c.records)),
  );
  const corpora = distinct(rows.flatMap((row) => [...row.corpora.keys()])).sort();
  const splits = distinct(rows.map(({ split }) => split));
  return corpora.flatMap((corpus) =>
    splits.flatMap((split) => chartOf(rows.filter((row) => row.split === split), corpus, split, machine))
  );
}

function chartOf(
  rows: readonly NetworkRow[],
  corpus: string,
  split: string,
  machine: string | null,
): NamedChart[] {
  const records = rows.flatMap((row) => row.corpora.get(corpus)?.records ?? []);
  const points = rows.flatMap((row) => pointOf(row, row.corpora.get(corpus)?.records ?? [], machine));
  // One network is no trade-off.
  if (distinct(points.map(({ network }) => network)).length < 2) return [];
  const title = `Accuracy against size and training time, ${corpusText(corpus)}, ${split}`;
  const lines = [
    "Mean and 95 % interval over the runs. Kinds of training are not to be ranked together.",
    ...remarksOn(records).filter((remark) =>
      records.some(({ data }) => remark.startsWith(data.weights?.disclosure ?? "-"))
    ),
  ];
  const spec = tradeOffChart({ title, subtitle: subtitle(records, lines.flatMap(broken)) }, points);
  return [{ id: `networks-${slug(corpus)}-${slug(split)}`, section: "networks", alt: title, spec }];
}

function pointOf(row: NetworkRow, records: readonly RunRecord[], machine: string | null): TradeOffPoint[] {
  const accuracy = estimateOver(records, ({ metrics }) => metrics.accuracy);
  if (accuracy === null) return [];
  const timed = records.filter((record) => machineOf(record) === machine);
  return [{
    network: shortName(row),
    input: row.input,
    kind: row.kind,
    accuracy,
    bytes: row.published.weightBytes,
    seconds: timed.length === 0 ? null : meanOf(timed.map(trainingTime)),
  }];
}

function shortName({ settings: { model } }: NetworkRow): string {
  if (model.name === "dscnn") return `DSCNN, ${model.downsampling}`;
  const weights = model.weights === "random" ? ", random" : model.weights === "imagenet" ? "" : ", pruned";
  return `${{ alexnet: "AlexNet", vgg16: "VGG16", resnet50: "ResNet50" }[model.name]}${weights}`;
}

/** Lines of at most about 110 characters. */
function broken(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < 110) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
