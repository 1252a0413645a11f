import { duration } from "../base/number_text.ts";
import { LEAK_TEXT, leaks } from "../manifest/leaks.ts";
import type { PlannedRun } from "../manifest/experiment.ts";
import { openRecordStore } from "../record/store.ts";
import { estimateSeconds } from "../run/estimate.ts";
import { sayLeftOut } from "./left_out.ts";
import type { Suite } from "./experiments.ts";

/** Prints the runs of a suite, their ids and how long they would take; nothing is run. */
export async function dryRun(
  suite: Suite,
  runs: readonly PlannedRun[],
  options: {
    readonly out: string;
    readonly json: boolean;
    readonly fresh: boolean;
    readonly limit?: number;
  },
): Promise<void> {
  const { records, leftOut } = await openRecordStore(options.out, suite.name).readAll();
  sayLeftOut(leftOut);
  const rows = runs.map((run) => ({
    id: run.id,
    label: run.label,
    leaks: leaks(run.settings.protocol),
    done: !options.fresh && records.has(run.id),
    seconds: estimateSeconds(run.settings, [...records.values()]),
  }));
  const pending = rows.filter((row) => !row.done).slice(0, options.limit);
  const left = pending.reduce((sum, row) => sum + row.seconds, 0);
  if (options.json) {
    console.log(JSON.stringify({ suite: suite.name, runs: rows, secondsLeft: Math.round(left) }));
    return;
  }
  for (const { id, label, done, seconds, leaks } of rows) {
    const leak = leaks ? ` (${LEAK_TEXT})` : "";
    console.log(`${id}  ${done ? "done" : `about ${duration(seconds)}`}  ${label}${leak}`);
  }
  console.log(
    `${suite.name}: ${rows.length} runs, about ${duration(left)} on one core for ${
      options.limit === undefined ? "those" : `the first ${pending.length}`
    } that are left`,
  );
}
