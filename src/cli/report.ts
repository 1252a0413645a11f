import { join } from "node:path";
import { listFolder, writeFileAtomic } from "../base/files.ts";
import { messageOf, UserError } from "../base/errors.ts";
import { layerTable } from "../model/cost.ts";
import { classCount, describedNetwork } from "../model/described.ts";
import { type Figure, parseFigure } from "../record/figures.ts";
import { openRecordStore } from "../record/store.ts";
import type { Experiment } from "../manifest/experiment.ts";
import { parsePaper } from "../report/paper.ts";
import type { NetworkFigure, SuiteFigures, SuiteResults } from "../report/results.ts";
import { writeReport } from "../report/write.ts";
import { writeCrate } from "./crate.ts";
import { requireUnmoved } from "./gate.ts";
import type { Suite } from "./experiments.ts";
import { claimsOf, evidenceOf, knownSuites, suiteOf, wholeSuite } from "./suites.ts";

/** Options of `report`. */
export interface ReportOptions {
  /** Where records and reports are. */
  readonly out: string;
  /** Pack each suite's results as a Research Object Crate too. */
  readonly rocrate: boolean;
  /** Earlier results that these must agree with, a folder as `out`. */
  readonly gate?: string;
}

/**
 * `report [SUITE...]`: rebuilds tables, charts and documents from the records present.
 * @throws {UserError} If there is no such suite.
 */
export async function report(names: readonly string[], { out, rocrate, gate }: ReportOptions): Promise<void> {
  const known = await knownSuites();
  const present = await listFolder(out);
  const wanted = names.length > 0 ? names : known.filter((name) => present.includes(name));
  if (wanted.length === 0) {
    throw new UserError(`There are no results in ${out} yet: run deno task replicate first`);
  }
  for (const name of wanted) {
    const suite = await suiteOf(name);
    console.log(await reportSuite(suite, out));
    if (rocrate) console.log(await packSuite(suite, out));
    if (gate !== undefined) await requireUnmoved(name, suite.experiments, out, gate, console.error);
  }
}

/** Packs a suite with every record that its folder holds. */
async function packSuite(suite: Suite, out: string): Promise<string> {
  const paper = suite.paper === null ? null : parsePaper(await readJson(suite.paper), suite.paper);
  const records = await openRecordStore(out, suite.name).readAll();
  return await writeCrate(suite, paper, records, out);
}

/**
 * Writes the report of a suite: of everything that the manifests of a paper's folder ask for, else of the
 * manifests given.
 *
 * @returns Path of `report.md`.
 */
export async function reportSuite(given: Suite, out: string): Promise<string> {
  const results = await resultsOf(given, out);
  const folder = join(out, results.suite);
  await writeReport(results, folder, writeFileAtomic);
  return join(folder, "report.md");
}

/** What the report of a suite is made from: the whole suite and what its folder holds. */
export async function resultsOf(given: Suite, out: string): Promise<SuiteResults> {
  const suite = await wholeSuite(given);
  const evidence = await evidenceOf(suite, out);
  const paper = suite.paper === null ? null : parsePaper(await readJson(suite.paper), suite.paper);
  const claims = await claimsOf(suite);
  const figures = await readFigures(join(out, suite.name, "figures"), suite.experiments);
  return { ...evidence, suite: suite.name, paper, claims, figures };
}

async function readFigures(folder: string, experiments: readonly Experiment[]): Promise<SuiteFigures> {
  const figures: Figure[] = [];
  for (const name of (await listFolder(folder)).filter((n) => n.endsWith(".json"))) {
    figures.push(parseFigure(await readJson(join(folder, name)), name));
  }
  return {
    waveforms: figures.filter((f) => f.kind === "waveform"),
    spectrograms: figures.filter((f) => f.kind === "spectrogram"),
    networks: networksOf(experiments),
  };
}

/** Each network of a suite once, for the largest number of classes that it is trained with. */
function networksOf(experiments: readonly Experiment[]): NetworkFigure[] {
  const networks = new Map<string, NetworkFigure>();
  const settings = experiments.filter((e) => e.multiverse === null).flatMap((e) => e.variants.flatMap((v) => v.runs.map((run) => run.settings)));
  const most = settings.sort((a, b) => classCount(b.corpus) - classCount(a.corpus));
  for (const one of most) {
    const { model, corpus } = one;
    const name = model.name === "dscnn"
      ? `${model.name.toUpperCase()}, ${model.downsampling}`
      : model.name.toUpperCase();
    if (networks.has(name)) continue;
    const network = describedNetwork(one);
    networks.set(name, {
      title: `${name}, ${classCount(corpus)} classes`,
      input: network.input,
      layers: layerTable(network),
    });
  }
  return [...networks.values()].sort((a, b) => (a.title < b.title ? 1 : -1));
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await Deno.readTextFile(path));
  } catch (error) {
    throw new UserError(`Cannot read ${path}: ${messageOf(error)}`);
  }
}
