import type { Table } from "./table.ts";

/** Comma-separated values as RFC 4180 has them: CRLF line ends, quotes where needed; one header line, no notes. */
export function toCsv(table: Pick<Table, "columns" | "rows">): string {
  const lines = [
    table.columns.map((title) => title.replaceAll("\n", " ")),
    ...table.rows.map(({ cells }) => cells),
  ];
  return lines.map((cells) => cells.map(field).join(",") + "\r\n").join("");
}

function field(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
