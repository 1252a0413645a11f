import { type CurveReading, type CurveSetting, rowOf, settingRows } from "./setting_rows.ts";

/** What both parts of a specification curve have in common. */
export interface Shared {
  /** Channel of the reading's rank. */
  readonly x: object;
  /** Channel of the split. */
  readonly color: object;
  /** Of the plot, pixels. */
  readonly width: number;
  /** The default reading, if it was run. */
  readonly guide: readonly object[];
}

/** A light line through the default reading in both parts. */
export function guideLayer({ x, guide }: Shared): object {
  return { data: { values: guide }, mark: { type: "rule", color: "#ddd", strokeWidth: 5 }, encoding: { x } };
}

/** Below the curve: one row per value of each setting, a mark where a reading has it. */
export function settingMatrix(
  readings: readonly CurveReading[],
  own: readonly CurveSetting[],
  shared: Shared,
): object {
  const { x, color, width } = shared;
  const rows = settingRows(own, readings);
  const y = {
    field: "row",
    type: "nominal",
    sort: rows.map(({ row }) => row),
    title: null,
    scale: { domain: rows.map(({ row }) => row) },
    axis: {
      labelExpr: "split(datum.label, '|')[1]",
      labelFontWeight: {
        condition: { test: "indexof(datum.value, '|') == 0", value: "bold" },
        value: "normal",
      },
      grid: false,
      ticks: false,
      domain: false,
    },
  };
  const dots = readings.flatMap(({ cell, split }, i) =>
    cell.map((level, s) => ({ rank: i + 1, row: rowOf(own[s]!, s, level), split }))
  );
  const right = { type: "text", align: "left", baseline: "middle", dx: 5, fontSize: 10, color: "#333" };
  return {
    width,
    height: { step: 13 },
    layer: [
      guideLayer(shared),
      {
        data: { values: dots },
        mark: { type: "tick", thickness: 4, size: 8, opacity: 1 },
        encoding: { x, y, color },
      },
      {
        data: { values: rows },
        mark: right,
        encoding: { x: { value: width }, y, text: { field: "text" } },
      },
    ],
  };
}
