import { type Content, type Html, html } from "./html.ts";
import type { DrawnChart } from "./page_data.ts";

/** Charts whose values a reader may want to point at; the others hold nothing that is not written in them. */
const POINTED = /^(?:accuracy|learning|cost|networks-|waveform)/;

/** True if a chart can be made to show values under the pointer. */
export function isInteractive({ id, section }: Pick<DrawnChart, "id" | "section">): boolean {
  return POINTED.test(id) || section === "multiverse";
}

/** Where the browser puts a chart; its name is said to those who do not see it. */
export function chartFigure(chart: DrawnChart, attributes: Content = null): Html {
  const { id, alt } = chart;
  const size = /^<svg [^>]*?width="(\d+)" height="(\d+)"/.exec(chart.svg);
  return html`
    <figure class="chart" id="${id}" ${attributes}>
      <div class="scroll" role="group" tabindex="0" aria-label="Chart: ${alt}">
        <div class="drawing" role="img" aria-label="${alt}" data-chart="${id}" ${size !== null && html`
          data-width="${size[1]!}" data-height="${size[2]!}"
        `}></div>
      </div>
      <figcaption>${isInteractive(chart) && html`
        <button type="button" class="needs-script" data-point="${id}">Show values under the pointer</button>
      `}<span class="file">charts/${id}.svg</span></figcaption>
    </figure>
  `;
}
