import type { ChartSpec } from "../render.ts";
import { chart, type Heading } from "./theme.ts";

/** One matrix of the chart. */
export interface ConfusionPanel {
  /** Above the matrix. */
  readonly title: string;
  /** True and predicted classes, in the same order. */
  readonly classes: readonly string[];
  /** Share of each true class (rows), shape `[k, k]`. */
  readonly shares: readonly (readonly number[])[];
  /** Counts, or `null` where only shares are known. */
  readonly counts: readonly (readonly number[])[] | null;
}

const CELL = 44;

/** Confusion matrices side by side: grey is the share of the true class, the text its percent and the count. */
export function confusionChart(heading: Heading, panels: readonly ConfusionPanel[]): ChartSpec {
  return chart(heading, {
    columns: panels.length === 4 ? 2 : Math.min(3, panels.length),
    spacing: 34,
    concat: panels.map(matrix),
    resolve: { scale: { color: "shared" } },
  });
}

function matrix({ title, classes, shares, counts }: ConfusionPanel): object {
  const values = classes.flatMap((truth, i) =>
    classes.map((predicted, j) => {
      const share = shares[i]?.[j] ?? 0;
      const count = counts?.[i]?.[j];
      const text = [`${Math.round(100 * share)}`, ...(count === undefined ? [] : [`(${count})`])];
      return { truth, predicted, share: Math.round(share * 1e4) / 1e4, text };
    })
  );
  const position = (field: string, name: string) => ({
    field,
    type: "nominal",
    sort: [...classes],
    title: name,
  });
  return {
    title: { text: title, fontSize: 12, anchor: "middle", offset: 6 },
    data: { values },
    width: CELL * classes.length,
    height: CELL * classes.length,
    encoding: {
      x: { ...position("predicted", "predicted"), axis: { labelAngle: -40 } },
      y: position("truth", "true"),
    },
    layer: [
      {
        mark: { type: "rect", stroke: "#ddd" },
        encoding: {
          color: {
            field: "share",
            type: "quantitative",
            scale: { domain: [0, 1], range: ["#ffffff", "#1a1a1a"] },
            legend: { title: "share of true class", format: ".0%", gradientLength: 160 },
          },
        },
      },
      {
        mark: { type: "text", lineHeight: 13, baseline: "middle", dy: counts === null ? 0 : -6 },
        encoding: {
          text: { field: "text" },
          color: { condition: { test: "datum.share > 0.45", value: "white" }, value: "black" },
        },
      },
    ],
  };
}
