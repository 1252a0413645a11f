import { join } from "node:path";
import { messageOf, UserError } from "../base/errors.ts";
import { listFolder, readIfPresent, writeFileAtomic } from "../base/files.ts";
import type { RunRecord } from "./record.ts";
import { checkRecord } from "./check.ts";

/** What a folder of records holds. */
export interface StoredRecords {
  /** Run id to record, by run id. */
  readonly records: ReadonlyMap<string, RunRecord>;
  /** Files that are no records of this suite, one line each: the file and what is wrong with it. */
  readonly leftOut: readonly string[];
}

/** The records of one suite in an output folder. */
export interface RecordStore {
  /** Where the record of a run is or would be. */
  pathOf(id: string): string;
  /**
   * The record of a run, or `null` if there is none.
   * @throws {UserError} If its file is no record of this run and suite.
   */
  read(id: string): Promise<RunRecord | null>;
  /** Every record; files that are none are left out and named. */
  readAll(): Promise<StoredRecords>;
  /** Writes a record, whole or not at all. */
  write(record: RunRecord): Promise<void>;
}

/** Bytes of the largest file that is read; a hundred thousand clips take half of it. */
const LARGEST = 64 * 1024 * 1024;

/** Opens `OUT/SUITE/runs`, which need not exist yet. */
export function openRecordStore(out: string, suite: string): RecordStore {
  const folder = join(out, suite, "runs");
  const pathOf = (id: string) => join(folder, `${id}.json`);
  const read = async (id: string) => {
    const path = pathOf(id);
    await checkFile(path);
    const bytes = await readIfPresent(path);
    const record = bytes && parseRecord(new TextDecoder().decode(bytes), path);
    if (record === null) return null;
    if (record.id !== id) throw new UserError(`${path}: is the record of another run: ${record.id}`);
    if (record.suite !== suite) throw new UserError(`${path}: is a record of another suite: ${record.suite}`);
    return record;
  };
  return {
    pathOf,
    read,
    async readAll() {
      const ids = (await listFolder(folder)).filter((n) => n.endsWith(".json")).map((n) => n.slice(0, -5));
      const found = await Promise.all(ids.map((id) => read(id).catch((error) => leaveOut(error, folder))));
      const records = found.filter((one) => one !== null && typeof one !== "string");
      const leftOut = found.filter((one) => typeof one === "string");
      return { records: new Map(records.map((record) => [record.id, record])), leftOut };
    },
    write: (record) => writeFileAtomic(pathOf(record.id), formatRecord(record)),
  };
}

/** @throws {UserError} If it is there and is no file that is to be read, such as a pipe. */
async function checkFile(path: string): Promise<void> {
  const info = await Deno.stat(path).catch(() => null);
  if (info === null) return;
  if (!info.isFile) throw new UserError(`${path}: is no file`);
  if (info.size > LARGEST) throw new UserError(`${path}: is too large for a record: ${info.size} bytes`);
}

/** The line that names a file that is left out, by its place in the suite's folder. */
function leaveOut(error: unknown, folder: string): string {
  if (error instanceof UserError) return error.message.replace(folder, () => "runs");
  throw error;
}

/**
 * Reads a record.
 * @throws {UserError} If the text is no record, one of another format, or one whose parts do not agree.
 */
export function parseRecord(text: string, name: string): RunRecord {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UserError(`${name}: is not JSON: ${messageOf(error)}`);
  }
  if (value === null || typeof value !== "object" || !("format" in value)) {
    throw new UserError(`${name}: is not a record: it has no format`);
  }
  if (value.format !== 1) {
    const format = JSON.stringify(value.format).slice(0, 40);
    throw new UserError(`${name}: cannot read format ${format}; this version reads format 1`);
  }
  const checked = checkRecord(value);
  if ("problem" in checked) {
    throw new UserError(`${name}: was changed by hand or is damaged: ${checked.problem}`);
  }
  return checked.record;
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
