import { rangeError } from "../base/errors.ts";
import { confusionMatrix } from "./confusion.ts";
import type { ClassScores, Metrics, Scores } from "./metrics.ts";

/**
 * All metrics of one set of predictions; see `metricsOf`.
 *
 * @param labels True class numbers, shape `[n]`, `n >= 1`.
 * @param predicted Predicted class numbers, shape `[n]`.
 * @param classes Names of the classes; a class number is an index into them.
 * @throws {RangeError} If there are no clips, the lengths differ or a class number is out of range.
 */
export function evaluate(
  labels: readonly number[],
  predicted: readonly number[],
  classes: readonly string[],
): Metrics {
  return metricsOf(confusionMatrix(labels, predicted, classes.length), classes);
}

/**
 * All metrics of a confusion matrix. A class that is never predicted has precision and F1 0, as scikit-learn with
 * `zero_division=0` has it (Pedregosa et al. 2011). A class without clips has no scores and is in no average, as in
 * scikit-learn's balanced accuracy: nothing was asked of it, and 0 would count as failure.
 *
 * @param confusion Counts, shape `[k, k]`; row = true class, column = predicted class.
 * @param classes Names of the classes, shape `[k]`.
 * @throws {RangeError} If there are no clips.
 */
export function metricsOf(confusion: readonly (readonly number[])[], classes: readonly string[]): Metrics {
  const perClass = classes.map((_, k) => scoresOf(confusion, k));
  const clips = perClass.reduce((sum, { support }) => sum + support, 0);
  if (clips === 0) throw rangeError("evaluate", "there must be at least one clip", 0);
  const macro = average(perClass, perClass.map(({ support }) => (support > 0 ? 1 : 0)));
  return {
    accuracy: confusion.reduce((sum, row, k) => sum + row[k]!, 0) / clips,
    unweightedAccuracy: macro.recall,
    classes: [...classes],
    perClass,
    weighted: average(perClass, perClass.map(({ support }) => support)),
    macro,
    confusion,
  };
}

/** Scores of class `k`: precision tp / column sum, recall tp / row sum, F1 2 tp / (row + column sum). */
function scoresOf(confusion: readonly (readonly number[])[], k: number): ClassScores {
  const hits = confusion[k]![k]!;
  const support = confusion[k]!.reduce((a, b) => a + b, 0);
  if (support === 0) return { precision: null, recall: null, f1: null, support };
  const named = confusion.reduce((sum, row) => sum + row[k]!, 0);
  return {
    precision: named === 0 ? 0 : hits / named,
    recall: hits / support,
    f1: 2 * hits / (support + named),
    support,
  };
}

/** Mean of the class scores with the given weights, 0 where there are none; its support is that of all classes. */
function average(perClass: readonly ClassScores[], weights: readonly number[]): Scores {
  const total = weights.reduce((a, b) => a + b, 0);
  const mean = (score: (scores: ClassScores) => number | null) =>
    perClass.reduce((sum, scores, k) => sum + weights[k]! * (score(scores) ?? 0), 0) / total;
  return {
    precision: mean((scores) => scores.precision),
    recall: mean((scores) => scores.recall),
    f1: mean((scores) => scores.f1),
    support: perClass.reduce((sum, scores) => sum + scores.support, 0),
  };
}
