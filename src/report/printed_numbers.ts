import type { MeasureName } from "../record/measure.ts";
import { distinct, percentNumber } from "./numbers.ts";
import { addressOf, type Paper, printedValue } from "./paper.ts";

/** One number that a paper prints of its own system. */
export interface PrintedNumber {
  /** Number of the table. */
  readonly table: number;
  /** Key of `Paper.sources`. */
  readonly source: string;
  /** `Variant.label` */
  readonly variant: string;
  /** What is compared. */
  readonly measure: MeasureName;
  /** `undefined` unless the measure belongs to a class, an average or a cell. */
  readonly of: string | undefined;
  /** As printed. */
  readonly printed: string;
  /** Share of 1. */
  readonly value: number;
}

/** Every number of a paper that is compared with something, in the order of its tables. */
export function printedNumbers(paper: Paper): PrintedNumber[] {
  return paper.tables.flatMap((table) =>
    table.rows.flatMap((row) =>
      table.columns.flatMap((column, c) => {
        const address = addressOf(table, row, column);
        const value = printedValue(row.printed[c]!, address?.unit ?? "share", paper.decimalSign);
        if (address === null || value === null || address.variant === undefined) return [];
        const { source, variant, measure, of } = address;
        const printed = row.printed[c]!;
        return [{ table: table.number, source: source!, variant, measure: measure!, of, printed, value }];
      })
    )
  );
}

/** A value that a paper prints once or in several tables. */
export interface PrintedValue {
  /** Share of 1. */
  readonly value: number;
  /** The same in percent, at most two decimals: `82.75`, `83`. */
  readonly percent: string;
  /** Numbers of the tables that print it. */
  readonly tables: readonly number[];
}

/** Each value of some printed numbers once, with every table that prints it. */
export function printedValues(numbers: readonly PrintedNumber[]): PrintedValue[] {
  return distinct(numbers.map(({ value }) => value)).map((value) => ({
    value,
    percent: String(percentNumber(value)),
    tables: distinct(numbers.filter((n) => n.value === value).map(({ table }) => table)),
  }));
}
