import { join } from "node:path";
import { listFolder, writeFileAtomic } from "../base/files.ts";
import { UserError } from "../base/errors.ts";
import { openRecordStore } from "../record/store.ts";
import { writeReport } from "../report/write.ts";
import { writeCrate } from "./crate.ts";
import { requireUnmoved } from "./gate.ts";
import type { Suite } from "./experiments.ts";
import { sayLeftOut } from "./left_out.ts";
import { paperOf, resultsOf } from "./results.ts";
import { knownSuites, suiteOf } from "./suites.ts";

/** Options of `report`. */
export interface ReportOptions {
  /** Where records and reports are. */
  readonly out: string;
  /** Pack each suite's results as a Research Object Crate too. */
  readonly rocrate: boolean;
  /** Earlier results that these must agree with, a folder as `out`. */
  readonly gate?: string;
}

/**
 * `report [SUITE...]`: rebuilds tables, charts and documents from the records present.
 * @throws {UserError} If there is no such suite.
 */
export async function report(names: readonly string[], { out, rocrate, gate }: ReportOptions): Promise<void> {
  const known = await knownSuites();
  const present = await listFolder(out);
  const wanted = names.length > 0 ? names : known.filter((name) => present.includes(name));
  if (wanted.length === 0) {
    throw new UserError(`There are no results in ${out} yet: run deno task replicate first`);
  }
  for (const name of wanted) {
    const suite = await suiteOf(name);
    console.log(await reportSuite(suite, out));
    if (rocrate) console.log(await packSuite(suite, out));
    if (gate !== undefined) await requireUnmoved(name, suite.experiments, out, gate, console.error);
  }
}

/** Packs a suite with every record that its folder holds. */
async function packSuite(suite: Suite, out: string): Promise<string> {
  const paper = await paperOf(suite);
  const { records } = await openRecordStore(out, suite.name).readAll();
  return await writeCrate(suite, paper, records, out);
}

/**
 * Writes the report of a suite: of everything that the manifests of a paper's folder ask for, else of the
 * manifests given.
 *
 * @returns Path of `report.md`.
 */
export async function reportSuite(given: Suite, out: string): Promise<string> {
  const results = await resultsOf(given, out);
  const folder = join(out, results.suite);
  sayLeftOut(results.leftOut);
  await writeReport(results, folder, writeFileAtomic);
  return join(folder, "report.md");
}
