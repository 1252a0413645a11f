import { parseCsv } from "../base/csv.ts";
import { messageOf, UserError } from "../base/errors.ts";
import type { RunRecord } from "../record/record.ts";
import { type ConfirmedRun, type MadeBy, parseMadeBy, testHash } from "./confirmation.ts";

/** Text of a file with predictions. */
export interface PredictionFile {
  /** Named in errors. */
  readonly name: string;
  /** Its whole content. */
  readonly text: string;
}

/** Where the runs are that predictions are of. */
export interface KnownRuns {
  /** By run id. */
  readonly records: ReadonlyMap<string, RunRecord>;
  /** Id of the run with that fold and seed, or `null` if there is none. */
  runOf(fold: number, seed: number): string | null;
  /** What the caller may do where a file names runs by fold and seed and it is not known of which variant. */
  readonly foldHint: string | null;
}

/** How far the sum of a row's probabilities may be from 1: they are rounded. */
const SUM_TOLERANCE = 1e-3;

type Fail = (column: string, rule: string, value: string) => UserError;

interface Table {
  readonly madeBy: MadeBy;
  readonly columns: readonly string[];
  readonly rows: readonly { readonly cell: (column: string) => string; readonly fail: Fail }[];
}

/**
 * Reads predictions of another program: after a first line `# {"program": ..., "framework": ..., "version": ...}`
 * CSV with the columns `run`, or `fold` and `seed`; `clip`; and `predicted`, or one column per class with its
 * probability, or both. Every test clip of every run that is named must stand in them once.
 *
 * @throws {UserError} If a file does not hold that; the message names file, line, column and rule.
 */
export function readPredictions(
  files: readonly PredictionFile[],
  known: KnownRuns,
): { madeBy: MadeBy; runs: ConfirmedRun[] } {
  const classes = new Set([...known.records.values()].flatMap(({ data }) => data.classes));
  const tables = files.map((file) => readTable(file, classes));
  const found = new Map<string, { file: string; predicted: Map<string, number> }>();
  tables.forEach((table, t) => {
    for (const { cell, fail } of table.rows) {
      const record = recordOf(table, cell, fail, known);
      const clip = cell("clip");
      const run = found.get(record.id) ?? { file: files[t]!.name, predicted: new Map<string, number>() };
      found.set(record.id, run);
      if (!record.predictions.some((p) => p.clip === clip)) {
        throw fail("clip", `must be a test clip of run ${record.id}`, clip);
      }
      if (run.predicted.has(clip)) throw fail("clip", `must stand once for run ${record.id}`, clip);
      run.predicted.set(clip, classOf(table.columns, cell, fail, record.data.classes));
    }
  });
  const runs = [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([id, { file, predicted }]) => {
    const record = known.records.get(id)!;
    const missing = record.predictions.filter(({ clip }) => !predicted.has(clip));
    if (missing.length > 0) {
      throw new UserError(
        `Cannot read ${file}: column clip must hold every test clip of run ${id}: ` +
          `${missing.length} of ${record.predictions.length} are missing, such as ${missing[0]!.clip}`,
      );
    }
    return {
      run: id,
      test: testHash(record),
      predicted: record.predictions.map((p) => predicted.get(p.clip)!),
    };
  });
  return { madeBy: sameMaker(files, tables), runs };
}

