import type { Judgement } from "../../claims/judgement.ts";
import type { PaperTable } from "../paper.ts";
import type { Table } from "../table.ts";
import { cellKey } from "./cells.ts";
import { judgementsByCell, printedKey } from "./claim_cells.ts";
import { verdictMark } from "./claims_section.ts";
import { type Content, type Html, html } from "./html.ts";
import type { PageData } from "./page_data.ts";
import { partHtml } from "./section.ts";
import { tableHtml } from "./table_html.ts";

/** Every table of the paper in its own layout, measured rows below the printed ones; one part for each. */
export function paperSection(data: PageData): Html | null {
  const paper = data.results.paper;
  if (paper === null) return null;
  const judgements = judgementsByCell(paper, data.judgements ?? []);
  const hasVerdicts = judgements.size > 0;
  return html`<p>The paper's numbers as printed, in italics; below each row what was measured, one row per split. ${
    hasVerdicts && html`
      The mark beside a printed number is its <a href="#verdicts">verdict</a>.
    `
  }A measured number leads to its runs.</p>
<ul class="jumps" aria-label="The paper's tables">${
    paper.tables.map(({ id, number, caption }) =>
      html`<li><a href="#${id}" title="${caption}">Table ${number}</a></li>`
    )
  }</ul>
${
    paper.tables.map((printed) => {
      const table = measuredTables(data).find(({ id }) => id === printed.id) ?? asPrinted(printed);
      const cell = cellOf(data, table, printed, judgements);
      const style = { cell, captionHidden: true, className: "paper" };
      return partHtml(printed.id, table.caption, tableHtml(table, style));
    })
  }`;
}

/** The paper's tables with measured rows; that of the networks has columns of its own. */
export function measuredTables({ tables }: PageData): readonly Table[] {
  return tables.networks === null ? tables.paper : [...tables.paper, tables.networks];
}

/** A table that nothing was run for: the printed rows alone. */
function asPrinted({ id, number, caption, labels, columns, rows, notes }: PaperTable): Table {
  return {
    id,
    caption: `Table ${number} of the paper: ${caption}`,
    labels,
    columns: columns.map(({ title }) => title),
    rows: rows.map(({ printed }) => ({ cells: printed, printed: true })),
    notes: [...notes, "As printed: none of these runs can be set beside it."],
  };
}

/** Printed cells with the verdict on them, measured ones with the way to their runs. */
function cellOf(
  data: PageData,
  table: Table,
  printed: PaperTable,
  judgements: ReadonlyMap<string, Judgement>,
): (row: number, column: number, text: string) => Content {
  const order = table.rows.flatMap((row, r) => (row.printed === true ? [r] : []));
  return (r: number, c: number, text: string): Content => {
    const row = table.rows[r]!;
    if (row.printed === true) {
      const [at, column] = printedPlace(table, printed, order.indexOf(r), c);
      const judgement = judgements.get(printedKey(table.id, at, column));
      return judgement === undefined || c < table.labels ? text : html`${text} ${verdictMark(judgement)}`;
    }
    const source = row.sources?.[c] ?? null;
    const hasRuns = source !== null && hasRecords(data, source.experiment, source.variant);
    return hasRuns ? html`<a class="quiet" href="#cell=${cellKey(table, r, c)}">${text}</a>` : text;
  };
}

/** Row and column of the paper's own layout, where the page adds the source or has other columns altogether. */
function printedPlace(
  table: Table,
  { rows, columns, labels }: PaperTable,
  r: number,
  c: number,
): [number, number] {
  const added = table.columns.length - columns.length;
  if (added === 0) return [r, c];
  if (added === 1 && table.labels === labels + 1) return [r, c > labels ? c - 1 : c];
  const { cells } = table.rows.filter(({ printed }) => printed === true)[r]!;
  const row = rows.findIndex(({ printed }) => printed[0] === cells[0]);
  return [row, cells[c] === "" ? -1 : rows[row]?.printed.indexOf(cells[c]!) ?? -1];
}

function hasRecords({ summary }: PageData, experiment: string, variant: string): boolean {
  return summary.rows.some((row) => row.experiment === experiment && row.variant === variant && row.runs > 0);
}
