import { basename, join } from "node:path";
import { sayLeftOut } from "./left_out.ts";
import { UserError } from "../base/errors.ts";
import { readIfPresent, writeFileAtomic } from "../base/files.ts";
import { comparePrograms } from "../confirmation/compare.ts";
import { type Confirmation, formatConfirmation } from "../confirmation/confirmation.ts";
import { type KnownRuns, readPredictions } from "../confirmation/predictions.ts";
import type { Experiment } from "../manifest/experiment.ts";
import { openRecordStore } from "../record/store.ts";
import { confirmationTable } from "../report/confirmation_tables.ts";
import { toMarkdown } from "../report/markdown.ts";
import { knownSuites, suiteOf } from "./suites.ts";

/** Options of `confirm`. */
export interface ConfirmOptions {
  /** Suite of the runs. */
  readonly suite: string;
  /** Where the records are. */
  readonly out: string;
  /** Name of the file that is written. */
  readonly name: string;
  /** Experiment and variant of files that name runs by fold and seed. */
  readonly experiment?: string;
  readonly variant?: string;
  /** Largest difference that counts as none, percentage points. */
  readonly margin: number;
  readonly json: boolean;
}

/**
 * `confirm FILE...`: compares predictions of another program with the records of the same runs and keeps them as
 * `OUT/SUITE/confirmations/NAME.json`, from which the report shows the comparison.
 *
 * @throws {UserError} If a file cannot be read or holds something else; nothing is written then.
 */
export async function confirm(paths: readonly string[], options: ConfirmOptions): Promise<void> {
  const { suite, out, name } = options;
  const { records, leftOut } = await openRecordStore(out, suite).readAll();
  sayLeftOut(leftOut);
  if (records.size === 0) throw new UserError(`There are no records in ${join(out, suite, "runs")}`);
  const experiments = (await knownSuites()).includes(suite) ? (await suiteOf(suite)).experiments : [];
  const files = await Promise.all(paths.map(async (path) => ({ name: path, text: await textOf(path) })));
  const known = { records, ...byFoldAndSeed(experiments, options) };
  const { madeBy, runs } = readPredictions(files, known);
  const confirmation: Confirmation = { format: 1, name, suite, madeBy, margin: options.margin / 100, runs };
  const path = join(out, suite, "confirmations", `${name}.json`);
  await writeFileAtomic(path, formatConfirmation(confirmation));
  if (options.json) {
    const { comparisons } = comparePrograms(confirmation, records, experiments);
    console.log(JSON.stringify({ format: 1, suite, name, madeBy, margin: confirmation.margin, comparisons }));
  } else console.log(toMarkdown(confirmationTable({ records, experiments }, confirmation)));
  console.error(`${path}: ${runs.length} runs; deno task report ${suite} shows them`);
}

async function textOf(path: string): Promise<string> {
  const bytes = await readIfPresent(path);
  if (bytes === null) throw new UserError(`Cannot read ${path}: there is no such file`);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new UserError(`Cannot read ${path}: ${basename(path)} must be UTF-8`);
  }
}

/** How files that have no run ids find their runs. */
function byFoldAndSeed(
  experiments: readonly Experiment[],
  { suite, experiment: id, variant: label }: ConfirmOptions,
): Omit<KnownRuns, "records"> {
  const fail = (foldHint: string) => ({ foldHint, runOf: () => null });
  if (id === undefined) return fail("must come with --experiment, which says whose folds and seeds they are");
  const experiment = experiments.find((one) => one.id === id);
  if (experiment === undefined) throw new UserError(`The suite "${suite}" has no experiment "${id}"`);
  const { variants } = experiment;
  const chosen = label === undefined && variants.length === 1
    ? variants[0]
    : variants.find((variant) => variant.label === label);
  if (chosen === undefined) {
    const labels = variants.map((variant) => variant.label).join("; ");
    throw new UserError(`--variant must be one of those of ${id}: ${labels}`);
  }
  return {
    foldHint: null,
    runOf: (fold, seed) =>
      chosen.runs.find(({ settings }) => settings.fold === fold && settings.seed === seed)?.id ?? null,
  };
}