function readTable({ name, text }: PredictionFile, classes: ReadonlySet<string>): Table {
  const end = text.indexOf("\n");
  const fail = (line: number, rule: string) => new UserError(`Cannot read ${name}: line ${line}: ${rule}`);
  if (!text.startsWith("#") || end < 0) {
    throw fail(
      1,
      'must be # and JSON, such as # {"program": "mine.py", "framework": "PyTorch", "version": "2.5"}',
    );
  }
  let made: unknown;
  try {
    made = JSON.parse(text.slice(1, end));
  } catch (error) {
    throw fail(1, `must be # and JSON: ${messageOf(error)}`);
  }
  const madeBy = parseMadeBy(made, (rule) => fail(1, rule));
  // The line of the maker stays as an empty one, so that lines keep their numbers.
  const [head, ...body] = parseCsv(text.slice(end), name);
  if (head === undefined || body.length === 0) {
    throw fail(2, "must be the names of columns, and rows below it");
  }
  const columns = head.fields;
  const has = (column: string) => columns.includes(column);
  const twice = columns.find((column, c) => columns.indexOf(column) !== c);
  if (twice !== undefined) throw fail(head.line, `column ${twice} must stand once`);
  const odd = columns.find((c) =>
    !["run", "fold", "seed", "clip", "predicted"].includes(c) && !classes.has(c)
  );
  if (odd !== undefined) {
    throw fail(
      head.line,
      `column ${JSON.stringify(odd)} must be run, fold, seed, clip, predicted or a class`,
    );
  }
  if (!has("run") && !(has("fold") && has("seed"))) {
    throw fail(head.line, "there must be a column run, or columns fold and seed");
  }
  if (!has("clip")) throw fail(head.line, "there must be a column clip");
  const rows = body.map(({ line, fields }) => {
    if (fields.length !== columns.length) {
      throw fail(line, `must have ${columns.length} fields: it has ${fields.length}`);
    }
    return {
      cell: (column: string) => fields[columns.indexOf(column)]!,
      fail: (column: string, rule: string, value: string) =>
        new UserError(
          `Cannot read ${name}: line ${line}, column ${column} ${rule}: it is ${JSON.stringify(value)}`,
        ),
    };
  });
  return { madeBy, columns, rows };
}

function recordOf(
  { columns }: Table,
  cell: (column: string) => string,
  fail: Fail,
  { records, runOf, foldHint }: KnownRuns,
): RunRecord {
  let id: string | null;
  if (columns.includes("run")) id = cell("run");
  else {
    if (foldHint !== null) throw fail("fold", foldHint, cell("fold"));
    for (const column of ["fold", "seed"]) {
      if (!/^\d+$/.test(cell(column))) throw fail(column, "must be a whole number", cell(column));
    }
    id = runOf(Number(cell("fold")), Number(cell("seed")));
    if (id === null) throw fail("fold", `must be one of a run with seed ${cell("seed")}`, cell("fold"));
  }
  const record = records.get(id);
  if (record === undefined) {
    throw fail(columns.includes("run") ? "run" : "fold", "must be of a run that has a record", id);
  }
  return record;
}

/** The class that a row says: the one named, or the first of the largest probability. */
function classOf(
  columns: readonly string[],
  cell: (column: string) => string,
  fail: Fail,
  classes: readonly string[],
): number {
  const given = classes.filter((name) => columns.includes(name));
  let largest: number[] = [];
  if (given.length > 0) {
    const absent = classes.find((name) => !columns.includes(name));
    if (absent !== undefined) throw fail(absent, "must be there, as of every class or of none", "missing");
    const values = classes.map((name) => {
      const value = Number(cell(name));
      if (cell(name).trim() === "" || !(value >= 0 && value <= 1)) {
        throw fail(name, "must be a probability from 0 to 1", cell(name));
      }
      return value;
    });
    const sum = values.reduce((a, b) => a + b, 0);
    if (Math.abs(sum - 1) > SUM_TOLERANCE) {
      throw fail(`${classes[0]} to ${classes.at(-1)}`, "must sum to 1", String(sum));
    }
    const top = Math.max(...values);
    largest = classes.map((_, c) => c).filter((c) => values[c] === top);
  }
  if (!columns.includes("predicted")) {
    if (given.length === 0) throw fail("predicted", "must be there where no class has a column", "missing");
    return largest[0]!;
  }
  const named = classes.indexOf(cell("predicted"));
  if (named < 0) throw fail("predicted", `must be one of ${classes.join(", ")}`, cell("predicted"));
  if (given.length > 0 && !largest.includes(named)) {
    throw fail("predicted", "must be the class of the largest probability", cell("predicted"));
  }
  return named;
}

function sameMaker(files: readonly PredictionFile[], tables: readonly Table[]): MadeBy {
  const [first, ...rest] = tables.map(({ madeBy }) => madeBy);
  const other = rest.findIndex((madeBy) => JSON.stringify(madeBy) !== JSON.stringify(first));
  if (other >= 0) {
    throw new UserError(
      `Cannot read ${files[other + 1]!.name}: line 1: must be that of ${files[0]!.name}: ` +
        "predictions of two programs are two confirmations",
    );
  }
  return first!;
}
