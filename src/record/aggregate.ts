import { rowShares } from "../evaluation/confusion.ts";
import { type Estimate, estimate } from "../evaluation/interval.ts";
import type { RunRecord } from "./record.ts";

export type { Estimate };

/**
 * What several runs of one variant say about one number. Runs whose test clips are drawn from the corpus
 * they train on share training clips, be they folds or repeated splits, and get the corrected interval;
 * seeds of a cross-corpus run share one fixed split and get the plain one. See `estimate`.
 *
 * @param records Runs that differ in fold and seed alone.
 * @param value The number; a run where it is `null` is left out.
 * @returns `null` if there is no number.
 */
export function estimateOver(
  records: readonly RunRecord[],
  value: (record: RunRecord) => number | null,
): Estimate | null {
  const pairs = records.flatMap((record) => {
    const number = value(record);
    return number === null ? [] : [{ record, number }];
  });
  const resampled = pairs.every(({ record }) => record.settings.protocol.name !== "cross-corpus");
  const share = pairs.reduce((sum, { record }) => sum + record.data.testClips / record.data.trainClips, 0);
  const testToTrain = resampled && pairs.length > 0 ? share / pairs.length : null;
  return estimate(pairs.map(({ number }) => number), { testToTrain });
}

/** A confusion matrix in counts and in shares of the true class; row = true class, column = predicted class. */
export interface ConfusionSum {
  /** Names in the order of rows and columns. */
  readonly classes: readonly string[];
  /** Shape `[k, k]`. */
  readonly counts: readonly (readonly number[])[];
  /** Shape `[k, k]`; a class without clips has a row of zeros. */
  readonly shares: readonly (readonly number[])[];
}

/** The confusion matrices of several runs added up; `null` if there are none. The runs have the same classes. */
export function confusionOver(records: readonly RunRecord[]): ConfusionSum | null {
  const [first] = records;
  if (first === undefined) return null;
  const { classes } = first.metrics;
  const counts = classes.map((_, i) =>
    classes.map((_, j) => records.reduce((sum, { metrics }) => sum + metrics.confusion[i]![j]!, 0))
  );
  return { classes, counts, shares: rowShares(counts) };
}
