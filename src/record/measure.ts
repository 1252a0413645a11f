import { type Estimate, estimateOver } from "./aggregate.ts";
import type { RunRecord } from "./record.ts";

/** A number that every record holds. */
export type MeasureName =
  | "accuracy"
  | "unweightedAccuracy"
  | "trainingAccuracy"
  | "trainingLoss"
  | "validationLoss"
  | "trainingSeconds"
  | "precision"
  | "recall"
  | "f1"
  | "confusion";

/** One number of a record. */
export interface Quantity {
  /** Which number; `undefined` is none. */
  readonly measure?: MeasureName | undefined;
  /**
   * Of `precision`, `recall`, `f1`: a class in the field's spelling, `weighted` or `macro`. Of `confusion`: the
   * true class.
   */
  readonly of?: string | undefined;
  /** Of `confusion`: the predicted class. */
  readonly predicted?: string | undefined;
}

/**
 * One number of one record: a share of 1, a mean cross entropy in nats (last epoch), or seconds (all training
 * steps and the pass through frozen layers); `null` where the record has no such class or no epochs.
 */
export function measured(record: RunRecord, quantity: Quantity): number | null {
  const { metrics } = record;
  switch (quantity.measure) {
    case "accuracy":
      return metrics.accuracy;
    case "unweightedAccuracy":
      return metrics.unweightedAccuracy;
    case "trainingAccuracy":
      return trainingAccuracy(record);
    case "trainingLoss":
      return record.epochs.at(-1)?.loss ?? null;
    case "validationLoss":
      return record.epochs.at(-1)?.validationLoss ?? null;
    case "trainingSeconds":
      return trainingTime(record);
    case "confusion":
      return confusionShare(record, quantity);
    case "precision":
    case "recall":
    case "f1": {
      if (quantity.of === "weighted" || quantity.of === "macro") {
        return metrics[quantity.of][quantity.measure];
      }
      return metrics.perClass[metrics.classes.indexOf(quantity.of ?? "")]?.[quantity.measure] ?? null;
    }
    case undefined:
      return null;
  }
}

/** Wall-clock seconds of the training steps and, where layers are frozen, of the pass through them. */
export function trainingTime({ cost }: RunRecord): number {
  return cost.trainingSeconds + (cost.featureSeconds ?? 0);
}

/** Accuracy on the training clips in the last epoch, dropout on; `null` without epochs. */
export function trainingAccuracy(record: RunRecord): number | null {
  return record.epochs.at(-1)?.accuracy ?? null;
}

/** The same number over several records. */
export function measuredOver(records: readonly RunRecord[], quantity: Quantity): Estimate | null {
  return estimateOver(records, (record) => measured(record, quantity));
}

function confusionShare({ metrics }: RunRecord, { of, predicted }: Quantity): number | null {
  const row = metrics.confusion[metrics.classes.indexOf(of ?? "")];
  const count = row?.[metrics.classes.indexOf(predicted ?? "")];
  if (row === undefined || count === undefined) return null;
  const sum = row.reduce((a, b) => a + b, 0);
  return sum === 0 ? null : count / sum;
}
