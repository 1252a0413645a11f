import { percentNumber } from "../numbers.ts";
import type { ChartSpec } from "../render.ts";
import { guideLayer, settingMatrix, type Shared } from "./setting_matrix.ts";
import type { CurveReading, CurveSetting } from "./setting_rows.ts";
import { spreadLabels } from "./spread_labels.ts";
import { chart, COLOURS, type Heading } from "./theme.ts";

/** A number that the paper prints, drawn as a line. */
export interface CurveLine {
  /** Share of 1. */
  readonly value: number;
  /** Right of the line, such as `clean 80.5 (T5 T6)`; lines of one label share it. */
  readonly label: string;
  /** What the number is printed for. */
  readonly input: "raw" | "clean";
}

/** Everything that a specification curve shows. */
export interface SpecificationCurve {
  /** In any order. */
  readonly readings: readonly CurveReading[];
  /** What the readings differ in, from the top. */
  readonly settings: readonly CurveSetting[];
  /** The paper's numbers. */
  readonly printed: readonly CurveLine[];
  /** Accuracy of guessing, share of 1. */
  readonly chance: number;
}

const SPLITS: readonly (readonly [CurveReading["split"], string])[] = [
  ["random split", COLOURS.blue],
  ["speaker-independent split", COLOURS.vermillion],
  ["leaking split", COLOURS.purple],
];
const HEIGHT = 240;

/**
 * Specification curve: every reading's accuracy from the lowest to the highest, and below each the settings
 * that led to it. Source: Simonsohn, Simmons & Nelson 2020, Nature Human Behaviour 4, 1208-1214.
 */
export function specificationCurve(heading: Heading, curve: SpecificationCurve): ChartSpec {
  const readings = curve.readings.toSorted((a, b) => a.accuracy - b.accuracy);
  const width = readings.length * Math.max(3, Math.min(12, Math.floor(640 / readings.length)));
  const points = readings.map(({ accuracy, split, cell }, i) => ({
    rank: i + 1,
    accuracy: percentNumber(accuracy),
    split,
    default: cell.every((level) => level === 0),
  }));
  const leaky = readings.some(({ split }) => split === "leaking split");
  const shown = SPLITS.filter(([split]) => leaky || split !== "leaking split");
  const x = {
    field: "rank",
    type: "quantitative",
    title: null,
    scale: { domain: [0, readings.length + 1], nice: false },
    axis: null,
  };
  const color = {
    field: "split",
    type: "nominal",
    title: null,
    scale: { domain: shown.map(([split]) => split), range: shown.map(([, colour]) => colour) },
    legend: { orient: "top", symbolType: "circle" },
  };
  const guide = points.filter((point) => point.default);
  const shared = { x, color, width: Math.max(240, width), guide };
  return chart(heading, {
    vconcat: [accuracies(points, curve, shared), settingMatrix(readings, curve.settings, shared)],
    spacing: 4,
    resolve: { scale: { color: "shared", x: "independent", y: "independent" } },
  });
}

function accuracies(points: readonly object[], curve: SpecificationCurve, shared: Shared): object {
  const { x, color, width, guide } = shared;
  const y = (field: string) => ({
    field,
    type: "quantitative",
    title: "accuracy %",
    scale: { domain: [0, 100] },
  });
  const lines = [
    ...curve.printed.map(({ value, label, input }) => ({ value: percentNumber(value), label, dash: input })),
    { value: percentNumber(curve.chance), label: `chance ${percentNumber(curve.chance)}`, dash: "chance" },
  ];
  const dash = {
    field: "dash",
    type: "nominal",
    scale: { domain: ["clean", "raw", "chance"], range: [[1, 0], [6, 3], [2, 3]] },
    legend: null,
  };
  const beside = {
    type: "text",
    align: "left",
    baseline: "middle",
    dx: 5,
    fontSize: 10,
    color: "#333",
  };
  return {
    width,
    height: HEIGHT,
    layer: [
      guideLayer(shared),
      {
        data: { values: lines },
        mark: { type: "rule", color: "#555" },
        encoding: { y: y("value"), strokeDash: dash },
      },
      {
        data: { values: labels(lines) },
        mark: beside,
        encoding: { x: { value: width }, y: y("at"), text: { field: "label" } },
      },
      {
        data: { values: points },
        mark: { type: "point", filled: true, size: 34, opacity: 1 },
        encoding: { x, y: y("accuracy"), color },
      },
      {
        data: { values: guide },
        mark: { type: "point", shape: "diamond", size: 150, strokeWidth: 2, color: "black", opacity: 1 },
        encoding: { x, y: y("accuracy") },
      },
      {
        data: { values: guide },
        mark: { type: "text", dy: 17, fontSize: 10, text: "default reading" },
        encoding: { x, y: y("accuracy") },
      },
    ],
  };
}

/** Lines with a place for their labels, moved apart where they would overlap. */
function labels(lines: readonly { readonly value: number; readonly label: string }[]): object[] {
  const texts = [...new Set(lines.map(({ label }) => label))];
  const values = texts.map((text) => lines.find(({ label }) => label === text)!.value);
  return spreadLabels(values, 100 * 12 / HEIGHT).map((at, i) => ({ at, label: texts[i] }));
}
