import { evaluate } from "../evaluation/evaluate.ts";
import type { Metrics, Scores } from "../evaluation/metrics.ts";
import { clipMetrics } from "./clip_metrics.ts";
import type { Prediction, RunRecord } from "./record.ts";

/** Half a unit of what sums of a few hundred shares lose in double precision, many times over. */
const ALLOWED = 1e-9;

/**
 * The metrics that the predictions of a record give, so that no number stands in a report that they do not give.
 *
 * @param stated The record's metrics. Earlier versions counted a class without test clips as 0, in the plain
 * average too; such metrics are known, and give way to those of today.
 * @returns `null` if the stated ones are others: a record that somebody edited by hand.
 */
export function sameMetrics(
  predictions: readonly Prediction[],
  classes: readonly string[],
  stated: unknown,
): Metrics | null {
  const numbers = new Map(classes.map((name, k) => [name, k]));
  const labels = predictions.map(({ label }) => numbers.get(label) ?? -1);
  const predicted = predictions.map((prediction) => numbers.get(prediction.predicted) ?? -1);
  if (labels.length === 0 || labels.includes(-1) || predicted.includes(-1)) return null;
  const own = evaluate(labels, predicted, classes);
  return agree(stated, own) || agree(stated, withZeros(own)) ? own : null;
}

/** Whether the metrics by clip of a record are those of its predictions; there are none where clips were dealt. */
export function hasItsClipMetrics({ settings, data, predictions, clipMetrics: stated }: RunRecord): boolean {
  return agree(stated ?? null, clipMetrics(settings.protocol, predictions, data.classes));
}

/** As earlier versions had them. */
function withZeros(metrics: Metrics): unknown {
  const perClass = metrics.perClass.map((scores) => ({
    precision: scores.precision ?? 0,
    recall: scores.recall ?? 0,
    f1: scores.f1 ?? 0,
    support: scores.support,
  }));
  const mean = (score: keyof Scores) => perClass.reduce((sum, own) => sum + own[score], 0) / perClass.length;
  const macro = { ...metrics.macro, precision: mean("precision"), recall: mean("recall"), f1: mean("f1") };
  return { ...metrics, perClass, macro };
}

function agree(a: unknown, b: unknown): boolean {
  if (typeof a === "number" && typeof b === "number") return Math.abs(a - b) <= ALLOWED;
  if (a === null || b === null || typeof a !== "object" || typeof b !== "object") return a === b;
  const keys = Object.keys(b);
  return Object.keys(a).length === keys.length &&
    keys.every((key) => agree((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]));
}
