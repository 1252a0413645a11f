import type { Estimate } from "../../record/aggregate.ts";
import { percentNumber } from "../numbers.ts";
import type { ChartSpec } from "../render.ts";
import { chart, COLOURS, type Heading, INPUT_SCALE } from "./theme.ts";

/** One line of the chart: a protocol (or a variant) for one input. Shares of 1. */
export interface AccuracyLine {
  /** Name of the row that the line stands in. */
  readonly row: string;
  /** Which colour it has. */
  readonly input: "raw" | "clean";
  /** One number per run; empty where nothing was run. */
  readonly values: readonly number[];
  /** Mean and interval of the values; `null` without runs. */
  readonly estimate: Estimate | null;
}

/** A number that the paper prints, and the tables that print it. */
export interface AccuracyTick {
  /** Which colour it has. */
  readonly input: "raw" | "clean";
  /** Share of 1. */
  readonly value: number;
  /** Such as `T5 T6`. */
  readonly tables: string;
}

const PAPER_ROW = "paper";

/**
 * Accuracy compared: the paper's numbers as ticks in a row of their own, below it one row per protocol with a
 * point per run, the mean as a diamond and its 95 % interval as a line.
 */
export function accuracyChart(
  heading: Heading,
  lines: readonly AccuracyLine[],
  ticks: readonly AccuracyTick[],
): ChartSpec {
  const rows = [...(ticks.length > 0 ? [PAPER_ROW] : []), ...new Set(lines.map(({ row }) => row))];
  const points = lines.flatMap(({ row, input, values }) =>
    values.map((v) => ({ row, input, value: percentNumber(v) }))
  );
  const means = lines.flatMap(({ row, input, estimate: e }) =>
    e === null ? [] : [{
      row,
      input,
      mean: percentNumber(e.mean),
      low: percentNumber(Math.max(0, e.interval?.[0] ?? e.mean)),
      high: percentNumber(Math.min(1, e.interval?.[1] ?? e.mean)),
      label: percentNumber(e.mean).toFixed(1),
    }]
  );
  const absent = lines.filter(({ values }) => values.length === 0).map(({ row, input }) => ({
    row,
    input,
    at: 1,
  }));
  const printed = ticks.map(({ input, value, tables }) => ({
    row: PAPER_ROW,
    input,
    value: percentNumber(value),
    tables,
  }));
  const y = {
    field: "row",
    type: "nominal",
    sort: rows,
    title: null,
    scale: { paddingInner: 0, paddingOuter: 0 },
    axis: { grid: true, tickBand: "extent" },
  };
  const yOffset = {
    field: "input",
    type: "nominal",
    sort: ["raw", "clean"],
    scale: { paddingInner: 0.2, paddingOuter: 0.6 },
  };
  const colour = { field: "input", type: "nominal", scale: INPUT_SCALE, title: "input" };
  const x = (field: string) => ({
    field,
    type: "quantitative",
    title: "%",
    scale: { domain: [0, 100] },
    axis: { tickCount: 11 },
  });
  const layer = (values: readonly unknown[], mark: object, encoding: object) => ({
    data: { values },
    mark,
    encoding: { y, yOffset, color: colour, ...encoding },
  });
  return chart(heading, {
    width: 560,
    height: { step: 26 },
    layer: [
      layer(means, { type: "rule", strokeWidth: 3, opacity: 0.45 }, { x: x("low"), x2: { field: "high" } }),
      layer(points, { type: "point", filled: true, size: 22, opacity: 0.55 }, { x: x("value") }),
      layer(
        means,
        {
          type: "point",
          filled: true,
          shape: "diamond",
          size: 110,
          stroke: "white",
          strokeWidth: 1,
          opacity: 1,
        },
        { x: x("mean") },
      ),
      layer(printed, { type: "tick", thickness: 3, size: 18, opacity: 1 }, { x: x("value") }),
      layer(
        absent,
        { type: "text", align: "left", text: "not run" },
        { x: x("at"), color: { value: COLOURS.grey } },
      ),
    ],
    resolve: { scale: { yOffset: "shared" } },
  });
}
