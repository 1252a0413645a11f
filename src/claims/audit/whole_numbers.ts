import { ceiling, floor, fraction, multiply } from "./fraction.ts";
import type { Interval } from "./interval.ts";

/** Sums that are tried before a share counts as possible. */
const MOST_TRIES = 20_000;

/**
 * Whether whole numbers of right clips in folds of these sizes have a mean share in the interval. Where that would
 * take too many tries, the share counts as possible.
 *
 * @param sizes Clips of each fold, whole numbers above 0.
 */
export function canGive(sizes: readonly number[], share: Interval): boolean {
  const groups = [...Map.groupBy(sizes, (n) => n)].map(([size, { length }]) => ({
    size: BigInt(size),
    most: BigInt(size) * BigInt(length),
  })).sort((a, b) => (a.most < b.most ? -1 : 1));
  // In units of one part of the common denominator everything is a whole number.
  const denominator = groups.map(({ size }) => size).reduce(commonMultiple);
  const scale = fraction(denominator * BigInt(sizes.length));
  const [low, high] = [ceiling(multiply(share.low, scale)), floor(multiply(share.high, scale))];
  if (low > high) return false;
  const steps = groups.map(({ size, most }) => ({ step: denominator / size, most }));
  let tries = 0;
  const reaches = (group: number, from: bigint, to: bigint): boolean => {
    const { step, most } = steps[group]!;
    if (group === steps.length - 1) return anyMultiple(from, to, step, most);
    for (let right = 0n; right <= most && right * step <= to; right++) {
      if (++tries > MOST_TRIES || reaches(group + 1, from - right * step, to - right * step)) return true;
    }
    return false;
  };
  return reaches(0, low, high);
}

/** Whether some `k * step` with `0 <= k <= most` lies from `low` to `high`. */
function anyMultiple(low: bigint, high: bigint, step: bigint, most: bigint): boolean {
  if (high < 0n) return false;
  const first = low <= 0n ? 0n : (low + step - 1n) / step;
  return first <= most && first * step <= high;
}

function commonMultiple(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return a / x * b;
}
