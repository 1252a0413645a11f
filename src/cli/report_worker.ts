import { join } from "node:path";
import { writeFileIfChanged } from "../base/files.ts";
import { serveTasks } from "../base/pool.ts";
import { openRecordStore } from "../record/store.ts";
import { writeReport } from "../report/write.ts";
import { writeCrate } from "./crate.ts";
import type { Suite } from "./experiments.ts";
import { sayLeftOut } from "./left_out.ts";
import { paperOf, resultsOf } from "./results.ts";

/** A suite whose report is asked for. */
export interface ReportTask {
  readonly suite: Suite;
  /** Where records and reports are. */
  readonly out: string;
  /** Pack it as well, with every record that its folder holds. */
  readonly rocrate: boolean;
}

/**
 * Writes the report of a suite: of everything that the manifests of a paper's folder ask for, else of the
 * manifests given.
 *
 * @returns Paths of all files written, the archive last.
 */
async function writeSuite({ suite, out, rocrate }: ReportTask): Promise<string[]> {
  const results = await resultsOf(suite, out);
  sayLeftOut(results.leftOut);
  const written = await writeReport(results, join(out, results.suite), writeFileIfChanged);
  if (!rocrate) return written;
  const { records } = await openRecordStore(out, suite.name).readAll();
  return [...written, await writeCrate(suite, await paperOf(suite), records, out)];
}

serveTasks<ReportTask, string[]>(async (task) => ({ result: await writeSuite(task) }));
