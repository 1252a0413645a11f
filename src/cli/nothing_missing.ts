import { MissingDataError } from "../base/errors.ts";
import { counted } from "../base/number_text.ts";
import type { PipelineResult } from "../run/pipeline.ts";

/** @throws {MissingDataError} If runs were left out; says what is missing and how to get it. */
export function requireNothingMissing(results: readonly PipelineResult[]): void {
  const missing = [...new Set(results.flatMap((result) => result.missing))];
  const without = results.reduce((sum, result) => sum + result.without, 0);
  const [first, ...more] = missing;
  if (first === undefined) return;
  const leftOut = `${counted(without, "run was", "runs were")} left out`;
  throw new MissingDataError(
    more.length === 0 ? `${leftOut}: ${first}` : [leftOut, ...missing.map((line) => `  ${line}`)].join("\n"),
  );
}
