import { scheme } from "vega";
import { base64Bytes, type SpectrogramFigure, toBase64 } from "../../record/figures.ts";
import { indexedPng } from "../png.ts";
import type { ChartSpec } from "../render.ts";
import { chart, type Heading } from "./theme.ts";

const SIDE = 128;

let palette: Uint8Array | null = null;

/** One spectrogram per class, raw above clean (the paper's Figure 2); viridis, bright is loud. */
export function spectrogramChart(heading: Heading, figures: readonly SpectrogramFigure[]): ChartSpec {
  const labels = [...new Set(figures.map(({ label }) => label))];
  const values = figures.map((figure) => ({
    label: figure.label,
    input: figure.input,
    seconds: `${figure.seconds.toFixed(2)} s`,
    url: spectrogramImage(figure),
  }));
  const middle = { x: { value: SIDE / 2 }, y: { value: SIDE / 2 } };
  return chart(heading, {
    data: { values },
    facet: {
      column: { field: "label", type: "nominal", sort: labels, title: null },
      row: { field: "input", type: "nominal", sort: ["raw", "clean"], title: null },
    },
    spacing: 8,
    spec: {
      width: SIDE,
      height: SIDE,
      layer: [
        {
          mark: { type: "image", width: SIDE, height: SIDE, aspect: false },
          encoding: { ...middle, url: { field: "url", type: "nominal" } },
        },
        corner({ stroke: "black", strokeWidth: 3, strokeJoin: "round" }),
        corner({ color: "white" }),
      ],
    },
  });
}

/** A spectrogram as a `data:` address of a PNG in viridis. */
export function spectrogramImage({ values, size }: SpectrogramFigure): string {
  palette ??= viridis();
  return `data:image/png;base64,${toBase64(indexedPng(base64Bytes(values), size, palette))}`;
}

/** The duration in the upper right corner, where there is least to hide. */
function corner(style: object): object {
  return {
    mark: { type: "text", align: "right", baseline: "top", ...style },
    encoding: { x: { value: SIDE - 4 }, y: { value: 4 }, text: { field: "seconds" } },
  };
}

/** 256 colours, three bytes each. */
function viridis(): Uint8Array {
  const colour = scheme("viridis") as unknown as (share: number) => string;
  const bytes = Array.from({ length: 256 }, (_, i) => {
    const parts = colour(i / 255).match(/\d+/g);
    if (parts === null || parts.length !== 3) {
      throw new TypeError(`Cannot read the colour ${colour(i / 255)}`);
    }
    return parts.map(Number);
  });
  return Uint8Array.from(bytes.flat());
}
