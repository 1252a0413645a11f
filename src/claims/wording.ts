import type { Estimate } from "../evaluation/interval.ts";
import type { Place } from "./claim.ts";
import type { JudgedUnit, Judgement } from "./judgement.ts";

/** `Table 3, Anger, Recall`, or the section. */
export function placeText(place: Place): string {
  return "section" in place
    ? place.section
    : `Table ${place.table}, ${place.row}${place.column === "all" ? "" : `, ${place.column}`}`;
}

/**
 * A number with its unit: `45.2 %`, `-3.1 points` where it is a difference of shares, `1.48 MB`, `1450`.
 *
 * @param difference Whether the number is a difference: with its sign, shares in percentage points.
 */
export function numberText(value: number, unit: JudgedUnit, difference: boolean = false): string {
  const sign = difference && value > 0 ? "+" : "";
  const [number, name] = scaled(value, unit, difference);
  return `${sign}${number}${name === "" ? "" : ` ${name}`}`;
}

/** What was measured with its 95 % interval: `45.2 % [41.0, 49.4]`; `–` where nothing was. */
export function measuredText({ measured, unit, claim }: Judgement): string {
  if (measured === null || unit === null) return "–";
  return estimateText(measured, unit, isDifference(claim.test.kind));
}

/** The same of an estimate; the interval of a share is cut off at 0 and 100 %. */
export function estimateText(estimate: Estimate, unit: JudgedUnit, difference: boolean): string {
  const mean = numberText(estimate.mean, unit, difference);
  if (estimate.interval === null) return mean;
  const [lowest, highest] = difference || unit !== "share" ? [-Infinity, Infinity] : [0, 1];
  const [low, high] = estimate.interval;
  const edge = (value: number) => scaled(value, unit, difference)[0];
  return `${mean} [${edge(Math.max(low, lowest))}, ${edge(Math.min(high, highest))}]`;
}

/** `ahead by 3.1 points [1.0, 5.2]`, or `behind by`; the interval has the sign of the word. */
export function leadText(measured: Estimate, unit: JudgedUnit): string {
  const { mean, interval } = measured;
  const ahead = mean >= 0;
  const lead = ahead ? measured : {
    ...measured,
    mean: -mean,
    interval: interval === null ? null : [-interval[1], -interval[0]] as const,
  };
  return `${ahead ? "ahead" : "behind"} by ${estimateText(lead, unit, true).replace(/^\+/, "")}`;
}

/** What the clips say by themselves, one sentence; `null` where they were not asked. */
export function clipsText({ clips, unit, claim }: Judgement): string | null {
  if (clips === null || unit === null) return null;
  const difference = isDifference(claim.test.kind);
  const over = `${clips.clips} clips of ${clips.speakers} speakers`;
  const interval = clips.interval === null
    ? `${over}`
    : `${over}, speakers drawn anew: ${
      clips.interval.map((edge) => numberText(edge, unit, difference)).join(" to ")
    }`;
  if (clips.mcnemar === null) return `${interval}.`;
  const { firstOnly, secondOnly, p } = clips.mcnemar;
  return `${interval}; ${firstOnly} right on one side only, ${secondOnly} on the other, exact McNemar ${
    pEquals(p)
  }.`;
}

/** A p value in a sentence: `p = 0.034`, `p < 0.001`. */
export function pEquals(p: number): string {
  return `p ${p < 0.001 ? "" : "= "}${pText(p)}`;
}

/** A p value: `0.034`, `< 0.001`. */
export function pText(p: number): string {
  return p < 0.001 ? "< 0.001" : p.toFixed(3);
}

/** Runs, or pairs of runs, that were used; several seeds of one left-out speaker all count. */
export function runsUsed({ claim, runIds }: Judgement): number {
  const { test } = claim;
  const paired = isDifference(test.kind) && !(test.kind === "ordering" && test.worseQuantity !== undefined);
  return paired ? runIds.length / 2 : runIds.length;
}

/** Whether a test of that kind measures a difference of two variants. */
export function isDifference(kind: Judgement["claim"]["test"]["kind"]): boolean {
  return kind === "ordering" || kind === "difference" || kind === "property-ordering";
}

function scaled(value: number, unit: JudgedUnit, difference: boolean): [number: string, name: string] {
  switch (unit) {
    case "share":
      return [(100 * value).toFixed(1), difference ? "points" : "%"];
    case "nats":
      return [value.toFixed(3), "nats"];
    case "seconds":
      return [(value / 60).toFixed(1), "min"];
    case "bytes":
      return [(value / 1e6).toPrecision(3), "MB"];
    case "percent":
      return [plain(value), "%"];
    case "hertz":
      return [plain(value), "Hz"];
    case "megabytes":
      return [plain(value), "MB"];
    case "gigabytes":
      return [plain(value), "GB"];
    case "count":
    case "number":
      return [plain(value), ""];
    default:
      return [plain(value), unit.replaceAll("-", " ")];
  }
}

/** Up to four decimals. */
function plain(value: number): string {
  return String(Math.round(value * 1e4) / 1e4);
}
