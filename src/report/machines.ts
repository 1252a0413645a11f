import { engineText } from "../record/engine_text.ts";
import type { RunRecord } from "../record/record.ts";
import { distinct } from "./numbers.ts";

/** `backend, engine` of each kind of machine that made the records. */
export function machinesOf(records: readonly RunRecord[]): string[] {
  return distinct(records.map(({ environment: e }) => `${e.backend}, ${engineText(e)}`)).sort();
}
