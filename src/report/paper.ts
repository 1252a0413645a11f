import { UserError } from "../base/errors.ts";
import { type DecimalSign, readNumber, shownSign } from "../base/printed_number.ts";
import { problemLines } from "../base/problems.ts";
import type { Quantity } from "../record/measure.ts";
import { paperSchema } from "./paper_schema.ts";

/**
 * Where a printed number is measured. A table's, a column's and a row's address are laid over each other,
 * the row's on top; a cell without `source` is compared with nothing.
 */
export interface Address extends Quantity {
  /** Key of `Paper.sources`. */
  readonly source?: string | undefined;
  /** `Variant.label` within the source's experiments. */
  readonly variant?: string | undefined;
  /** How the number is printed: a share of 1 or percent. */
  readonly unit?: "share" | "percent" | undefined;
}

/** One column of a printed table. */
export interface PaperColumn {
  /** As printed. */
  readonly title: string;
  /** What the column is compared with under the field's names, shown below the title. */
  readonly field?: string | undefined;
  /** Laid over the table's. */
  readonly address?: Address | undefined;
}

/** One row of a printed table. */
export interface PaperRow {
  /** Every cell as printed, decimal commas included; one per column. */
  readonly printed: readonly string[];
  /** Laid over the table's. */
  readonly address?: Address | undefined;
}

/** One table of the paper. */
export interface PaperTable {
  /** Name of its files, such as `table-1`. */
  readonly id: string;
  /** As the paper counts. */
  readonly number: number;
  /** What it shows. */
  readonly kind: "comparison" | "classes" | "confusion" | "accuracies" | "methods" | "cost";
  /** As printed. */
  readonly caption: string;
  /** Leading columns that name the row. */
  readonly labels: number;
  /** Laid under every column's and row's. */
  readonly address: Address;
  /** From the left. */
  readonly columns: readonly PaperColumn[];
  /** From the top. */
  readonly rows: readonly PaperRow[];
  /** What a reader has to know to compare, one sentence or two each. */
  readonly notes: readonly string[];
}

/** One experiment that measures what a table prints. */
export interface PaperSource {
  /** Protocol in words, such as `random 5-fold`. */
  readonly protocol: string;
  /** `Experiment.id` */
  readonly experiment: string;
}

/** A paper: where it was published, and every table as printed. */
export interface Paper {
  /** Version of the file. */
  readonly format: 1;
  /** As published. */
  readonly title: string;
  /** In their order. */
  readonly authors: readonly string[];
  /** With volume and number. */
  readonly journal: string;
  /** Of publication. */
  readonly year: number;
  /** Without `https://doi.org/`. */
  readonly doi: string;
  /** What the paper puts before decimals; where the file does not say it, what its numbers show. */
  readonly decimalSign: DecimalSign;
  /** How each source is called in tables and charts, the paper's own name of a corpus in brackets. */
  readonly names: Readonly<Record<string, string>>;
  /** What measures a table's numbers: the protocol that the paper names first. */
  readonly sources: Readonly<Record<string, readonly PaperSource[]>>;
  /** In the order of the paper. */
  readonly tables: readonly PaperTable[];
}

/**
 * A paper's file, checked: unknown keys fail, every row has as many cells as there are columns, every source
 * that is named exists, and no table id is used twice.
 *
 * @param value The parsed JSON.
 * @param name What the message calls it, such as the file's path.
 * @throws {UserError} With every problem and its path, in one line.
 */
export function parsePaper(value: unknown, name: string = "paper.json"): Paper {
  const parsed = paperSchema.safeParse(value);
  if (!parsed.success) {
    const problems = problemLines(parsed.error, { whole: "the file", key: "key" });
    throw problemsIn(name, problems);
  }
  const texts = parsed.data.tables.flatMap(({ rows }) => rows.flatMap(({ printed }) => printed));
  const decimalSign = parsed.data.decimalSign ?? shownSign(texts);
  const { names, sources } = parsed.data;
  const paper: Paper = {
    ...parsed.data,
    decimalSign: decimalSign ?? ".",
    names: ownOnly(names),
    sources: ownOnly(sources),
  };
  const problems = paper.tables.flatMap((table, t) => tableProblems(paper, table, `tables[${t}]`));
  const ids = paper.tables.map(({ id }) => id);
  const twice = ids.filter((id, i) => ids.indexOf(id) !== i);
  if (decimalSign === null) {
    problems.push("decimalSign: must be said, as both . and , stand before decimals");
  }
  problems.push(
    ...ids.filter(isTaken).map((id) => `tables: the id "${id}" is that of another table of a report`),
  );
  problems.push(...twice.map((id) => `tables: the id "${id}" is used twice`));
  if (problems.length > 0) throw problemsIn(name, problems);
  return paper;
}

/** The same without what every object inherits, so that a name such as `constructor` finds nothing. */
function ownOnly<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.assign(Object.create(null), record);
}

/** Whether a report has files of its own of that name. */
function isTaken(id: string): boolean {
  return ["comparison", "cost", "glance", "networks", "claims", "audit", "machines", "choices", "runs"]
    .includes(id) ||
    /^(classes|confusion)-|-(reach|shares|levels)$/.test(id);
}

/** Problems that a message names. */
const NAMED = 20;

function problemsIn(name: string, problems: readonly string[]): UserError {
  const more = problems.length > NAMED ? `; and ${problems.length - NAMED} more` : "";
  return new UserError(`Cannot read ${name}: ${problems.slice(0, NAMED).join("; ")}${more}`);
}

function tableProblems(paper: Paper, table: PaperTable, path: string): string[] {
  const addresses = [table, ...table.columns, ...table.rows].flatMap(({ address }) => address?.source ?? []);
  return [
    ...(table.labels < table.columns.length ? [] : [`${path}.labels: must leave a column that is no label`]),
    ...table.rows.flatMap((row, r) =>
      row.printed.length === table.columns.length
        ? []
        : [`${path}.rows[${r}]: ${row.printed.length} cells for ${table.columns.length} columns`]
    ),
    ...addresses.filter((source) => !Object.hasOwn(paper.sources, source)).map((s) =>
      `${path}: no source named "${s}"`
    ),
  ];
}

/** Where the number of a cell is measured, or `null` if it is compared with nothing. */
export function addressOf(table: PaperTable, row: PaperRow, column: PaperColumn): Address | null {
  const address = { ...table.address, ...column.address, ...row.address };
  if (address.source === undefined || address.measure === undefined) return null;
  return column.address === undefined ? null : address;
}

/**
 * The number of a printed cell as a share of 1 or `null` (`"---"`, words): `"82,75 %"` is 0.8275 in percent.
 *
 * @param sign `Paper.decimalSign`
 */
export function printedValue(
  printed: string,
  unit: "share" | "percent",
  sign: DecimalSign,
): number | null {
  const number = readNumber(printed, sign);
  if (number === null || number.before.trim() !== "" || !/^\s*%?\s*$/.test(number.after)) return null;
  return unit === "percent" ? number.value / 100 : number.value;
}
