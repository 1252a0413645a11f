import type { Estimate } from "../../record/aggregate.ts";
import { percentNumber } from "../numbers.ts";
import type { ChartSpec } from "../render.ts";
import { chart, COLOURS, type Heading, INPUT_SCALE } from "./theme.ts";

/** One network in a trade-off. */
export interface TradeOffPoint {
  /** Name beside the point. */
  readonly network: string;
  /** Which colour it has. */
  readonly input: "raw" | "clean";
  /** Which shape it has. */
  readonly kind: string;
  /** Share of clips predicted right, over the runs. */
  readonly accuracy: Estimate;
  /** Float32 bytes of the published network with its last layer replaced. */
  readonly bytes: number;
  /** Of one run, the pass through frozen layers included; `null` where it was not timed. */
  readonly seconds: number | null;
}

/** Kinds of training, in the order of their shapes. */
const KINDS = ["trained from the start", "frozen backbone", "fine-tuned", "first layers frozen"] as const;

/** Accuracy against size, and beside it against training time where it was taken; both on logarithmic axes. */
export function tradeOffChart(heading: Heading, points: readonly TradeOffPoint[]): ChartSpec {
  const rows = points.map(({ network, input, kind, accuracy, bytes, seconds }) => ({
    network,
    input,
    kind,
    mean: percentNumber(accuracy.mean),
    low: percentNumber(Math.max(0, accuracy.interval?.[0] ?? accuracy.mean)),
    high: percentNumber(Math.min(1, accuracy.interval?.[1] ?? accuracy.mean)),
    megabytes: bytes / 1e6,
    minutes: seconds === null ? null : seconds / 60,
  }));
  const timed = rows.filter(({ minutes }) => minutes !== null);
  return chart(heading, {
    spacing: 34,
    hconcat: [
      panel(rows, "megabytes", "size of the published network, MB", true),
      ...(timed.length === 0 ? [] : [panel(timed, "minutes", "training time of one run, minutes", false)]),
    ],
    resolve: { scale: { color: "shared", shape: "shared" } },
  });
}

interface Row {
  readonly network: string;
  readonly input: string;
  readonly high: number;
  readonly mean: number;
}

function panel<T extends Row>(
  rows: readonly T[],
  field: keyof T & string,
  title: string,
  first: boolean,
): object {
  const scale = { type: "log", nice: true, padding: 24 };
  const axis = { labelOverlap: "greedy", labelSeparation: 8, gridColor: "#eee" };
  const x = { field, type: "quantitative", title, scale, axis };
  const y = (of: string) => ({
    field: of,
    type: "quantitative",
    title: first ? "accuracy, %" : null,
    scale: { domain: [0, 100] },
  });
  const color = { field: "input", type: "nominal", scale: INPUT_SCALE, title: "input" };
  const shapes = { domain: [...KINDS], range: ["circle", "square", "triangle-up", "diamond"] };
  const shape = { field: "kind", type: "nominal", scale: shapes, title: "training" };
  return {
    data: { values: rows },
    width: 300,
    height: 300,
    layer: [
      {
        mark: { type: "rule", strokeWidth: 2, opacity: 0.5 },
        encoding: { x, y: y("low"), y2: { field: "high" }, color },
      },
      {
        mark: { type: "point", filled: true, size: 90, opacity: 1, stroke: "white", strokeWidth: 0.5 },
        encoding: { x, y: y("mean"), color, shape },
      },
      // One name per network, above its higher point.
      {
        data: { values: highest(rows) },
        mark: { type: "text", align: "center", dy: -10, color: COLOURS.black },
        encoding: { x, y: y("high"), text: { field: "network" } },
      },
    ],
  };
}

function highest<T extends Row>(rows: readonly T[]): T[] {
  return [...Map.groupBy(rows, ({ network }) => network).values()].map((group) =>
    group.reduce((a, b) => (b.high > a.high ? b : a))
  );
}
