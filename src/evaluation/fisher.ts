import { rangeError } from "../base/errors.ts";

/** Two groups of things, of which some have a trait. */
export interface TwoByTwo {
  /** Things of the first group. */
  readonly first: number;
  /** Those of them that have the trait. */
  readonly firstWith: number;
  /** Things of the second group. */
  readonly second: number;
  /** Those of them that have the trait. */
  readonly secondWith: number;
}

/**
 * Fisher's exact test, one-sided: the probability that at least so many of the first group have the trait if it is
 * dealt at random among both. Source: Fisher 1935, The Design of Experiments; the tail of the hypergeometric
 * distribution.
 *
 * @throws {RangeError} If a count is no integer >= 0, or more of a group have the trait than there are.
 */
export function fisherExact({ first, firstWith, second, secondWith }: TwoByTwo): number {
  const fail = (rule: string, value: number) => rangeError("compare two groups", rule, value);
  for (const [all, some] of [[first, firstWith], [second, secondWith]] as const) {
    if (!(Number.isInteger(all) && all >= 0)) throw fail("counts must be integers >= 0", all);
    if (!(Number.isInteger(some) && some >= 0 && some <= all)) {
      throw fail(`those with the trait must be from 0 to ${all}`, some);
    }
  }
  const having = firstWith + secondWith;
  const ways = logChoose(first + second, having);
  let sum = 0;
  for (let k = firstWith; k <= Math.min(first, having); k++) {
    if (having - k > second) continue;
    sum += Math.exp(logChoose(first, k) + logChoose(second, having - k) - ways);
  }
  return Math.min(1, sum);
}

/** Logarithm of the number of ways to choose `k` of `n`. */
function logChoose(n: number, k: number): number {
  let sum = 0;
  for (let i = 1; i <= k; i++) sum += Math.log((n - k + i) / i);
  return sum;
}
