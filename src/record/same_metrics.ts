import { evaluate } from "../evaluation/evaluate.ts";
import { clipMetrics } from "./clip_metrics.ts";
import type { RunRecord } from "./record.ts";

/** Half a unit of what sums of a few hundred shares lose in double precision, many times over. */
const ALLOWED = 1e-9;

/**
 * Whether the metrics of a record are those of its own predictions, so that no number stands in a report that
 * the predictions do not give. A record that somebody edited by hand fails here.
 */
export function hasItsOwnMetrics(
  { settings, predictions, metrics, clipMetrics: byClip }: RunRecord,
): boolean {
  if (typeof settings?.protocol?.name !== "string") return false;
  if (!Array.isArray(predictions) || !Array.isArray(metrics.classes)) return false;
  const { classes } = metrics;
  const [labels, predicted] = [
    predictions.map(({ label }) => classes.indexOf(label)),
    predictions.map((prediction) => classes.indexOf(prediction.predicted)),
  ];
  if (labels.length === 0 || [...labels, ...predicted].includes(-1)) return false;
  return agree(metrics, evaluate(labels, predicted, classes)) &&
    agree(byClip ?? null, clipMetrics(settings.protocol, predictions, classes));
}

function agree(a: unknown, b: unknown): boolean {
  if (typeof a === "number" && typeof b === "number") return Math.abs(a - b) <= ALLOWED;
  if (a === null || b === null || typeof a !== "object" || typeof b !== "object") return a === b;
  const keys = Object.keys(b);
  return Object.keys(a).length === keys.length &&
    keys.every((key) => agree((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]));
}
