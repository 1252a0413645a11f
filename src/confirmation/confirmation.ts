import { UserError } from "../base/errors.ts";
import { hashOf } from "../base/hash.ts";
import { parseJson } from "../base/json.ts";
import type { RunRecord } from "../record/record.ts";

/** Which program made predictions, as whoever ran it states. */
export interface MadeBy {
  /** Such as a path or an address. */
  readonly program: string;
  /** What it computes with. */
  readonly framework: string;
  /** Of the framework. */
  readonly version: string;
  /** What was chosen when it ran. */
  readonly options: Readonly<Record<string, string | number | boolean | null>>;
}

/** What another program said of the test clips of one run. */
export interface ConfirmedRun {
  /** Id of the run. */
  readonly run: string;
  /** {@linkcode testHash} of the record that the predictions were compared with. */
  readonly test: string;
  /** Class number of each test clip, in the order of the record. */
  readonly predicted: readonly number[];
}

/** Predictions of another program for runs that have records; versioned data. */
export interface Confirmation {
  /** Version of this layout. */
  readonly format: 1;
  /** Name of its file. */
  readonly name: string;
  /** Suite of the runs. */
  readonly suite: string;
  /** What made the predictions. */
  readonly madeBy: MadeBy;
  /** Largest difference of accuracy that counts as none, a share. */
  readonly margin: number;
  /** By run id. */
  readonly runs: readonly ConfirmedRun[];
}

/** What class numbers and positions of a record's predictions mean. */
export function testHash({ data, predictions }: RunRecord): string {
  return hashOf([data.classes, predictions.map(({ clip, label }) => [clip, label])]).slice(0, 16);
}

/** JSON with one line per run. */
export function formatConfirmation({ runs, ...head }: Confirmation): string {
  const lines = Object.entries(head).map(([key, value]) =>
    `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`
  );
  const list = runs.map((run) => `    ${JSON.stringify(run)}`).join(",\n");
  return `{\n${lines.join(",\n")},\n  "runs": [\n${list}\n  ]\n}\n`;
}

/**
 * Reads a confirmation.
 * @throws {UserError} If the text is none, or one of another format.
 */
export function parseConfirmation(text: string, name: string): Confirmation {
  const value = parseJson(text, name) as Partial<Confirmation> | null;
  const fail = (rule: string) => new UserError(`Cannot read ${name}: ${rule}`);
  if (value === null || typeof value !== "object" || value.format !== 1) throw fail("format must be 1");
  const { suite, margin, madeBy, runs } = value;
  if (typeof value.name !== "string" || typeof suite !== "string") throw fail("name and suite must be texts");
  if (typeof margin !== "number" || !(margin > 0)) throw fail("margin must be a number > 0");
  const by = parseMadeBy(madeBy, fail);
  const isRun = (one: Partial<ConfirmedRun> | null) =>
    typeof one?.run === "string" && typeof one.test === "string" && Array.isArray(one.predicted) &&
    one.predicted.every((c) => Number.isInteger(c) && c >= 0);
  if (!Array.isArray(runs) || !runs.every(isRun)) {
    throw fail("runs must be a list, each with run, test and predicted");
  }
  return { format: 1, name: value.name, suite, madeBy: by, margin, runs };
}

/**
 * Checks a description of what made predictions.
 * @param fail The error that says which rule does not hold.
 */
export function parseMadeBy(value: unknown, fail: (rule: string) => Error): MadeBy {
  const { program, framework, version, options = {} } = (value ?? {}) as Partial<MadeBy>;
  const texts = { program, framework, version };
  for (const [key, text] of Object.entries(texts)) {
    if (typeof text !== "string" || text === "") throw fail(`${key} must be a text that is not empty`);
  }
  const plain = (v: unknown) => v === null || ["string", "number", "boolean"].includes(typeof v);
  if (options === null || typeof options !== "object" || !Object.values(options).every(plain)) {
    throw fail("options must be an object of plain values");
  }
  return { program: program!, framework: framework!, version: version!, options };
}
