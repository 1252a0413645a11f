import type { LayerRow } from "../../model/cost.ts";
import { grouped } from "../numbers.ts";
import type { ChartSpec } from "../render.ts";
import { chart, COLOURS, type Heading } from "./theme.ts";

interface Column {
  readonly title: string;
  /** Pixels from the left edge to where the text is aligned. */
  readonly at: number;
  readonly align: "left" | "right";
  readonly text: (row: LayerRow) => string;
}

const COLUMNS: readonly Column[] = [
  { title: "layer", at: 8, align: "left", text: ({ name }) => name },
  { title: "kind", at: 130, align: "left", text: ({ kind }) => kind },
  { title: "output", at: 240, align: "left", text: ({ output }) => output.join(" x ") },
  { title: "kernel", at: 350, align: "left", text: ({ kernel }) => kernel ?? "" },
  { title: "stride", at: 410, align: "left", text: ({ stride }) => stride ?? "" },
  { title: "padding (t, b, l, r)", at: 470, align: "left", text: ({ padding }) => padding ?? "" },
  {
    title: "parameters",
    at: 690,
    align: "right",
    text: (row) => row.parameters > 0 ? grouped(row.parameters) : "",
  },
  {
    title: "multiply-adds",
    at: 800,
    align: "right",
    text: (row) => row.multiplyAdds > 0 ? grouped(row.multiplyAdds) : "",
  },
];
const WIDTH = 810;
const STEP = 20;

/** The layers of a network as a picture of a table (the paper's Figure 3); convolution and dense rows are tinted. */
export function networkChart(heading: Heading, layers: readonly LayerRow[]): ChartSpec {
  const rows = layers.map((layer, index) => ({ index: index + 1, layer }));
  const y = (extra: object = {}) => ({ field: "row", type: "ordinal", axis: null, ...extra });
  const columns = COLUMNS.map(({ title, at, align, text }) => ({
    data: {
      values: [
        { row: 0, text: title },
        ...rows.map(({ index, layer }) => ({ row: index, text: text(layer) })),
      ],
    },
    mark: { type: "text", align, baseline: "middle" },
    encoding: {
      x: { value: at },
      y: y(),
      text: { field: "text" },
      color: { condition: { test: "datum.row === 0", value: "#555" }, value: "black" },
    },
  }));
  const weighted = rows.filter(({ layer }) => layer.kind === "conv" || layer.kind === "dense");
  const band = {
    data: { values: weighted.map(({ index, layer }) => ({ row: index, kind: layer.kind })) },
    mark: { type: "rect", opacity: 0.3 },
    encoding: {
      x: { value: 0 },
      x2: { value: WIDTH },
      y: y(),
      color: {
        field: "kind",
        type: "nominal",
        legend: null,
        scale: { domain: ["conv", "dense"], range: [COLOURS.skyBlue, COLOURS.orange] },
      },
    },
  };
  return chart(heading, { width: WIDTH, height: { step: STEP }, layer: [band, ...columns] });
}
