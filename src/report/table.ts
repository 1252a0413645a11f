import type { Quantity } from "../record/measure.ts";

/** Runs that a measured cell is made from, and what of them it shows. */
export interface CellSource {
  /** `Experiment.id` */
  readonly experiment: string;
  /** `Variant.label` */
  readonly variant: string;
  /** The number that is taken of each run. */
  readonly quantity: Quantity;
  /** How it is shown. */
  readonly unit: "share" | "percent";
}

/** One line of a table: one cell per column. */
export interface TableRow {
  /** From the left. */
  readonly cells: readonly string[];
  /** True for the paper's own numbers, which are set apart. */
  readonly printed?: boolean;
  /** One per cell, `null` where nothing was measured; missing where no cell says. */
  readonly sources?: readonly (CellSource | null)[];
}

/** A table before it becomes Markdown, CSV or LaTeX. */
export interface Table {
  /** Name of its files. */
  readonly id: string;
  /** Above the table. */
  readonly caption: string;
  /** Leading columns that name the row; repeated names are shown once. The rest holds numbers. */
  readonly labels: number;
  /** Titles; `\n` breaks them. */
  readonly columns: readonly string[];
  /** From the top. */
  readonly rows: readonly TableRow[];
  /** Sentences below the table. */
  readonly notes: readonly string[];
}

/** Rows with the label cells blanked that repeat those of the row above; `first` marks a new first label. */
export function withoutRepeats(table: Table): { cells: string[]; first: boolean; printed: boolean }[] {
  return table.rows.map((row, r) => {
    const above = table.rows[r - 1];
    let same = above !== undefined;
    const cells = row.cells.map((cell, c) => {
      same &&= c < table.labels && cell === above?.cells[c];
      return same ? "" : cell;
    });
    const first = above === undefined || row.cells[0] !== above.cells[0];
    return { cells, first, printed: row.printed ?? false };
  });
}

/** Text that is safe in a file name: `raw, max-pool` is `raw-max-pool`. */
export function slug(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
}
