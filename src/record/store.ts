import { join } from "node:path";
import { messageOf, UserError } from "../base/errors.ts";
import { listFolder, readIfPresent, writeFileAtomic } from "../base/files.ts";
import type { RunRecord } from "./record.ts";
import { hasItsOwnMetrics } from "./same_metrics.ts";

/** The records of one suite in an output folder. */
export interface RecordStore {
  /** Where the record of a run is or would be. */
  pathOf(id: string): string;
  /** The record of a run, or `null` if there is none. */
  read(id: string): Promise<RunRecord | null>;
  /** Every record, by run id. */
  readAll(): Promise<Map<string, RunRecord>>;
  /** Writes a record, whole or not at all. */
  write(record: RunRecord): Promise<void>;
}

/** Opens `OUT/SUITE/runs`, which need not exist yet. */
export function openRecordStore(out: string, suite: string): RecordStore {
  const folder = join(out, suite, "runs");
  const pathOf = (id: string) => join(folder, `${id}.json`);
  const read = async (id: string) => {
    const bytes = await readIfPresent(pathOf(id));
    const record = bytes && parseRecord(new TextDecoder().decode(bytes), pathOf(id));
    if (record !== null && record.id !== id) {
      throw new UserError(`${pathOf(id)}: is the record of another run: ${record.id}`);
    }
    return record;
  };
  return {
    pathOf,
    read,
    async readAll() {
      const ids = (await listFolder(folder)).filter((n) => n.endsWith(".json")).map((n) => n.slice(0, -5));
      const records = await Promise.all(ids.map(read));
      return new Map(records.filter((r) => r !== null).map((r) => [r.id, r]));
    },
    write: (record) => writeFileAtomic(pathOf(record.id), formatRecord(record)),
  };
}

/**
 * Reads a record.
 * @throws {UserError} If the text is no record, one of another format, or one whose metrics are not those of its
 * predictions.
 */
export function parseRecord(text: string, name: string): RunRecord {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UserError(`${name}: is not JSON: ${messageOf(error)}`);
  }
  const record = value as Partial<RunRecord> | null;
  if (record === null || typeof record !== "object" || !("format" in record)) {
    throw new UserError(`${name}: is not a record: it has no format`);
  }
  if (record.format !== 1) {
    throw new UserError(`${name}: cannot read format ${record.format}; this version reads format 1`);
  }
  const parts = [
    "id",
    "suite",
    "experiment",
    "settings",
    "data",
    "epochs",
    "reportedEpoch",
    "predictions",
    "metrics",
    "cost",
    "environment",
  ] as const;
  const missing = parts.filter((part) => record[part] === undefined);
  if (missing.length > 0) {
    throw new UserError(`${name}: is not a whole record: ${missing.join(", ")} missing`);
  }
  const whole = record as RunRecord;
  if (!hasItsOwnMetrics(whole)) {
    throw new UserError(
      `${name}: was changed by hand or is damaged: its metrics are not those of its predictions`,
    );
  }
  return withLaterFields(whole);
}

/** Records made before layers could be frozen lack these fields; nothing was frozen or pretrained in them. */
function withLaterFields(record: RunRecord): RunRecord {
  const { data, cost } = record;
  return {
    ...record,
    data: { ...data, weights: data.weights ?? null },
    cost: {
      ...cost,
      trainedParameters: cost.trainedParameters ?? cost.trainableParameters,
      featureSeconds: cost.featureSeconds ?? null,
    },
  };
}

/** JSON with one line per epoch, per prediction and per short list, so that records can be read and compared. */
export function formatRecord(record: RunRecord): string {
  return `${format(record, 0)}\n`;
}

const LINE = 110;

function format(value: unknown, depth: number): string {
  const flat = JSON.stringify(value);
  if (value === null || typeof value !== "object" || flat.length + 2 * depth <= LINE) return flat;
  const indent = "  ".repeat(depth + 1);
  const end = `\n${"  ".repeat(depth)}`;
  if (Array.isArray(value)) {
    if (value.every((v) => v === null || typeof v !== "object")) return flat;
    return `[${
      value.map((v) => `\n${indent}${isLeaf(v) ? JSON.stringify(v) : format(v, depth + 1)}`).join(",")
    }${end}]`;
  }
  const entries = Object.entries(value).filter(([, v]) => v !== undefined);
  return `{${
    entries.map(([k, v]) => `\n${indent}${JSON.stringify(k)}: ${format(v, depth + 1)}`).join(",")
  }${end}}`;
}

/** An object of plain values and lists of them: one line, however long. */
function isLeaf(value: unknown): boolean {
  const plain = (v: unknown) => v === null || typeof v !== "object";
  if (plain(value)) return true;
  return Object.values(value as object).every((v) => plain(v) || (Array.isArray(v) && v.every(plain)));
}
