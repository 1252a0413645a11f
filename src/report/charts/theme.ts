import { FONT_FAMILY } from "../font.ts";
import type { ChartSpec } from "../render.ts";

/** Colours that people with any colour vision tell apart (Okabe & Ito 2008). */
export const COLOURS = {
  black: "#000000",
  orange: "#E69F00",
  skyBlue: "#56B4E9",
  green: "#009E73",
  yellow: "#F0E442",
  blue: "#0072B2",
  vermillion: "#D55E00",
  purple: "#CC79A7",
  grey: "#999999",
} as const;

/** Raw and clean have the same colours in every chart. */
export const INPUT_SCALE = { domain: ["raw", "clean"], range: [COLOURS.orange, COLOURS.blue] } as const;

/** What stands above a chart. */
export interface Heading {
  /** In large letters. */
  readonly title: string;
  /** Lines below the title, such as what the numbers are and where they come from. */
  readonly subtitle: readonly string[];
}

/** A complete specification: the body with heading, schema, font and sizes. */
export function chart(heading: Heading, body: ChartSpec): ChartSpec {
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    background: "white",
    padding: 10,
    title: { text: heading.title, subtitle: heading.subtitle, anchor: "start", offset: 14 },
    ...body,
    config: {
      font: FONT_FAMILY,
      title: { fontSize: 15, subtitleFontSize: 11, subtitleColor: "#444", subtitlePadding: 5 },
      axis: {
        labelFontSize: 11,
        titleFontSize: 11,
        titleFontWeight: "normal",
        labelLimit: 420,
        labelFlush: false,
      },
      legend: {
        labelFontSize: 11,
        titleFontSize: 11,
        titleFontWeight: "normal",
        labelLimit: 300,
        symbolOpacity: 1,
      },
      header: { labelFontSize: 12, titleFontSize: 12, labelLimit: 400 },
      text: { fontSize: 11 },
      view: { stroke: "#ddd" },
    },
  };
}
