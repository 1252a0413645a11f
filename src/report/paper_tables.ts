import type { RunRecord } from "../record/record.ts";
import { measured, measuredOver } from "../record/measure.ts";
import { distinct, runCount, spread } from "./numbers.ts";
import {
  type Address,
  addressOf,
  type Paper,
  type PaperRow,
  type PaperSource,
  type PaperTable,
  printedValue,
} from "./paper.ts";
import { experimentOf, missingNote, recordsOf, type SuiteResults } from "./results.ts";
import { remarksOn } from "./remarks.ts";
import type { CellSource, Table, TableRow } from "./table.ts";

/** Runs that answer a source for one variant. */
export interface SourceRuns {
  /** Those that are done. */
  readonly records: readonly RunRecord[];
  /** Number that the manifest asks for. */
  readonly planned: number;
}

/** The records and the number of planned runs of one variant of a source's experiment. */
export function runsOf(results: SuiteResults, source: PaperSource, variant: string): SourceRuns {
  const found = experimentOf(results, source.experiment)?.variants.find(({ label }) => label === variant);
  return found === undefined
    ? { records: [], planned: 0 }
    : { records: recordsOf(results, found), planned: found.runs.length };
}

/**
 * The paper's tables in their own layout. Below each printed row stands one row per protocol with the mean
 * and the spread (sample standard deviation over the runs) of what was measured, or "not run". A table that
 * is compared with nothing is left out.
 */
export function paperTables(results: SuiteResults): Table[] {
  const tables = results.paper?.tables ?? [];
  return tables
    .filter((table) =>
      table.rows.some((row) => table.columns.some((column) => addressOf(table, row, column) !== null))
    )
    .map((table) => paperTable(results, table));
}

function paperTable(results: SuiteResults, table: PaperTable): Table {
  const missing = new Set<string>();
  const used: RunRecord[] = [];
  const rows = table.rows.flatMap((row): TableRow[] => {
    const label = row.printed.slice(0, table.labels);
    const printed = { cells: [...label, "paper", ...row.printed.slice(table.labels)], printed: true };
    const name = { ...table.address, ...row.address }.source;
    const sources = name === undefined ? [] : results.paper!.sources[name]!;
    return [
      printed,
      ...sources.map((source) => ({
        cells: [...label, ...measuredCells(results, table, row, source, missing, used)],
        sources: [
          ...label.map(() => null),
          null,
          ...cellSources(table, row, source, results.paper!.decimalSign),
        ],
      })),
    ];
  });
  const titles = table.columns.map(({ title, field }) =>
    field === undefined ? title : `${title}\n= ${field}`
  );
  titles.splice(table.labels, 0, "Source");
  return {
    id: table.id,
    caption: `Table ${table.number} of the paper: ${table.caption}`,
    labels: table.labels + 1,
    columns: titles,
    rows,
    notes: [
      ...table.notes,
      "Measured: mean ± sample standard deviation over the runs (folds and seeds); the paper states no spread.",
      ...remarksOn(used),
      ...missingNote(results, [...missing]),
    ],
  };
}

/** The source column and the numbers of one protocol, as the printed row has them. */
function measuredCells(
  results: SuiteResults,
  table: PaperTable,
  row: PaperRow,
  source: PaperSource,
  missing: Set<string>,
  used: RunRecord[],
): string[] {
  const counts: string[] = [];
  const sign = results.paper!.decimalSign;
  const cells = table.columns.slice(table.labels).map((column, c) => {
    const address = addressOf(table, row, column);
    if (address === null || !isCompared(row.printed[c + table.labels]!, address, sign)) return "";
    const { records, planned } = runsOf(results, source, address.variant ?? "");
    if (records.length < planned || records.length === 0) missing.add(source.experiment);
    counts.push(runCount(records.length, planned));
    used.push(...records);
    return measuredCell(records, address);
  });
  const said = distinct(counts).filter((count) => count !== "not run");
  return [said.length === 0 ? source.protocol : `${source.protocol} (${said.join("; ")})`, ...cells];
}

/** Which runs and numbers stand behind the cells of one measured row, without its labels and source. */
function cellSources(
  table: PaperTable,
  row: PaperRow,
  source: PaperSource,
  sign: Paper["decimalSign"],
): (CellSource | null)[] {
  return table.columns.slice(table.labels).map((column, c) => {
    const address = addressOf(table, row, column);
    if (address === null || !isCompared(row.printed[c + table.labels]!, address, sign)) return null;
    const { measure, of, predicted, variant = "", unit = "share" } = address;
    return { experiment: source.experiment, variant, quantity: { measure, of, predicted }, unit };
  });
}

function isCompared(printed: string, address: Address, sign: Paper["decimalSign"]): boolean {
  return printedValue(printed, address.unit ?? "share", sign) !== null;
}

function measuredCell(records: readonly RunRecord[], address: Address): string {
  if (records.length === 0) return "not run";
  if (records.every((record) => measured(record, address) === null)) return "no clips";
  return spread(measuredOver(records, address)!, address.unit ?? "share");
}
