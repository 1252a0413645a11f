import { type Estimate, estimateOver } from "../record/aggregate.ts";
import type { RunRecord } from "../record/record.ts";
import type { Address } from "./paper.ts";

/**
 * The number of one record at an address, as a share of 1; `null` where the record has no such class or no
 * epochs.
 */
export function measured(record: RunRecord, address: Address): number | null {
  const { metrics } = record;
  switch (address.measure) {
    case "accuracy":
      return metrics.accuracy;
    case "unweightedAccuracy":
      return metrics.unweightedAccuracy;
    case "trainingAccuracy":
      return trainingAccuracy(record);
    case "confusion":
      return confusionShare(record, address);
    case "precision":
    case "recall":
    case "f1": {
      if (address.of === "weighted" || address.of === "macro") return metrics[address.of][address.measure];
      return metrics.perClass[metrics.classes.indexOf(address.of ?? "")]?.[address.measure] ?? null;
    }
    case undefined:
      return null;
  }
}

/** Accuracy on the training clips in the last epoch, dropout on; `null` without epochs. */
export function trainingAccuracy(record: RunRecord): number | null {
  return record.epochs.at(-1)?.accuracy ?? null;
}

/** The same number over several records. */
export function measuredOver(records: readonly RunRecord[], address: Address): Estimate | null {
  return estimateOver(records, (record) => measured(record, address));
}

function confusionShare({ metrics }: RunRecord, { of, predicted }: Address): number | null {
  const row = metrics.confusion[metrics.classes.indexOf(of ?? "")];
  const count = row?.[metrics.classes.indexOf(predicted ?? "")];
  if (row === undefined || count === undefined) return null;
  const sum = row.reduce((a, b) => a + b, 0);
  return sum === 0 ? null : count / sum;
}
