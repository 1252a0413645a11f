import { leaks } from "../manifest/leaks.ts";
import type { RunRecord } from "../record/record.ts";
import { capital, LEAK_REMARK } from "./remarks.ts";
import { SYNTHETIC_BANNER } from "./results.ts";

/** Lines below a chart's title, first what any of the records is: of synthetic voices, or of a split that leaks. */
export function subtitle(records: readonly RunRecord[], lines: readonly string[]): string[] {
  return [
    ...(records.some(({ data }) => data.synthetic) ? [`${capital(SYNTHETIC_BANNER)}.`] : []),
    ...(records.some(({ settings }) => leaks(settings.protocol)) ? [LEAK_REMARK] : []),
    ...lines,
  ];
}
