/** The runs that campaigns of processes make: three of the smallest there are, and what their records must be. */
import { join } from "node:path";
import {
  type Ended,
  ended,
  filesBelow,
  recordsIn,
  start,
  timeless,
  tiny,
  writeManifest,
} from "../cli/command.ts";

/** Where one trial's runs read and write. */
export interface Place {
  readonly manifest: string;
  readonly out: string;
  readonly cache: string;
  /** Arguments of `replicate`; what comes after them is added. */
  readonly args: readonly string[];
}

/** Long enough to be hit in the middle, each run with a checkpoint after every epoch. */
const EPOCHS = 4;

/** Makes a manifest of three runs in a folder. */
export async function placeIn(folder: string, cache = join(folder, "cache")): Promise<Place> {
  const runs = tiny({
    seeds: [0, 1, 2],
    training: { epochs: EPOCHS, batch: 8 },
    protocol: { name: "utterance-holdout", testShare: 0.5 },
  });
  const manifest = await writeManifest(folder, runs);
  const out = join(folder, "out");
  const args = [manifest, "--out", out, "--cache", cache, "--checkpoint-every", "1", "--no-report", "--json"];
  return { manifest, out, cache, args };
}

let reference: Promise<readonly string[]> | undefined;
let warm: string | undefined;

/** The three records as one process makes them on its own, without times. */
export function rightRecords(): Promise<readonly string[]> {
  reference ??= makeReference();
  return reference;
}

/** Fills a folder with the cache of a process that has ended. */
export async function warmCache(folder: string): Promise<void> {
  await rightRecords();
  for (const name of await filesBelow(warm!)) {
    const path = join(folder, name);
    await Deno.mkdir(join(path, ".."), { recursive: true });
    await Deno.copyFile(join(warm!, name), path);
  }
}

async function makeReference(): Promise<readonly string[]> {
  const folder = await Deno.makeTempDir({ prefix: "campaign-reference-" });
  addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
  const { args, out, cache } = await placeIn(folder);
  const { code, stderr } = await ended(start("replicate", args));
  if (code !== 0) throw new Error(`the reference cannot be made: ${stderr}`);
  warm = cache;
  return (await recordsIn(out)).map((record) => JSON.stringify(timeless(record)));
}

/** `null` if the records are the right ones and nothing else is left, else what is wrong. */
export async function recordsFault({ out, cache }: Place): Promise<string | null> {
  const right = await rightRecords();
  const found = (await recordsIn(out)).map((record) => JSON.stringify(timeless(record)));
  if (found.length < right.length) return `${right.length - found.length} records lost`;
  if (found.some((record, i) => record !== right[i])) return "wrong records";
  const left = [...await filesBelow(out), ...await filesBelow(cache)].filter((name) => name.endsWith(".tmp"));
  return left.length > 0 ? "temporary files left" : null;
}

/** The outcome of runs that must end well now. */
export async function outcomeOf(results: readonly Ended[], place: Place): Promise<string> {
  const failed = results.find(({ code }) => code !== 0);
  if (failed !== undefined) return `exit ${failed.code}: ${failed.stderr.trim().slice(0, 200)}`;
  return await recordsFault(place) ?? "equal records";
}

/** The outcome of runs that may have failed, if they said so in one line, and were then started again. */
export async function afterwards(first: Ended, place: Place): Promise<string> {
  if (first.code === 0) return await outcomeOf([first], place);
  const lines = first.stderr.trimEnd().split("\n");
  if (first.code === 70 || lines.length !== 1 || !lines[0]!.startsWith("error: ")) {
    return `exit ${first.code}: ${first.stderr.trim().slice(0, 200)}`;
  }
  const again = await outcomeOf([await ended(start("replicate", place.args))], place);
  return again === "equal records" ? "said so, then equal records" : `said so, then ${again}`;
}

/** Waits. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
