import cdf from "@stdlib/stats-base-dists-t-cdf";
import { rangeError } from "../base/errors.ts";
import { type Estimate, estimate, type EstimateOptions } from "./interval.ts";

/** A mean, and how well it agrees with a number. */
export interface TTest extends Estimate {
  /** Mean minus the number, in standard errors; `null` where the values agree exactly. */
  readonly t: number | null;
  /** Two-sided p value. Values that agree exactly give 0, or 1 if the number is the one they agree on. */
  readonly p: number;
}

/**
 * Standard error of a mean over runs: `s sqrt(1/n + test/train)` for runs that share training clips (Nadeau &
 * Bengio 2003), `s / sqrt(n)` otherwise; see `estimate`.
 *
 * @param deviation Sample standard deviation `s`; >= 0.
 * @param n Number of runs; an integer >= 1.
 * @param testToTrain Test clips divided by training clips of one run, or `null`; see `EstimateOptions`.
 */
export function standardError(deviation: number, n: number, testToTrain: number | null): number {
  return deviation * Math.sqrt(1 / n + (testToTrain ?? 0));
}

/**
 * Student t test of a mean over runs, with the variance of the corrected resampled t (Nadeau & Bengio 2003,
 * Machine Learning 52, 239-281) for runs that share training clips and `n - 1` degrees of freedom. `p` is below
 * `1 - level` exactly where `against` lies outside the interval of `estimate`.
 *
 * @param values One number per run; finite.
 * @param against Mean under the null hypothesis; finite.
 * @returns `null` if there are fewer than two runs.
 * @throws {RangeError} If a number is not finite, or an option is out of range.
 */
export function tTest(values: readonly number[], against: number, options: EstimateOptions): TTest | null {
  if (!Number.isFinite(against)) throw rangeError("test a mean", "against must be finite", against);
  const result = estimate(values, options);
  if (result === null || result.deviation === null) return null;
  const { mean, deviation, n } = result;
  const error = standardError(deviation, n, options.testToTrain);
  if (error === 0) return { ...result, t: null, p: mean === against ? 1 : 0 };
  const t = (mean - against) / error;
  return { ...result, t, p: Math.min(1, 2 * cdf(-Math.abs(t), n - 1)) };
}

/**
 * The same test of the differences of two variants, run by run: entry `i` of both lists comes from the same fold
 * and seed, so that what the fold does to both cancels out. Source as above; for repeated cross-validation
 * Bouckaert & Frank 2004 (PAKDD, 3-12).
 *
 * @param first One number per run; finite.
 * @param second As many, in the same order.
 * @returns Of `first` minus `second` against 0; `null` if there are fewer than two pairs.
 * @throws {RangeError} If the lengths differ, a number is not finite, or an option is out of range.
 */
export function pairedTTest(
  first: readonly number[],
  second: readonly number[],
  options: EstimateOptions,
): TTest | null {
  if (first.length !== second.length) {
    throw rangeError("compare two variants", `both must have ${first.length} runs`, second.length);
  }
  return tTest(first.map((value, i) => value - second[i]!), 0, options);
}
