import { engineText } from "../record/engine_text.ts";
import type { RunRecord } from "../record/record.ts";
import { distinct } from "./numbers.ts";

/** `backend, engine` of each kind of machine that made the records. */
export function machinesOf(records: readonly RunRecord[]): string[] {
  return distinct(records.map(({ environment: e }) => `${e.backend}, ${engineText(e)}`)).sort();
}

/** Backend, engine and adapter or processor of a record, as one text. */
export function machineOf({ environment: e }: RunRecord): string {
  return `${e.backend}, ${engineText(e)}, ${e.adapter ?? e.cpu ?? e.os}`;
}

/** The machine that most records come from; `null` without records. */
export function mostCommonMachine(records: readonly RunRecord[]): string | null {
  const groups = [...Map.groupBy(records, machineOf)].sort(([, a], [, b]) => b.length - a.length);
  return groups[0]?.[0] ?? null;
}
