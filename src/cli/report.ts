import { join } from "node:path";
import { listFolder } from "../base/files.ts";
import { UserError } from "../base/errors.ts";
import { runPool } from "../base/pool.ts";
import { leavingNothing } from "../base/temporary.ts";
import { requireUnmoved } from "./gate.ts";
import type { ReportTask } from "./report_worker.ts";
import { requireStillThere } from "./still_there.ts";
import type { Suite } from "./experiments.ts";
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
export async function report(
  names: readonly string[],
  { out, rocrate, gate }: ReportOptions,
  signal: AbortSignal,
): Promise<void> {
  const known = await knownSuites();
  const present = await listFolder(out);
  const wanted = names.length > 0 ? names : known.filter((name) => present.includes(name));
  if (wanted.length === 0) {
    throw new UserError(`There are no results in ${out} yet: run deno task replicate first`);
  }
  for (const name of wanted) {
    const suite = await suiteOf(name);
    const written = await reportSuite({ suite, out, rocrate }, signal);
    console.log(reportPath(suite, out));
    if (rocrate) console.log(written.at(-1));
    await requireStillThere(written);
    if (gate !== undefined) await requireUnmoved(name, suite.experiments, out, gate, console.error);
  }
}

/**
 * Writes the report of a suite in a thread of its own, so that drawing can be stopped at any moment.
 * @returns Paths of all files written, the archive last.
 */
export async function reportSuite(task: ReportTask, signal: AbortSignal): Promise<string[]> {
  const { suite, out } = task;
  let written: string[] = [];
  await leavingNothing([join(out, suite.name)], () =>
    runPool<ReportTask, string[]>({
      worker: new URL("./report_worker.ts", import.meta.url),
      jobs: 1,
      tasks: [task],
      signal,
      onResult: (paths) => void (written = paths),
    }));
  return written;
}

/** Where the report of a suite is. */
export function reportPath({ name }: Suite, out: string): string {
  return join(out, name, "report.md");
}
