import { rangeError } from "../base/errors.ts";
import type { Quantity } from "../record/measure.ts";
import type { Claim, ClaimQuantity, Unit } from "./claim.ts";
import type { JudgedUnit } from "./judgement.ts";

/** What a number of a record is in. */
export function unitOf({ measure }: Quantity): JudgedUnit {
  if (measure === "trainingSeconds") return "seconds";
  return measure === "trainingLoss" || measure === "validationLoss" ? "nats" : "share";
}

/** Printed unit, unit of the runs, and how many of the second make one of the first. */
const FACTORS: readonly (readonly [Unit, JudgedUnit, number])[] = [
  ["percent", "share", 0.01],
  ["percentage-points", "share", 0.01],
  ["share", "share", 1],
  ["number", "share", 1],
  ["number", "nats", 1],
  ["minutes", "seconds", 60],
  ["hours", "seconds", 3600],
  ["megabytes", "bytes", 1e6],
  ["gigabytes", "bytes", 1e9],
  ["count", "count", 1],
  ["number", "count", 1],
];

/** How many of `unit` make one of `printed`. */
export function factor(printed: Unit, unit: JudgedUnit): number {
  if (printed === unit) return 1;
  const found = FACTORS.find(([from, to]) => from === printed && to === unit);
  if (found === undefined) throw rangeError("judge a claim", `its unit must measure ${unit}`, printed);
  return found[2];
}

/**
 * The printed number of a claim in `unit`.
 * @throws {RangeError} If the claim has no number, or its unit counts something else.
 */
export function paperValue(claim: Claim, unit: JudgedUnit): number {
  const { value, unit: printed } = claim;
  if (value === null || printed === null) throw rangeError("judge a claim", "it must have a value", claim.id);
  const factorOf = factor(printed, unit);
  // 82.75 % is 0.8275, not the double beside it.
  return factorOf < 1 ? value / (1 / factorOf) : value * factorOf;
}

/** The number of a record that a claim is about, or `null` where no record holds it. */
export function recordQuantity({ measure, of, average, predicted }: ClaimQuantity): Quantity | null {
  switch (measure) {
    case "trainingTime":
      return { measure: "trainingSeconds" };
    case "accuracy":
    case "unweightedAccuracy":
    case "trainingAccuracy":
    case "trainingLoss":
    case "validationLoss":
    case "trainingSeconds":
    case "precision":
    case "recall":
    case "f1":
    case "confusion":
      return { measure, of: of ?? average, predicted };
    default:
      return null;
  }
}
