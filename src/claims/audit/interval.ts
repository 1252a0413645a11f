import {
  add,
  compare,
  divide,
  type Fraction,
  fraction,
  fromDecimal,
  least,
  most,
  multiply,
  ONE,
  show,
  subtract,
  total,
  ZERO,
} from "./fraction.ts";

/** Every number from `low` to `high`, both ends included, whichever way a tie was rounded. */
export interface Interval {
  /** The smallest number. */
  readonly low: Fraction;
  /** The largest number, not below `low`. */
  readonly high: Fraction;
}

/** Every share. */
export const SHARE: Interval = { low: ZERO, high: ONE };

/** What a number printed with so many decimals can stand for: half a unit of the last one to either side. */
export function printedInterval(value: number, decimals: number): Interval {
  const middle = fromDecimal(value.toFixed(decimals));
  const half = fraction(1n, 2n * 10n ** BigInt(decimals));
  return { low: subtract(middle, half), high: add(middle, half) };
}

/** The numbers in both, or `null` where there are none. */
export function overlap(a: Interval, b: Interval): Interval | null {
  const [low, high] = [most(a.low, b.low), least(a.high, b.high)];
  return compare(low, high) <= 0 ? { low, high } : null;
}

/** Whether a number is in it. */
export function holds({ low, high }: Interval, value: Fraction): boolean {
  return compare(low, value) <= 0 && compare(value, high) <= 0;
}

/** Every end times a number that is not below 0. */
export function scaled({ low, high }: Interval, factor: Fraction): Interval {
  return { low: multiply(low, factor), high: multiply(high, factor) };
}

/** Sums of one number of each. */
export function sumOf(intervals: readonly Interval[]): Interval {
  return { low: total(intervals.map((i) => i.low)), high: total(intervals.map((i) => i.high)) };
}

/** Means of one number of each; there is at least one. */
export function meanOf(intervals: readonly Interval[]): Interval {
  return scaled(sumOf(intervals), fraction(1n, BigInt(intervals.length)));
}

/** Weighted means with any weights: from the smallest number to the largest. */
export function spanOf(intervals: readonly Interval[]): Interval {
  return {
    low: intervals.map((i) => i.low).reduce(least),
    high: intervals.map((i) => i.high).reduce(most),
  };
}

/** Differences of one number of each. */
export function differenceOf(a: Interval, b: Interval): Interval {
  return { low: subtract(a.low, b.high), high: subtract(a.high, b.low) };
}

/** Harmonic means of two shares; both 0 gives 0, as precision and recall of 0 give an F1 of 0. */
export function harmonicMeans(a: Interval, b: Interval): Interval {
  return { low: harmonic(a.low, b.low), high: harmonic(a.high, b.high) }; // it grows with either
}

function harmonic(a: Fraction, b: Fraction): Fraction {
  const sum = add(a, b);
  return sum.n === 0n ? ZERO : divide(multiply(fraction(2n), multiply(a, b)), sum);
}

/** `0.715 to 0.725`. */
export function showInterval({ low, high }: Interval, decimals = 4): string {
  const [a, b] = [show(low, decimals), show(high, decimals)];
  return a === b ? a : `${a} to ${b}`;
}
