import type { ChartSpec } from "../render.ts";
import { chart, COLOURS, type Heading } from "./theme.ts";

/** What one network costs. */
export interface CostBar {
  /** Name of the bar. */
  readonly network: string;
  /** Count. */
  readonly parameters: number;
  /** Bytes of the saved weights. */
  readonly fileBytes: number;
  /** Operations of one forward pass of one image. */
  readonly flops: number;
  /** Mean over the runs. */
  readonly trainingSeconds: number;
}

/** Parameters, saved bytes, operations and training time, one bar per network in each of four panels. */
export function costChart(heading: Heading, bars: readonly CostBar[]): ChartSpec {
  const panels: [string, (bar: CostBar) => number][] = [
    ["thousand parameters", (bar) => bar.parameters / 1e3],
    ["saved file, MB", (bar) => bar.fileBytes / 1e6],
    ["MFLOP per image", (bar) => bar.flops / 1e6],
    ["training minutes per run", (bar) => bar.trainingSeconds / 60],
  ];
  return chart(heading, {
    spacing: 26,
    hconcat: panels.map(([title, value], p) => panel(title, bars, value, p === 0)),
  });
}

function panel(
  title: string,
  bars: readonly CostBar[],
  value: (bar: CostBar) => number,
  named: boolean,
): object {
  const values = bars.map((bar) => ({ network: bar.network, value: value(bar), text: short(value(bar)) }));
  const highest = Math.max(...values.map((v) => v.value), Number.MIN_VALUE);
  const y = {
    field: "network",
    type: "nominal",
    sort: bars.map(({ network }) => network),
    title: null,
    axis: named ? {} : null,
  };
  // Room for the number at the end of the longest bar.
  const x = {
    field: "value",
    type: "quantitative",
    title,
    scale: { domain: [0, highest * 1.35], nice: false },
    axis: { tickCount: 4 },
  };
  return {
    data: { values },
    width: 150,
    height: { step: 26 },
    encoding: { x, y },
    layer: [
      { mark: { type: "bar", size: 16, color: COLOURS.skyBlue } },
      { mark: { type: "text", align: "left", dx: 4 }, encoding: { text: { field: "text" } } },
    ],
  };
}

/** Three digits: `374`, `1.48`, `0.0213`. */
function short(value: number): string {
  return value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}
