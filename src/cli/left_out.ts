import { counted } from "../base/number_text.ts";

/** Names on the standard error stream what is not used, a line each, and counts it. */
export function sayLeftOut(lines: readonly string[]): void {
  if (lines.length === 0) return;
  for (const line of lines) console.error(`left out: ${line}`);
  console.error(`${counted(lines.length, "record")} left out`);
}
