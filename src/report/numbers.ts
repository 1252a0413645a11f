import { counted, duration } from "../base/number_text.ts";
import type { Estimate } from "../record/aggregate.ts";

/** A share as percent with one decimal, without the sign: 0.4512 is `45.1`. */
export function percent(share: number): string {
  return (100 * share).toFixed(1);
}

/** A share in percent with at most two decimals, as a number: 0.827512 is 82.75. */
export function percentNumber(share: number): number {
  return Math.round(share * 1e4) / 100;
}

/** Mean and spread: `45.1 ± 3.2` (percent) or `0.45 ± 0.03` (share); without spread for one run. */
export function spread({ mean, deviation }: Estimate, unit: "share" | "percent"): string {
  const show = unit === "percent" ? percent : (share: number) => share.toFixed(2);
  return deviation === null ? show(mean) : `${show(mean)} ± ${show(deviation)}`;
}

/** An interval in percent, cut off at 0 and 100: `[40.1, 50.3]`; `–` where there is none. */
export function intervalText(estimate: Estimate | null): string {
  if (estimate === null || estimate.interval === null) return "–";
  const [low, high] = estimate.interval;
  return `[${percent(Math.max(0, low))}, ${percent(Math.min(1, high))}]`;
}

/** `5 runs`, `2 of 5 runs`, `not run`. */
export function runCount(done: number, planned: number): string {
  if (done === 0) return "not run";
  if (done < planned) return `${done} of ${planned} runs`;
  return counted(done, "run");
}

/** Bytes in MB (10^6) with three digits: `1.48 MB`. */
export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toPrecision(3)} MB`;
}

/** A whole number with narrow groups of thousands: `374 024`. */
export function grouped(integer: number): string {
  return String(Math.round(integer)).replace(/\B(?=(\d{3})+(?!\d))/g, "\u202f");
}

/** A measured time, tenths below ten seconds: `1.5 s`, `12 s`, `3 min 5 s`, `2 h 4 min`. */
export function secondsText(seconds: number): string {
  return seconds < 9.95 ? `${seconds.toFixed(1)} s` : duration(seconds);
}

/** An estimated time, no finer than it can be: `45 min`, `3.1 h`, `4.2 days`. */
export function roughTime(seconds: number): string {
  const hours = seconds / 3600;
  if (hours < 1.5) return `${Math.max(1, Math.round(60 * hours))} min`;
  return hours < 48 ? `${hours.toFixed(1)} h` : `${(hours / 24).toFixed(1)} days`;
}

/** Each value once, in order. */
export function distinct<T>(values: Iterable<T>): T[] {
  return [...new Set(values)];
}
