/** Precision, recall and F1 of one class; shares from 0 to 1, `null` where the class has no test clips. */
export interface ClassScores {
  /** Share of the clips predicted as the class that are of it. */
  readonly precision: number | null;
  /** Share of the class's clips that are predicted as it. */
  readonly recall: number | null;
  /** Harmonic mean of precision and recall. */
  readonly f1: number | null;
  /** True clips of the class. */
  readonly support: number;
}

/** An average of class scores; shares from 0 to 1. */
export interface Scores {
  /** Mean precision. */
  readonly precision: number;
  /** Mean recall. */
  readonly recall: number;
  /** Mean of the F1 scores. */
  readonly f1: number;
  /** True clips of all classes. */
  readonly support: number;
}

/** What is measured on the test clips, under the field's names. */
export interface Metrics {
  /** Share of clips predicted right; the field's "weighted accuracy". */
  readonly accuracy: number;
  /** Mean of the class recalls, over the classes that have clips; the field's "unweighted accuracy". */
  readonly unweightedAccuracy: number;
  /** Names in the order of every list here. */
  readonly classes: readonly string[];
  /** One per class, in the order of `classes`. */
  readonly perClass: readonly ClassScores[];
  /** Weighted by support. */
  readonly weighted: Scores;
  /** Plain mean over the classes that have clips. */
  readonly macro: Scores;
  /** Counts; row = true class, column = predicted class. */
  readonly confusion: readonly (readonly number[])[];
}
