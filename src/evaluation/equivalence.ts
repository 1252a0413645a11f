import cdf from "@stdlib/stats-base-dists-t-cdf";
import quantile from "@stdlib/stats-base-dists-t-quantile";
import { rangeError } from "../base/errors.ts";
import { checkLevel } from "./arguments.ts";
import { estimate } from "./interval.ts";
import { standardError } from "./student.ts";

/** Whether two ways of doing the same agree to within a margin. */
export interface Equivalence {
  /** Number of pairs. */
  readonly n: number;
  /** Mean of the differences. */
  readonly mean: number;
  /** Largest difference that counts as none. */
  readonly margin: number;
  /** One-sided p value against a mean of `-margin` or less. */
  readonly pAbove: number;
  /** One-sided p value against a mean of `margin` or more. */
  readonly pBelow: number;
  /** The larger of the two. */
  readonly p: number;
  /** Confidence interval of the mean at level `1 - 2 alpha`: equivalence is shown where it lies within the margin. */
  readonly interval: readonly [number, number];
  /** Whether `p` is at most `alpha`. */
  readonly shown: boolean;
  /** The margin at which equivalence would just be shown. */
  readonly smallestMargin: number;
}

/**
 * Two one-sided paired t tests (Schuirmann 1987, Journal of Pharmacokinetics and Biopharmaceutics 15, 657-680): the
 * mean difference is taken as nearer to zero than the margin where both the hypothesis that it is `margin` or more
 * and the hypothesis that it is `-margin` or less are refuted at level `alpha`; no correction for the two is needed.
 *
 * The variance is that of the plain paired t, `s^2 / n`, not the corrected resampled one. Runs that are paired by
 * fold and seed have the same split and the same first weights, so that what a fold does to both cancels out. The
 * result is about the two ways that were compared on these clips; it says nothing about other corpora, for which
 * that variance would be too small.
 *
 * @param differences One per pair, finite.
 * @param margin In the unit of the differences; finite, > 0.
 * @param alpha In (0, 0.5); default 0.05.
 * @returns `null` if there are fewer than two pairs.
 * @throws {RangeError} If an argument is out of range.
 */
export function equivalence(
  differences: readonly number[],
  margin: number,
  alpha: number = 0.05,
): Equivalence | null {
  const fail = (rule: string, value: unknown) => rangeError("test equivalence", rule, value);
  checkLevel("2 alpha", 2 * alpha, fail);
  if (!(margin > 0 && Number.isFinite(margin))) throw fail("margin must be finite and > 0", margin);
  const found = estimate(differences, { testToTrain: null });
  if (found === null || found.deviation === null) return null;
  const { n, mean } = found;
  const error = standardError(found.deviation, n, null);
  const beyond = (distance: number) => error === 0 ? (distance > 0 ? 0 : 1) : cdf(-distance / error, n - 1);
  const [pAbove, pBelow] = [beyond(margin + mean), beyond(margin - mean)];
  const half = quantile(1 - alpha, n - 1) * error;
  const p = Math.max(pAbove, pBelow);
  return {
    n,
    mean,
    margin,
    pAbove,
    pBelow,
    p,
    interval: [mean - half, mean + half],
    shown: p <= alpha,
    smallestMargin: Math.abs(mean) + half,
  };
}
