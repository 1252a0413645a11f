import { allRecords } from "../experiment_tables.ts";
import { assetElement, packed } from "./assets.ts";
import { browserScript, styleSheet } from "./bundle.ts";
import { cellDetails } from "./cells.ts";
import { isInteractive } from "./chart_figure.ts";
import { matrixDetails } from "./confusion_section.ts";
import { type Html, html, markupOf, rawHtml } from "./html.ts";
import { claimDetail } from "./judgement_text.ts";
import { chartLibraries } from "./libraries.ts";
import { overviewHtml, titleOf } from "./overview.ts";
import type { PageData } from "./page_data.ts";
import { measuredTables } from "./paper_section.ts";
import { policyOf } from "./policy.ts";
import { packRecords, type Sidecar } from "./records.ts";
import { type Section, sectionHtml } from "./section.ts";
import { filterBar, measuredSections, otherSections, paperSections } from "./sections.ts";

/** A results page and what lies beside it. */
export interface Page {
  /** `index.html`. */
  readonly html: string;
  /** Scripts with the records that the page has no room for; empty for most suites. */
  readonly sidecars: readonly Sidecar[];
}

/** Characters of packed records that a page holds; with charts and libraries it stays below 5 MB. */
export const EMBED_LIMIT = 2_500_000;

/**
 * One file that shows everything: readable without a network, a server or (but for charts, filters and records)
 * a script. Equal data give an equal page.
 *
 * @param limit Characters of packed records beyond which all of them become sidecars.
 * @param live Name of this state of the page where it is served and follows the runs, else `null`.
 */
export async function buildPage(
  data: PageData,
  limit: number = EMBED_LIMIT,
  live: string | null = null,
): Promise<Page> {
  const [style, script, libraries] = await Promise.all([styleSheet(), browserScript(), chartLibraries()]);
  const { embedded, sidecars } = packRecords(allRecords(data.results), limit);
  const policy = policyOf([script, libraries], style, sidecars.length > 0, live !== null);
  const assets = [
    assetElement("details", packed(JSON.stringify(details(data)))),
    ...chartAssets(data),
    assetElement("libraries", packed(libraries)),
    ...embedded.map(([id, base64]) => assetElement(`run:${id}`, base64)),
  ];
  return { html: markupOf(document(data, { policy, style, script, assets, live })), sidecars };
}

/** What the browser has to know besides the records. */
function details(data: PageData): object {
  return {
    cells: Object.fromEntries(measuredTables(data).flatMap((table) => cellDetails(data.results, table))),
    matrices: Object.fromEntries(matrixDetails(data)),
    claims: Object.fromEntries((data.judgements ?? []).map((one) => [one.id, claimDetail(one)])),
  };
}

/** Drawings of the charts that the page shows as such, and the specifications of those that can be pointed at. */
function chartAssets({ charts }: PageData): Html[] {
  const shown = charts.filter(({ id, section }) => section !== "confusion" && id !== "spectrograms");
  return shown.flatMap((chart) => [
    assetElement(`chart:${chart.id}`, packed(chart.svg)),
    ...(isInteractive(chart) ? [assetElement(`spec:${chart.id}`, packed(JSON.stringify(chart.spec)))] : []),
  ]);
}

interface Parts {
  readonly policy: string;
  readonly style: string;
  readonly script: string;
  readonly assets: readonly Html[];
  readonly live: string | null;
}

function document(data: PageData, { policy, style, script, assets, live }: Parts): Html {
  const [paper, measured, other] = [paperSections(data), measuredSections(data), otherSections(data)];
  const title = `${data.results.paper === null ? "Results" : "Replication"}: ${titleOf(data.results)}`;
  return html`
    <!DOCTYPE html>
    <html lang="en">
      <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="referrer" content="no-referrer">
    <title>${title}</title>
    <style>${rawHtml(style)}</style>${live !== null && html`
      <link rel="stylesheet" href="/live.css">
      <script type="module" src="/live.js" data-page="${live}"></script>
    `}
      </head>
      <body>
    <a class="skip" href="#overview">Skip to the results</a>
    ${contents([...paper, ...measured, ...other])}
    <main id="main">
    ${overviewHtml(data)}
    <noscript><p class="banner partial">Tables and numbers are complete without scripts; charts, filters and the records of runs need them. The charts also lie in <code>charts/</code>, the records in <code>runs/</code>.</p></noscript>
    ${paper.map(sectionHtml)}
    <div class="measured">
    ${filterBar(data)}
    ${measured.map(sectionHtml)}
    </div>
    ${other.map(sectionHtml)}
    <footer><p>${live === null
      ? html`Written by <code>deno task report</code> from the records alone. This page loads and sends nothing.`
      : html`Made by <code>deno task serve</code> from the records alone. This page asks nobody but its server how the runs go on.`}</p></footer>
    </main>
    <dialog id="detail" aria-labelledby="detail-heading"></dialog>
    ${assets}
    <script>${rawHtml(script)}</script>
      </body>
    </html>
  `;
}

function contents(sections: readonly Section[]): Html {
  const all = [{ id: "overview", short: "In short" }, ...sections];
  return html`
    <nav class="contents"
      aria-label="Contents"><ul>${all.map(({ id, short }) =>
        html`<li><a href="#${id}">${short}</a></li>`
      )}</ul><button type="button" class="needs-script" id="theme" aria-label="Colours: as the system">Colours: as the system</button></nav>
  `;
}
