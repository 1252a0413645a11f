import { meanOf } from "../base/sum.ts";
import { rowShares } from "../evaluation/confusion.ts";
import { type Estimate, estimate } from "../evaluation/interval.ts";
import { leaks } from "../manifest/leaks.ts";
import type { RunRecord } from "./record.ts";

export type { Estimate };

/** Numbers of runs as a test takes them: one per set of test clips, or per seed where there is only one set. */
export interface Samples {
  /** In the order in which the runs were given. */
  readonly values: readonly number[];
  /**
   * Test clips divided by training clips, mean over the runs; images where images are dealt; `null` for seeds on one
   * fixed split.
   */
  readonly testToTrain: number | null;
}

/**
 * Numbers of several runs of one variant. Runs whose test clips are drawn from the corpus they train on share
 * training clips, be they folds or repeated splits; seeds of a cross-corpus run share one fixed split. Where one
 * speaker or session is left out, another seed tests the same clips again: its number is averaged with the first's
 * and counts as one. Everywhere else a seed deals the folds anew, so that `r` seeds of `k` folds are `r k` numbers
 * (repeated cross-validation; Bouckaert & Frank 2004, PAKDD, 3-12), complete or not.
 *
 * @param records Runs that differ in fold and seed alone.
 * @param value The number; a run where it is `null` is left out.
 */
export function samplesOf(
  records: readonly RunRecord[],
  value: (record: RunRecord) => number | null,
): Samples {
  const pairs = records.flatMap((record) => {
    const number = value(record);
    return number === null ? [] : [{ record, number }];
  });
  const resampled = pairs.every(({ record }) => record.settings.protocol.name !== "cross-corpus");
  const shares = pairs.map(({ record }) => testToTrain(record));
  const sets = Map.groupBy(pairs, ({ record }) => {
    const { protocol, fold } = record.settings;
    return protocol.name.startsWith("leave-one-") ? fold : record;
  });
  return {
    values: [...sets.values()].map((set) => meanOf(set.map(({ number }) => number))),
    testToTrain: resampled && pairs.length > 0 ? meanOf(shares) : null,
  };
}

/** Where images are dealt, most clips are on both sides: the protocol says how many images are. */
function testToTrain({ data, settings: { protocol } }: RunRecord): number {
  if (!leaks(protocol)) return data.testClips / data.trainClips;
  const { folds, testShare } = protocol as { readonly folds?: number; readonly testShare?: number };
  return folds === undefined ? testShare! / (1 - testShare!) : 1 / (folds - 1);
}

/**
 * What several runs of one variant say about one number; runs that share training clips get the corrected
 * interval. See `samplesOf` and `estimate`.
 *
 * @param records Runs that differ in fold and seed alone.
 * @param value The number; a run where it is `null` is left out.
 * @returns `null` if there is no number.
 */
export function estimateOver(
  records: readonly RunRecord[],
  value: (record: RunRecord) => number | null,
): Estimate | null {
  const { values, testToTrain } = samplesOf(records, value);
  return estimate(values, { testToTrain });
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
