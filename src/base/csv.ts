import { UserError } from "./errors.ts";

/** One record of a CSV file. */
export interface CsvRow {
  /** Number of its first line in the file, from 1. */
  readonly line: number;
  /** From the left. */
  readonly fields: readonly string[];
}

/**
 * Comma-separated values as RFC 4180 has them, with either kind of line end; empty lines are passed over.
 *
 * @param name Named in errors.
 * @throws {UserError} If a quoted field does not end, or something stands beside its quotes.
 */
export function parseCsv(text: string, name: string): CsvRow[] {
  const rows: CsvRow[] = [];
  // A field, quoted or not, and what ends it.
  const pattern = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|\n|$)/y;
  let [line, start] = [1, 1];
  let fields: string[] = [];
  while (pattern.lastIndex < text.length || fields.length > 0) {
    const match = pattern.exec(text);
    if (match === null) {
      throw new UserError(
        `Cannot read ${name}: line ${line}, field ${fields.length + 1} must be plain or within quotes`,
      );
    }
    const [whole, quoted, plain, end] = match;
    fields.push(quoted?.replaceAll('""', '"') ?? plain!);
    line += whole.split("\n").length - 1;
    if (end === ",") continue;
    if (fields.length > 1 || fields[0] !== "") rows.push({ line: start, fields });
    [fields, start] = [[], line];
  }
  return rows;
}
