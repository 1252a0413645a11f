/** Precision, recall and F1 of one class, or an average of them; shares from 0 to 1. */
export interface Scores {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** True clips of the class. */
  readonly support: number;
}

/** What is measured on the test clips, under the field's names. */
export interface Metrics {
  /** Share of clips predicted right; the field's "weighted accuracy". */
  readonly accuracy: number;
  /** Mean of the class recalls, over the classes that have clips; the field's "unweighted accuracy". */
  readonly unweightedAccuracy: number;
  readonly classes: readonly string[];
  /** One per class, in the order of `classes`. */
  readonly perClass: readonly Scores[];
  /** Weighted by support. */
  readonly weighted: Scores;
  /** Plain mean over the classes. */
  readonly macro: Scores;
  /** Counts; row = true class, column = predicted class. */
  readonly confusion: readonly (readonly number[])[];
}
