import { rangeError } from "../base/errors.ts";

/**
 * p values adjusted for being several: comparing each with `a` keeps the probability of any false rejection at
 * `a` or below, whatever the tests have to do with each other. Source: Holm 1979, Scandinavian Journal of
 * Statistics 6, 65-70.
 *
 * @param pValues Shape `[m]`, each in [0, 1].
 * @returns Shape `[m]`, in the same order: the i-th smallest times `m - i + 1`, never below a smaller one's, at
 * most 1.
 * @throws {RangeError} If a p value is out of range.
 */
export function holm(pValues: readonly number[]): number[] {
  const odd = pValues.find((p) => !(p >= 0 && p <= 1));
  if (odd !== undefined) throw rangeError("correct p values", "each must be from 0 to 1", odd);
  const order = pValues.map((_, i) => i).sort((a, b) => pValues[a]! - pValues[b]!);
  const adjusted = new Array<number>(pValues.length);
  let highest = 0;
  order.forEach((index, rank) => {
    highest = Math.max(highest, Math.min(1, (pValues.length - rank) * pValues[index]!));
    adjusted[index] = highest;
  });
  return adjusted;
}
