/**
 * Sum of numbers, the smallest first: it does not depend on the order in which they are given, to the last digit.
 *
 * @param values None is NaN.
 */
export function sumOf(values: Iterable<number>): number {
  return Float64Array.from(values).sort().reduce((sum, value) => sum + value, 0);
}

/** Plain mean in the same way; of at least one number. */
export function meanOf(values: readonly number[]): number {
  return sumOf(values) / values.length;
}

/** Sample standard deviation (divisor `n - 1`) in the same way; of at least two numbers. */
export function deviationOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return Math.sqrt(sumOf(values.map((value) => (value - mean) ** 2)) / (values.length - 1));
}
