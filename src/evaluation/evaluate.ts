import { rangeError } from "../base/errors.ts";
import { confusionMatrix } from "./confusion.ts";
import type { Metrics, Scores } from "./metrics.ts";

/**
 * All metrics of one set of predictions. A class that is never predicted has precision 0, a class without
 * clips has recall 0 and both have F1 0, as scikit-learn with `zero_division=0` has it (Pedregosa et al.
 * 2011); the unweighted accuracy leaves classes without clips out, as its balanced accuracy does.
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
  if (labels.length === 0) throw rangeError("evaluate", "there must be at least one clip", 0);
  const confusion = confusionMatrix(labels, predicted, classes.length);
  const perClass = classes.map((_, k) => scoresOf(confusion, k));
  const correct = confusion.reduce((sum, row, k) => sum + row[k]!, 0);
  const present = perClass.filter((scores) => scores.support > 0);
  return {
    accuracy: correct / labels.length,
    unweightedAccuracy: present.reduce((sum, scores) => sum + scores.recall, 0) / present.length,
    classes: [...classes],
    perClass,
    weighted: average(perClass, perClass.map((scores) => scores.support)),
    macro: average(perClass, perClass.map(() => 1)),
    confusion,
  };
}

/** Scores of class `k`: precision tp / column sum, recall tp / row sum, F1 2 tp / (row + column sum). */
function scoresOf(confusion: readonly (readonly number[])[], k: number): Scores {
  const hits = confusion[k]![k]!;
  const support = confusion[k]!.reduce((a, b) => a + b, 0);
  const named = confusion.reduce((sum, row) => sum + row[k]!, 0);
  return {
    precision: ratio(hits, named),
    recall: ratio(hits, support),
    f1: ratio(2 * hits, support + named),
    support,
  };
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

/** Mean of the class scores with the given weights; its support is that of all classes together. */
function average(perClass: readonly Scores[], weights: readonly number[]): Scores {
  const total = weights.reduce((a, b) => a + b, 0);
  const mean = (score: (scores: Scores) => number) =>
    perClass.reduce((sum, scores, k) => sum + weights[k]! * score(scores), 0) / total;
  return {
    precision: mean((scores) => scores.precision),
    recall: mean((scores) => scores.recall),
    f1: mean((scores) => scores.f1),
    support: perClass.reduce((sum, scores) => sum + scores.support, 0),
  };
}
