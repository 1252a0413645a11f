import { join, resolve } from "node:path";
import { GateError, UserError } from "../base/errors.ts";
import { counted, percentText } from "../base/number_text.ts";
import { compareResults, type GateComparison } from "../claims/gate.ts";
import type { Experiment } from "../manifest/experiment.ts";
import type { RunRecord } from "../record/record.ts";
import { openRecordStore } from "../record/store.ts";

/**
 * `--gate BASELINE`: compares a suite's records with earlier ones and says each comparison in a line.
 *
 * @param baseline Folder as `--out`: the suite's records lie in `BASELINE/SUITE/runs`.
 * @throws {GateError} If a result moved.
 * @throws {UserError} If there is nothing to compare.
 */
export async function requireUnmoved(
  suite: string,
  experiments: readonly Experiment[],
  out: string,
  baseline: string,
  say: (line: string) => void,
): Promise<void> {
  if (resolve(baseline) === resolve(out)) {
    throw new UserError(`Cannot compare ${out} with itself: --gate and --out must be two folders`);
  }
  const [before, now] = [await recordsToCompare(baseline, suite), await recordsToCompare(out, suite)];
  const compared = compareResults(experiments, before, now);
  if (compared.length === 0) {
    const why = before.size === 0
      ? `there are no records in ${join(baseline, suite, "runs")}`
      : `no run that the manifests of ${suite} ask for is in ${out} too`;
    throw new UserError(`Cannot compare with ${baseline}: ${why}`);
  }
  for (const one of compared) say(sentence(one));
  const moved = compared.filter((one) => one.moved);
  if (moved.length > 0) {
    const names = moved.map(({ experiment, variant }) => `${experiment} ${variant}`).join("; ");
    throw new GateError(`${moved.length} of ${compared.length} results moved: ${names}`);
  }
}

/** @throws {UserError} If one of them cannot be believed: a gate must not hold for want of what it compares. */
async function recordsToCompare(out: string, suite: string): Promise<ReadonlyMap<string, RunRecord>> {
  const { records, leftOut } = await openRecordStore(out, suite).readAll();
  if (leftOut.length > 0) throw new UserError(`Cannot compare the records of ${out}: ${leftOut[0]}`);
  return records;
}

function sentence(
  { experiment, variant, runs, clips, before, now, test, holmP, moved }: GateComparison,
): string {
  const change = `${percentText(before)} before, ${percentText(now)} now`;
  const turned = `${test.firstOnly} clips lost and ${test.secondOnly} won of ${clips}`;
  return `gate: ${experiment}, ${variant}: ${moved ? "moved" : "holds"}: ${change} in ${
    counted(runs, "run")
  }, ${turned}, p ${holmP.toPrecision(2)}`;
}
