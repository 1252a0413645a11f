import { join } from "node:path";
import { EXIT, MissingDataError, printable, UserError } from "../base/errors.ts";
import { openFileHashes } from "../base/file_hashes.ts";
import { openProgress, type ProgressTask } from "../base/progress.ts";
import { leavingNothing } from "../base/temporary.ts";
import { countTable } from "../corpus/counts.ts";
import { croissant } from "../corpus/croissant.ts";
import { fetchCorpus } from "../corpus/fetch.ts";
import { openCorpus } from "../corpus/open.ts";
import { type CorpusSource, corpusSources } from "../corpus/sources.ts";
import { type Verification, verifyCorpus } from "../corpus/verify.ts";
import { recordingFileHash } from "../audio/recording_hash.ts";
import type { CorpusSettings } from "../manifest/settings.ts";
import { weightSources } from "../model/weights/sources.ts";
import { fetchWeightsVerb, hasWeights, listWeights, verifyWeightsVerb } from "./data_weights.ts";

/** Options that the three parts of `data` share. */
export interface DataOptions {
  readonly data?: ReadonlyMap<string, string>;
  readonly weights: string;
  readonly cache: string;
  readonly json: boolean;
}

type RealCorpus = Exclude<CorpusSettings["name"], "synthetic">;

/** The whole corpus, as its publisher has it. */
const WHOLE: Readonly<Record<RealCorpus, CorpusSettings>> = {
  ravdess: { name: "ravdess", classes: "all", channel: "speech" },
  iemocap: { name: "iemocap", classes: "all", excited: "exclude" },
  emodb: { name: "emodb", classes: "all" },
};

/** For looking at what is there, which has to take no longer than listing it. */
const NAMES_ALONE = {
  hashFile: (path: string) => Promise.resolve(recordingFileHash(path)),
  namesAlone: true,
};

/** `data list`: what is known of each corpus and of each file of weights, and whether it is there. */
export async function dataList(options: DataOptions): Promise<void> {
  for (const { name, title, licence, obtain } of corpusSources) {
    const state = name === "synthetic"
      ? { ok: true, says: "made when needed" }
      : await corpusState(name, options.data?.get(name));
    if (options.json) {
      console.log(JSON.stringify({ name, title, licence, obtain, present: state.ok, state: state.says }));
    } else {console.log(
        `${name}: ${title}\n  licence: ${licence}\n  how to get it: ${obtain}\n  here: ${state.says}`,
      );}
  }
  await listWeights(options.weights, options.json);
}

/** Whether a corpus is where it is looked for. */
export async function corpusState(
  name: RealCorpus,
  given: string | undefined,
): Promise<{ ok: boolean; says: string }> {
  const root = given ?? join("data", name);
  try {
    const { clips, notes } = await openCorpus(WHOLE[name], root, NAMES_ALONE);
    const differs = notes.filter((note) => note.includes("published")).length;
    return {
      ok: true,
      says: `${clips.length} clips in ${root}${
        differs > 0 ? `, ${differs} counts differ from the published ones` : ""
      }`,
    };
  } catch (error) {
    if (error instanceof UserError) return { ok: false, says: error.message };
    throw error;
  }
}

/** `data fetch NAME`: downloads and unpacks a corpus into its folder, or downloads the weights of a network. */
export async function dataFetch(name: string, options: DataOptions): Promise<void> {
  if (hasWeights(name)) return await fetchWeightsVerb(name, options.weights, options.json);
  const source = corpusSources.find((known: CorpusSource) => known.name === name);
  if (source === undefined) throw unknownName(name, corpusSources.map((known) => known.name));
  const folder = options.data?.get(name) ?? join("data", name);
  const progress = openProgress({ quiet: options.json });
  const tasks = new Map<string, ProgressTask>();
  try {
    const files = await leavingNothing([folder], () =>
      fetchCorpus(name, folder, {
        progress(stage, done, total) {
          const size = total ?? source.archive?.bytes ?? done;
          const task = tasks.get(stage) ?? progress.task(`${stage} ${name}`, size);
          tasks.set(stage, task);
          task.update(done);
        },
      }));
    tasks.forEach((task) => task.finish());
    console.log(
      options.json
        ? JSON.stringify({ name, folder, files })
        : `${folder}: ${files} files; check them with deno task data verify ${name}`,
    );
  } finally {
    progress.close();
  }
}

/**
 * `data describe NAME`: metadata of a corpus as Croissant JSON-LD.
 * @throws {UserError} If there is no such corpus, or nobody has published it.
 */
export function dataDescribe(name: string): void {
  const source = corpusSources.find((known) => known.name === name);
  const metadata = source === undefined ? null : croissant(source);
  if (metadata === null) {
    const names = corpusSources.filter((known) => croissant(known) !== null).map((known) => known.name);
    throw new UserError(`Cannot describe "${name}": there are ${names.join(", ")}`);
  }
  console.log(JSON.stringify(metadata, null, 2));
}

/**
 * `data verify [NAME...]`: every file against what was published.
 * @throws {MissingDataError} If a corpus is not complete, or weights are missing or not the published ones.
 */
export async function dataVerify(names: readonly string[], options: DataOptions): Promise<void> {
  const incomplete: string[] = [];
  for (const name of names.length > 0 ? names : ["ravdess"]) {
    if (hasWeights(name)) {
      if (!await verifyWeightsVerb(name, options.weights, options.json)) incomplete.push(name);
      continue;
    }
    if (!Object.hasOwn(WHOLE, name)) throw unknownName(name, Object.keys(WHOLE));
    const settings = WHOLE[name as RealCorpus];
    const root = options.data?.get(name) ?? join("data", name);
    // Every file is read again: what is remembered of it might be older than a fault of the disk.
    const hashes = await openFileHashes(join(options.cache, "never"), recordingFileHash);
    const found = await verifyCorpus(settings, root, {
      hashFile: (path) => hashes.hashFile(path),
      hashesSamples: true,
    });
    if (options.json) console.log(JSON.stringify(found));
    else await printVerification(found, settings);
    if (!found.complete) incomplete.push(name);
  }
  if (incomplete.length > 0) throw new MissingDataError(`not as published: ${incomplete.join(", ")}`);
}

function unknownName(name: string, corpora: readonly string[]): UserError {
  const networks = [...new Set(weightSources.map(({ network }) => network))].join(", ");
  return new UserError(
    `There is no corpus "${name}": there are ${corpora.join(", ")}, and weights of ${networks}`,
    EXIT.usage,
  );
}

async function printVerification(found: Verification, settings: CorpusSettings): Promise<void> {
  const { name, root, ok, missing, damaged, extra, notes, complete } = found;
  console.log(
    `${name}: ${ok} clips of ${root} are as published${
      complete ? "" : `, ${missing.length} missing, ${damaged.length} damaged`
    }`,
  );
  const corpus = await openCorpus(settings, root, NAMES_ALONE);
  const { classes, perClass, speakers } = countTable(corpus);
  console.log(`  per class: ${classes.map((label, i) => `${label} ${perClass[i]}`).join(", ")}`);
  console.log(
    `  per speaker: ${
      speakers.map(({ speaker, gender, total }) => `${speaker} (${gender}) ${total}`).join(", ")
    }`,
  );
  for (const path of missing) console.log(printable(`  missing: ${path}`));
  for (const { path, reason } of damaged) console.log(printable(`  damaged: ${path}: ${reason}`));
  for (const { path, reason } of extra) console.log(printable(`  not used: ${path}: ${reason}`));
  for (const note of notes) console.log(printable(`  note: ${note}`));
}
