import { counted } from "../base/number_text.ts";
import { LEAK_TEXT, leaks } from "../manifest/leaks.ts";
import type { RunRecord } from "../record/record.ts";
import { machinesOf } from "./machines.ts";
import { distinct } from "./numbers.ts";
import { type SuiteResults, SYNTHETIC_BANNER, trialBanner } from "./results.ts";

/** Said of everything that shows a run whose split leaks. */
export const LEAK_REMARK =
  `A split that ${LEAK_TEXT}, in every variant that says "leaks"; its numbers count images in place of clips.`;

/**
 * What must be said of numbers that come from these records: synthetic voices, an epoch chosen on the test
 * clips, a split that leaks, several backends and engines in one table, or first weights that are not the published ones.
 */
export function remarksOn(records: readonly RunRecord[]): string[] {
  const remarks: string[] = [];
  if (records.some(({ data }) => data.synthetic)) remarks.push(capital(SYNTHETIC_BANNER) + ".");
  if (records.some(({ settings }) => settings.training.report === "best-on-test")) {
    remarks.push("Optimistic: some runs report the epoch that was best on the test clips.");
  }
  if (records.some(({ settings }) => leaks(settings.protocol))) remarks.push(LEAK_REMARK);
  const machines = machinesOf(records);
  if (machines.length > 1) {
    remarks.push(
      `Runs of different backends or engines are mixed here: ${machines.join("; ")}.`,
    );
  }
  for (const disclosure of distinct(records.map(({ data }) => data.weights?.disclosure ?? null))) {
    if (disclosure !== null) remarks.push(disclosure.endsWith(".") ? disclosure : `${disclosure}.`);
  }
  return remarks;
}

/** The same of runs that the manifests do not ask for. */
export function trialNote(results: SuiteResults): string[] {
  const trial = trialBanner(results);
  return trial === null ? [] : [`${capital(trial)}.`];
}

/** Said where files among the records are no records that can be believed. */
export function leftOutText(count: number): string {
  return `Left out: ${counted(count, "record")} that cannot be believed, named under the notes on the data.`;
}

/** The text with a capital first letter. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
