import { rangeError } from "../base/errors.ts";

/**
 * Confusion matrix in counts.
 *
 * @param labels True class numbers, shape `[n]`, each an integer in `[0, classes)`.
 * @param predicted Predicted class numbers, shape `[n]`, same range.
 * @param classes Number of classes; an integer >= 1.
 * @returns Shape `[classes, classes]`; row = true class, column = predicted class. Sums to `n`.
 * @throws {RangeError} If the lengths differ or a class number is out of range.
 */
export function confusionMatrix(
  labels: readonly number[],
  predicted: readonly number[],
  classes: number,
): number[][] {
  const fail = (rule: string, value: unknown) => rangeError("count predictions", rule, value);
  if (!(Number.isInteger(classes) && classes >= 1)) throw fail("classes must be an integer >= 1", classes);
  if (labels.length !== predicted.length) {
    throw fail(`predictions must be as many as labels (${labels.length})`, predicted.length);
  }
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  labels.forEach((label, i) => {
    for (const number of [label, predicted[i]!]) {
      if (!(Number.isInteger(number) && number >= 0 && number < classes)) {
        throw fail(`class numbers must be integers from 0 to ${classes - 1}`, number);
      }
    }
    counts[label]![predicted[i]!]!++;
  });
  return counts;
}

/**
 * Each row divided by its sum: the share of a class's clips that went to each prediction. The diagonal is
 * the recall. A row without clips stays zero.
 *
 * @param counts Shape `[k, k]`, counts.
 * @returns Shape `[k, k]`, shares from 0 to 1.
 */
export function rowShares(counts: readonly (readonly number[])[]): number[][] {
  return counts.map((row) => {
    const sum = row.reduce((a, b) => a + b, 0);
    return row.map((count) => (sum === 0 ? 0 : count / sum));
  });
}
