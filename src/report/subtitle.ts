import type { RunRecord } from "../record/record.ts";
import { capital } from "./remarks.ts";
import { SYNTHETIC_BANNER } from "./results.ts";

/** Lines below a chart's title, the banner first where any of the records is of synthetic voices. */
export function subtitle(records: readonly RunRecord[], lines: readonly string[]): string[] {
  return records.some(({ data }) => data.synthetic)
    ? [`${capital(SYNTHETIC_BANNER)}.`, ...lines]
    : [...lines];
}
