import { Resvg } from "@resvg/resvg-js";
import { fontFiles } from "./font.ts";

/** An SVG document as a PNG file, two pixels for each of its units, white behind it. */
export function renderPng(svg: string): Uint8Array {
  const resvg = new Resvg(svg, {
    background: "white",
    font: {
      loadSystemFonts: false,
      fontFiles: fontFiles(),
      defaultFontFamily: "DejaVu Sans",
      sansSerifFamily: "DejaVu Sans",
    },
    fitTo: { mode: "zoom", value: 2 },
  });
  return new Uint8Array(resvg.render().asPng());
}
