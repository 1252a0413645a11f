import type { Judgement } from "../../claims/judgement.ts";
import type { Paper, PaperRow, PaperTable } from "../paper.ts";

/** Address of a printed cell: the table's id, the printed row and the printed column, both from 0. */
export function printedKey(table: string, row: number, column: number): string {
  return `${table}.${row}.${column}`;
}

/**
 * The judgement on each printed cell. A claim names its row by the labels joined with a comma; within a row its
 * claims are in the order of the columns, so that each takes the next cell that prints its number.
 */
export function judgementsByCell(paper: Paper, judgements: readonly Judgement[]): Map<string, Judgement> {
  const cells = new Map<string, Judgement>();
  for (const table of paper.tables) {
    table.rows.forEach((row, r) => {
      let column = table.labels;
      for (const judgement of judgements.filter((j) => standsIn(j, table, row))) {
        const at = row.printed.indexOf(judgement.claim.printed, column);
        if (at < 0) continue;
        cells.set(printedKey(table.id, r, at), judgement);
        column = at + 1;
      }
    });
  }
  return cells;
}

function standsIn({ claim: { place } }: Judgement, table: PaperTable, row: PaperRow): boolean {
  return "table" in place && place.table === table.number &&
    place.row === row.printed.slice(0, table.labels).join(", ");
}
