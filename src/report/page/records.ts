import type { RunRecord } from "../../record/record.ts";
import { formatRecord } from "../../record/store.ts";
import { packed } from "./assets.ts";

/** A script beside the page that brings one record. */
export interface Sidecar {
  /** Path below the page's folder. */
  readonly name: string;
  /** Its text. */
  readonly text: string;
}

/** The records of a page, packed. */
export interface PackedRecords {
  /** Within the page: run id and packed record. */
  readonly embedded: readonly (readonly [id: string, base64: string])[];
  /** Beside the page. */
  readonly sidecars: readonly Sidecar[];
}

/**
 * Packs every record: into the page as long as all together stay below a limit, else all of them into scripts
 * beside it, `runs/ID.js`, since a page that was opened from disk can load nothing else.
 *
 * @param limit Characters that the packed records may have within the page.
 */
export function packRecords(records: readonly RunRecord[], limit: number): PackedRecords {
  const all = records.map((record) => [record.id, packed(formatRecord(record))] as const);
  const size = all.reduce((sum, [, base64]) => sum + base64.length, 0);
  // A run id is a hash; one that is not could name a file elsewhere.
  const named = all.every(([id]) => /^[A-Za-z0-9_-]+$/.test(id));
  if (size <= limit || !named) return { embedded: all, sidecars: [] };
  const sidecars = all.map(([id, base64]) => ({
    name: `runs/${id}.js`,
    text: `serReplicateRecord(${JSON.stringify(id)}, ${JSON.stringify(base64)});\n`,
  }));
  return { embedded: [], sidecars };
}
