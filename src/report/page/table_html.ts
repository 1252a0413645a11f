import type { Table } from "../table.ts";
import { type Content, type Html, html, lines, withCode } from "./html.ts";

/** How a table is set. */
export interface TableStyle {
  /** The content of a cell in place of its text. */
  readonly cell?: (row: number, column: number, text: string) => Content;
  /** Attributes of a row, such as what the filters look at. */
  readonly rowAttributes?: (row: number) => Content;
  /** Whether its rows can be sorted; such a table repeats its labels. */
  readonly sortable?: boolean;
  /** More for the class of the table. */
  readonly className?: string;
  /** Whether the caption is hidden from view, where a heading says the same. */
  readonly captionHidden?: boolean;
}

/**
 * A table with its caption, its header cells and below it its notes. What is too wide scrolls within a region
 * that the keyboard reaches.
 */
export function tableHtml(table: Table, style: TableStyle = {}): Html {
  const id = `${table.id}-caption`;
  const { className = "", sortable = false } = style;
  return html`
    <div class="scroll" role="group" tabindex="0" aria-labelledby="${id}">
      <table class="${className}" ${sortable && html`
        data-sortable="${table.id}"
      `}>
    <caption id="${id}"${style.captionHidden && html`
      class="hidden"
    `}>${table.caption}</caption>
    <thead><tr>${table.columns.map((title, c) => head(title, c >= table.labels))}</tr></thead>
    ${bodies(table, style)}
      </table>
    </div>
    ${notesHtml(table.notes)}
  `;
}

/** Sentences below a table. */
export function notesHtml(notes: readonly string[]): Html {
  if (notes.length === 0) return html``;
  return html`
    <ul class="notes">${notes.map((note) => html`<li>${withCode(note)}</li>`)}</ul>
  `;
}

function head(title: string, number: boolean): Html {
  return html`
    <th scope="col" ${number && html`
      class="number"
    `}>${lines(title)}</th>
  `;
}

/** One body per first label, so that what belongs together is marked; one body where rows can be sorted. */
function bodies(table: Table, style: TableStyle): Html[] {
  if (style.sortable) {
    return [html`<tbody>${table.rows.map((_, r) => bodyRow(table, style, r, true))}</tbody>`];
  }
  const starts = table.rows.flatMap((row, r) => (row.cells[0] === table.rows[r - 1]?.cells[0] ? [] : [r]));
  return starts.map((start, i) => {
    const end = starts[i + 1] ?? table.rows.length;
    const rows = table.rows.slice(start, end);
    return html`
      <tbody>${rows.map((_, r) => bodyRow(table, style, start + r, false))}</tbody>
    `;
  });
}

function bodyRow(table: Table, style: TableStyle, r: number, repeated: boolean): Html {
  const row = table.rows[r]!;
  const cells = row.cells.map((text, c) => {
    const content = style.cell?.(r, c, text) ?? text;
    if (c >= table.labels) return html`<td class="number">${content}</td>`;
    const rows = repeated ? 1 : spanOf(table, r, c);
    return rows > 0 && html`
      <th scope="row" ${rows > 1 && html`
        rowspan="${rows}"
      `}>${content}</th>
    `;
  });
  return html`
    <tr${row.printed === true && html`
      class="printed"
    `}${style.rowAttributes?.(r) ?? null}>${cells}</tr>
  `;
}

/** How many rows a label stands for: 0 where the row above says it already. */
function spanOf({ rows }: Table, r: number, column: number): number {
  const same = (a: number, b: number) =>
    rows[a] !== undefined && rows[b] !== undefined &&
    rows[a].cells.slice(0, column + 1).every((cell, c) => cell === rows[b]!.cells[c]);
  if (same(r - 1, r)) return 0;
  let end = r + 1;
  while (same(r, end)) end++;
  return end - r;
}
