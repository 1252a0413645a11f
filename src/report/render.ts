import * as vega from "vega";
import { compile, type TopLevelSpec } from "vega-lite";
import { textWidth } from "./font.ts";

/** Characters that no XML document may hold (XML 1.0, section 2.2): names of files and folders may. */
// deno-lint-ignore no-control-regex
const NO_XML = /[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g;

/** A Vega-Lite specification with its data inline. */
export type ChartSpec = Readonly<Record<string, unknown>>;

/** What Vega knows of a text that it lays out. */
interface TextItem {
  readonly fontSize?: number;
  readonly fontWeight?: string | number;
  readonly text?: unknown;
}

/** Vega without a canvas guesses the width of a text; this measures it in the font that is drawn. */
function measureTextInFont(): void {
  const metrics = (vega as unknown as { textMetrics: { width: (item: TextItem, text?: unknown) => number } })
    .textMetrics;
  metrics.width = (item, text) => {
    const line = text ?? item.text ?? "";
    const weight = item.fontWeight === "bold" || Number(item.fontWeight) >= 600 ? "bold" : "normal";
    return textWidth(String(line), item.fontSize ?? 11, weight);
  };
}

/**
 * Draws a chart. Sequential calls with equal specifications give equal text.
 *
 * @param warn Told of everything that Vega-Lite finds odd in the specification.
 * @returns An SVG document; its texts are text, in DejaVu Sans.
 */
export async function renderSvg(
  spec: ChartSpec,
  warn: (message: string) => void = () => {},
): Promise<string> {
  measureTextInFont();
  const logger = vega.logger(vega.Warn);
  logger.warn = (...parts: unknown[]) => (warn(parts.join(" ")), logger);
  const compiled = compile(spec as unknown as TopLevelSpec, { logger });
  const reset = vega as unknown as { resetSVGClipId?: () => void; resetSVGDefIds?: () => void };
  reset.resetSVGClipId?.();
  reset.resetSVGDefIds?.();
  const view = new vega.View(vega.parse(compiled.spec), { renderer: "none", logger });
  try {
    return (await view.toSVG()).replace(NO_XML, "\ufffd");
  } finally {
    view.finalize();
  }
}
