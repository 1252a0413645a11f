import quantile from "@stdlib/stats-base-dists-t-quantile";
import { rangeError } from "../base/errors.ts";
import { deviationOf, meanOf } from "../base/sum.ts";
import { checkLevel, checkTestToTrain } from "./arguments.ts";

/** What several runs say about one number. */
export interface Estimate {
  /** Number of runs. */
  readonly n: number;
  /** Plain mean. */
  readonly mean: number;
  /** Sample standard deviation (divisor `n - 1`); `null` for one run. */
  readonly deviation: number | null;
  /** Confidence interval of the mean, low and high; `null` for one run. Not cut off at 0 or 1. */
  readonly interval: readonly [number, number] | null;
}

/** How the interval is made. */
export interface EstimateOptions {
  /**
   * Test clips divided by training clips of one run, > 0: the runs share training clips (folds of a
   * cross-validation, repeated splits of one corpus), so their variance is corrected. `null`: the runs
   * are independent given the data (seeds on one fixed split), plain t.
   */
  readonly testToTrain: number | null;
  /** Confidence level, in (0, 1); default 0.95. */
  readonly level?: number;
}

/**
 * Mean, sample standard deviation and Student t confidence interval of the mean over runs. For runs that
 * share training clips the variance of the mean is `(1/n + test/train) s^2`, the corrected resampled t of
 * Nadeau & Bengio 2003 (Machine Learning 52, 239-281; for repeated cross-validation Bouckaert & Frank
 * 2004); otherwise it is `s^2 / n`.
 *
 * @param values One number per run; finite.
 * @returns `null` if there are no runs.
 * @throws {RangeError} If a value is not finite, or an option is out of range.
 */
export function estimate(values: readonly number[], options: EstimateOptions): Estimate | null {
  const { testToTrain, level = 0.95 } = options;
  const fail = (rule: string, value: unknown) => rangeError("estimate a mean", rule, value);
  checkLevel("level", level, fail);
  checkTestToTrain(testToTrain, fail);
  const odd = values.find((value) => !Number.isFinite(value));
  if (odd !== undefined) throw fail("values must be finite", odd);
  const n = values.length;
  if (n === 0) return null;
  const mean = meanOf(values);
  if (n === 1) return { n, mean, deviation: null, interval: null };
  const deviation = deviationOf(values);
  const half = quantile((1 + level) / 2, n - 1) * deviation * Math.sqrt(1 / n + (testToTrain ?? 0));
  return { n, mean, deviation, interval: [mean - half, mean + half] };
}
