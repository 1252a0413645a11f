import { rangeError } from "../base/errors.ts";

/** Where two models differ on the same clips. */
export interface McNemar {
  /** Clips that only the first has right. */
  readonly firstOnly: number;
  /** Clips that only the second has right. */
  readonly secondOnly: number;
  /** Two-sided p value; 1 where they never differ. */
  readonly p: number;
}

/**
 * Exact McNemar test: under the null hypothesis each clip that exactly one model has right is as likely to be the
 * first's as the second's, so their number is binomial with 1/2; twice the smaller tail, at most 1. It speaks of
 * these two trained models and takes clips as independent. Source: McNemar 1947, Psychometrika 12, 153-157; for
 * classifiers Dietterich 1998, Neural Computation 10, 1895-1923.
 *
 * @param first Whether the first model has each clip right, shape `[n]`.
 * @param second The same of the second model, same clips and order.
 * @throws {RangeError} If the lengths differ.
 */
export function mcnemar(first: readonly boolean[], second: readonly boolean[]): McNemar {
  if (first.length !== second.length) {
    throw rangeError("compare two models", `both must have ${first.length} clips`, second.length);
  }
  const firstOnly = first.filter((right, i) => right && !second[i]).length;
  const secondOnly = second.filter((right, i) => right && !first[i]).length;
  return { firstOnly, secondOnly, p: twoSided(Math.min(firstOnly, secondOnly), firstOnly + secondOnly) };
}

/** `min(1, 2 P(X <= k))` of a binomial with `n` trials of 1/2, summed downwards from its largest term. */
function twoSided(k: number, n: number): number {
  let logTerm = -n * Math.LN2; // log of C(n, k) / 2^n
  for (let i = 1; i <= k; i++) logTerm += Math.log((n - i + 1) / i);
  let term = 1;
  let sum = 1;
  for (let i = k; i > 0 && term > 1e-18 * sum; i--) {
    term *= i / (n - i + 1);
    sum += term;
  }
  return Math.min(1, 2 * Math.exp(logTerm) * sum);
}
