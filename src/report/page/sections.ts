import { allRecords, variantsWithRecords } from "../experiment_tables.ts";
import { withoutMultiverses } from "../multiverse.ts";
import { dataNotes, readingsTable, runTable } from "../provenance.ts";
import type { Table } from "../table.ts";
import { chartFigure } from "./chart_figure.ts";
import { auditSection, claimsSection } from "./claims_section.ts";
import { comparisonSection } from "./comparison_section.ts";
import { confusionSection } from "./confusion_section.ts";
import { facetAttributes, FACETS, facetsOf, variantFacets } from "./facets.ts";
import { isLayers, networkCharts, signalSection } from "./figures_section.ts";
import { type Content, type Html, html, withCode } from "./html.ts";
import type { PageData } from "./page_data.ts";
import { paperSection } from "./paper_section.ts";
import { runsSection } from "./runs_section.ts";
import type { Section } from "./section.ts";
import { tableHtml } from "./table_html.ts";

/** The sections above the filters: what the paper says, and what of it held. */
export function paperSections(data: PageData): Section[] {
  const { judgements, findings } = data;
  return present([
    section(
      "verdicts",
      "Verdicts",
      judgements !== undefined && judgements.length > 0 && claimsSection(judgements),
    ),
    section("paper-tables", "The paper's tables", paperSection(data)),
    section(
      "audit",
      "Audit of the paper's numbers",
      findings !== undefined && auditSection(findings),
      "Audit",
    ),
  ]);
}

/** The sections that the filters act on: what was measured. */
export function measuredSections(data: PageData): Section[] {
  const none = allRecords(data.results).length === 0;
  return present([
    section("comparisons", "Comparisons", comparisonSection(data)),
    section("confusion", "Confusion matrices", confusionSection(data), "Confusion"),
    section("learning", "Learning curves", learningSection(data)),
    section("classes", "Scores per class", classesSection(data)),
    section("readings", "Sensitivity to the readings", readingsSection(data), "Readings"),
    section("confirmations", "Second implementation", confirmationSection(data)),
    section("runs", "Every run", none ? null : runsSection(data.results), "Runs"),
  ]);
}

/** The rest: signals, networks, cost, choices, how to repeat it. */
export function otherSections(data: PageData): Section[] {
  const { results, tables, charts } = data;
  const networks = charts.some(isLayers);
  const cost = charts.filter(({ section }) => section === "cost");
  const notes = dataNotes(results);
  return present([
    section("signals", "Signals", signalSection(data)),
    section("networks", "Networks", networks && networkCharts(data)),
    section("costs", "Cost", [tableHtml(tables.cost), cost.map((chart) => chartFigure(chart))]),
    section("choices", "Choices and data", [
      tableHtml(readingsTable(withoutMultiverses(results))),
      tableHtml({ ...runTable(withoutMultiverses(results)), id: "machines" }),
      notes.length > 0 && [
        html`
          <h3>Notes on the data</h3>
          <ul class="notes">${notes.map((n) => html`<li>${withCode(n)}</li>`)}</ul>
        `,
      ],
    ], "Choices"),
    section("repeat", "How to repeat", repeatHtml(data)),
  ]);
}

/** The filters over everything that was measured; one that has a single value is left out. */
export function filterBar({ results }: PageData): Html {
  const all = withoutMultiverses(results).experiments.flatMap(({ variants }) => variants.map(variantFacets));
  const records = allRecords(results).map(({ settings }) => facetsOf(settings));
  const titles = { corpus: "Corpus", protocol: "Protocol", input: "Input", model: "Model" };
  const selects = FACETS.map((name) => {
    const values = [...new Set([...all, ...records].map((facets) => facets[name]))].sort();
    return values.length > 1 && html`
      <label>${titles[name]} <select data-filter="${name}"><option value="">all</option>${values.map((
        value,
      ) => html`<option>${value}</option>`)}</select></label>
    `;
  });
  return html`
    <form class="filters needs-script"
      aria-label="Filter what was measured">${selects}<button type="button" data-clear hidden>Clear filters</button></form>
  `;
}

function section(id: string, title: string, body: Content, short: string = title): Section | null {
  return body === null || body === undefined || body === false ? null : { id, title, short, body };
}

function present(sections: readonly (Section | null)[]): Section[] {
  return sections.filter((one) => one !== null);
}

/** The specification curve of each sampled experiment and how much each reading explains. */
function readingsSection({ tables, charts }: PageData): Content {
  const curves = charts.filter(({ section }) => section === "multiverse");
  if (curves.length === 0 && tables.multiverse.length === 0) return null;
  return [curves.map((chart) => chartFigure(chart)), tables.multiverse.map((table) => tableHtml(table))];
}

/** What other programs say of the same runs. */
function confirmationSection({ tables }: PageData): Content {
  return tables.confirmations.length > 0 && tables.confirmations.map((table) => tableHtml(table));
}

function learningSection({ results, charts }: PageData): Content {
  const own = charts.filter(({ section }) => section === "learning");
  if (own.length === 0) return null;
  return own.map((chart) => {
    const experiment = results.experiments.find(({ id }) => chart.id === `learning-${id}`);
    const variants = experiment === undefined ? [] : variantsWithRecords(results, experiment);
    return chartFigure(chart, facetAttributes(variants.map(({ variant }) => variantFacets(variant))));
  });
}

function classesSection({ results, tables }: PageData): Content {
  if (tables.classes.length === 0) return null;
  return tables.classes.map((table) => {
    const experiment = results.experiments.find(({ id }) => table.id === `classes-${id}`);
    const facets = experiment?.variants.map(variantFacets) ?? [];
    return html`
      <details${facetAttributes(facets)}><summary>${title(table)}</summary>
      ${tableHtml(table, { captionHidden: true })}</details>
    `;
  });
}

function title({ caption }: Table): string {
  return caption.replace(/^Classes: /, "");
}

function repeatHtml({ results }: PageData): Html {
  return html`
    <p>Run what is missing, then write this page:</p>
    <pre><code class="command">deno task replicate ${results.manifests}</code></pre>
    ${results.trial === null && html`
      <p>Write this page anew from the records:</p>
      <pre><code class="command">deno task report ${results.suite}</code></pre>
    `}
    <p>Every setting, the split, every prediction and the machine are in the records, <code>runs/*.json</code>; this page holds them, too.</p>
  `;
}
