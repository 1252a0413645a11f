import { deviationOf, meanOf } from "../../base/sum.ts";
import type { RunRecord } from "../../record/record.ts";
import type { ChartSpec } from "../render.ts";
import { chart, COLOURS, type Heading } from "./theme.ts";

/** The runs of one variant. */
export interface LearningPanel {
  /** Lines are parted by `\n`. */
  readonly title: string;
  /** The runs, of any number of epochs. */
  readonly records: readonly RunRecord[];
}

interface Point {
  readonly panel: string;
  readonly epoch: number;
  readonly part: "training" | "test";
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** Loss and accuracy by epoch, training and test: the mean over the runs, with a band of one standard deviation. */
export function learningChart(heading: Heading, panels: readonly LearningPanel[]): ChartSpec {
  const width = Math.max(130, Math.min(300, Math.floor(760 / panels.length)));
  const titles = panels.map(({ title }) => title);
  const row = (name: string, title: string, values: readonly Point[], domain: readonly number[] | null) => ({
    data: { name, values },
    facet: {
      column: {
        field: "panel",
        type: "nominal",
        sort: titles,
        title: null,
        header: name === "loss"
          ? { labelExpr: "split(datum.label, '\\n')", labelLineHeight: 15 }
          : { labels: false },
      },
    },
    spacing: 18,
    spec: { width, height: 150, ...curves(title, domain) },
  });
  return chart(heading, {
    vconcat: [
      row("loss", "loss (cross entropy)", points(panels, "loss"), null),
      row("accuracy", "accuracy %", points(panels, "accuracy"), [0, 100]),
    ],
    resolve: { scale: { color: "shared" } },
  });
}

function curves(title: string, domain: readonly number[] | null): object {
  const y = (field: string) => ({
    field,
    type: "quantitative",
    title,
    scale: domain === null ? { zero: true } : { domain },
  });
  const color = {
    field: "part",
    type: "nominal",
    title: null,
    scale: { domain: ["training", "test"], range: [COLOURS.green, COLOURS.purple] },
    legend: { symbolType: "stroke", symbolStrokeWidth: 2 },
  };
  const x = { field: "epoch", type: "quantitative", title: "epoch", axis: { tickMinStep: 1, tickCount: 5 } };
  return {
    layer: [
      { mark: { type: "area", opacity: 0.2 }, encoding: { x, y: y("low"), y2: { field: "high" }, color } },
      { mark: { type: "line", strokeWidth: 1.8, clip: true }, encoding: { x, y: y("mean"), color } },
    ],
  };
}

function points(panels: readonly LearningPanel[], of: "loss" | "accuracy"): Point[] {
  return panels.flatMap(({ title, records }) => {
    const last = Math.max(0, ...records.map(({ epochs }) => epochs.length));
    return (["training", "test"] as const).flatMap((part) =>
      Array.from({ length: last }, (_, e) => e).flatMap((e) => {
        const values = records.flatMap(({ epochs }) => {
          const epoch = epochs[e];
          if (epoch === undefined) return [];
          const test = of === "loss" ? epoch.validationLoss : epoch.validationAccuracy;
          return (part === "training" ? epoch[of] : test) ?? [];
        });
        return values.length === 0 ? [] : [{ panel: title, part, epoch: e + 1, ...band(values, of) }];
      })
    );
  });
}

/** Mean and one sample standard deviation to either side; accuracy in percent and within 0 to 100. */
function band(
  values: readonly number[],
  of: "loss" | "accuracy",
): { mean: number; low: number; high: number } {
  const mean = meanOf(values);
  const deviation = values.length < 2 ? 0 : deviationOf(values);
  const scale = of === "accuracy" ? 100 : 1;
  const highest = of === "accuracy" ? 1 : Infinity;
  const show = (value: number) => Math.round(scale * value * 1e4) / 1e4;
  return {
    mean: show(mean),
    low: show(Math.max(0, mean - deviation)),
    high: show(Math.min(highest, mean + deviation)),
  };
}
