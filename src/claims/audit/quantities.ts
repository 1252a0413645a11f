import { counted } from "../../base/number_text.ts";
import type { Claim, ClaimQuantity, Place } from "../claim.ts";
import { fraction } from "./fraction.ts";
import { type Interval, overlap, printedInterval, scaled, SHARE, showInterval } from "./interval.ts";

/** A claim that states a number. */
export interface NumberClaim extends Claim {
  /** In `unit`. */
  readonly value: number;
  /** As printed. */
  readonly decimals: number;
}

/** Whether a claim states a number, and of one quantity: no ordering, no difference. */
export function isNumber(claim: Claim): claim is NumberClaim {
  return claim.value !== null && claim.decimals !== null && claim.kind !== "ordering" &&
    claim.kind !== "difference";
}

/** Whether a claim repeats another author's number, whose experiment the paper does not state. */
export function isCited({ test }: Claim): boolean {
  return test.kind === "none" && test.verdict === "cited";
}

/** Whether the text, not a table, repeats another author's number. */
export function isQuoted(claim: Claim): boolean {
  return isCited(claim) && !("table" in claim.place);
}

/** Whether a claim's number is a share, printed as one or in percent. */
export function isShare(claim: Claim): boolean {
  return claim.unit === "percent" || claim.unit === "share";
}

/** What the printed number can stand for, shares as shares of 1; not clipped to a range. */
export function printedOf(claim: NumberClaim): Interval {
  const interval = printedInterval(claim.value, claim.decimals);
  return claim.unit === "percent" ? scaled(interval, fraction(1, 100)) : interval;
}

/** The shares that the printed number can stand for; a number that is no share at all says nothing: 0 to 1. */
export function shareOf(claim: NumberClaim): Interval {
  return overlap(printedOf(claim), SHARE) ?? SHARE;
}

/** Whether the printed number stands for no share at all: other rules then have nothing to say of it. */
export function isImpossible(claim: NumberClaim): boolean {
  return overlap(printedOf(claim), SHARE) === null;
}

/** The printed number and what it stands for: `0,97 (0.965 to 0.975)`. */
export function showClaim(claim: NumberClaim): string {
  return `${printedText(claim)} (${isShare(claim) ? showShare(claim) : showInterval(printedOf(claim))})`;
}

function showShare(claim: NumberClaim): string {
  return isImpossible(claim) ? "no share, taken as unknown" : showInterval(shareOf(claim), 5);
}

/** `Table 3`, or the section. */
export function shortPlace(place: Place): string {
  return "section" in place ? place.section : `Table ${place.table}`;
}

/** Equal for numbers of one experiment: network, corpora, input. */
export function experimentKey(q: ClaimQuantity): string {
  return JSON.stringify([q.corpus, q.trainedOn, q.variant, q.network, q.downsampling].map((v) => v ?? null));
}

/** Equal for numbers of one experiment in one table. */
export function tableKey(q: ClaimQuantity): string {
  return `${q.table ?? ""} ${experimentKey(q)}`;
}

/** The experiment in words: `iemocap, clean, dscnn`. */
export function experimentText(q: ClaimQuantity): string {
  const corpus = q.trainedOn === undefined ? q.corpus : `${q.trainedOn} to ${q.corpus}`;
  return [corpus, q.variant, q.network, q.downsampling].filter((word) => word !== undefined).join(", ");
}

/** As printed, with the unit where its column has it: `78 %`. */
export function printedText({ printed, unit }: Claim): string {
  return unit === "percent" && /\d$/.test(printed) ? `${printed} %` : printed;
}

/** Whether a number has every coordinate that a statement names, and was trained on what the statement says. */
export function fitsPattern(q: ClaimQuantity, pattern: ClaimQuantity): boolean {
  const named = Object.entries(pattern).filter(([, value]) => value !== undefined);
  return q.trainedOn === pattern.trainedOn &&
    named.every(([key, value]) => q[key as keyof ClaimQuantity] === value);
}

/** What a comparison sets its quantity against. */
export function otherSide({ quantity, against }: Claim): ClaimQuantity {
  return { ...quantity, ...against, measure: against?.measure ?? quantity.measure };
}

/** ` (1 impossible cell taken as unknown)`, or nothing. */
export function unknownNote(cells: readonly NumberClaim[]): string {
  const count = cells.filter(isImpossible).length;
  return count === 0 ? "" : ` (${counted(count, "impossible cell")} taken as unknown)`;
}
