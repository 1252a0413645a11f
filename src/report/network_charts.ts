import { estimateOver } from "../record/aggregate.ts";
import type { Timing } from "../record/timing.ts";
import { tradeOffChart, type TradeOffPoint } from "./charts/trade_off.ts";
import type { NamedChart } from "./named_chart.ts";
import { type CorpusRuns, type NetworkRow, networkRows } from "./network_rows.ts";
import { distinct } from "./numbers.ts";
import { remarksOn } from "./remarks.ts";
import type { SuiteResults } from "./results.ts";
import { subtitle } from "./subtitle.ts";
import { slug } from "./table.ts";
import { timedRun, timedSeconds, timingOf } from "./timed.ts";
import { corpusText } from "./wording.ts";

/** Accuracy against size and against training time, one chart per corpus and kind of split that has runs. */
export function networkCharts(results: SuiteResults): NamedChart[] {
  const rows = networkRows(results);
  const timing = timingOf(results, rows);
  const corpora = distinct(rows.flatMap((row) => [...row.corpora.keys()])).sort();
  const splits = distinct(rows.map(({ split }) => split));
  return corpora.flatMap((corpus) =>
    splits.flatMap((split) => chartOf(rows.filter((row) => row.split === split), corpus, split, timing))
  );
}

function chartOf(
  rows: readonly NetworkRow[],
  corpus: string,
  split: string,
  timing: Timing | null,
): NamedChart[] {
  const records = rows.flatMap((row) => row.corpora.get(corpus)?.records ?? []);
  const points = rows.flatMap((row) => pointOf(row, row.corpora.get(corpus), timing));
  // One network is no trade-off.
  if (distinct(points.map(({ network }) => network)).length < 2) return [];
  const what = points.some(({ seconds }) => seconds !== null) ? "size and training time" : "size";
  const title = `Accuracy against ${what}, ${corpusText(corpus)}, ${split}`;
  const lines = [
    "Mean and 95 % interval over the runs. Kinds of training are not to be ranked together.",
    ...remarksOn(records).filter((remark) =>
      records.some(({ data }) => remark.startsWith(data.weights?.disclosure ?? "-"))
    ),
  ];
  const spec = tradeOffChart({ title, subtitle: subtitle(records, lines.flatMap(broken)) }, points);
  return [{ id: `networks-${slug(corpus)}-${slug(split)}`, section: "networks", alt: title, spec }];
}

function pointOf(row: NetworkRow, runs: CorpusRuns | undefined, timing: Timing | null): TradeOffPoint[] {
  const accuracy = estimateOver(runs?.records ?? [], ({ metrics }) => metrics.accuracy);
  if (accuracy === null) return [];
  const timed = timing && timedRun(timing, runs!.runIds);
  const seconds = timed && timedSeconds(timed);
  return [{
    network: shortName(row),
    input: row.input,
    kind: row.kind,
    accuracy,
    bytes: row.published.weightBytes,
    seconds: seconds && seconds.training + (seconds.frozen ?? 0),
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
