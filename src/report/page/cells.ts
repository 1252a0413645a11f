import { measured } from "../../record/measure.ts";
import { experimentOf, recordsOf, type SuiteResults } from "../results.ts";
import type { CellSource, Table } from "../table.ts";

/** What stands behind a measured cell, for the browser. */
export interface CellDetail {
  /** The cell's row and column in words. */
  readonly title: string;
  /** As it stands in the table. */
  readonly shown: string;
  /** The paper's number in the printed row above, or `null`. */
  readonly printed: string | null;
  /** What was measured on what. */
  readonly experiment: string;
  /** `Variant.label` */
  readonly variant: string;
  /** How the values are shown. */
  readonly unit: CellSource["unit"];
  /** Id of each run and its number, `null` where it has none. */
  readonly runs: readonly (readonly [id: string, value: number | null])[];
}

/** Address of a cell: `table-1.3.4`. */
export function cellKey(table: Table, row: number, column: number): string {
  return `${table.id}.${row}.${column}`;
}

/** Every measured cell of a table that has runs, by its address. */
export function cellDetails(results: SuiteResults, table: Table): [key: string, detail: CellDetail][] {
  return table.rows.flatMap((row, r) =>
    (row.sources ?? []).flatMap((source, c): [string, CellDetail][] => {
      const variant = source &&
        experimentOf(results, source.experiment)?.variants.find(({ label }) => label === source.variant);
      const records = variant ? recordsOf(results, variant) : [];
      if (source === null || records.length === 0) return [];
      const labels = [...row.cells.slice(0, table.labels), table.columns[c]!.replaceAll("\n", " ")];
      const above = table.rows.slice(0, r).findLast(({ printed }) => printed === true);
      return [[cellKey(table, r, c), {
        title: `${table.caption}: ${labels.join(", ")}`,
        shown: row.cells[c]!,
        printed: above?.cells[c] || null,
        experiment: source.experiment,
        variant: source.variant,
        unit: source.unit,
        runs: records.map((record) => [record.id, rounded(measured(record, source.quantity))]),
      }]];
    })
  );
}

function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value * 1e6) / 1e6;
}
