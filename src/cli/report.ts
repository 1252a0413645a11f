import { basename, dirname, join, relative } from "node:path";
import { listFolder, writeFileAtomic } from "../base/files.ts";
import { messageOf, UserError } from "../base/errors.ts";
import { layerTable } from "../model/cost.ts";
import { buildNetwork } from "../model/registry.ts";
import { type Figure, parseFigure } from "../record/figures.ts";
import { openRecordStore } from "../record/store.ts";
import type { Experiment } from "../manifest/experiment.ts";
import type { Settings } from "../manifest/settings.ts";
import { parsePaper } from "../report/paper.ts";
import type { NetworkFigure, SuiteFigures } from "../report/results.ts";
import { writeReport } from "../report/write.ts";
import { loadSuites, manifestsIn, type Suite } from "./experiments.ts";
import { EXPERIMENTS } from "./places.ts";

/**
 * `report [SUITE...]`: rebuilds tables, charts and documents from the records present.
 * @throws {UserError} If there is no such suite.
 */
export async function report(names: readonly string[], out: string): Promise<void> {
  const known = await knownSuites();
  const present = await listFolder(out);
  const wanted = names.length > 0 ? names : known.filter((name) => present.includes(name));
  if (wanted.length === 0) {
    throw new UserError(`There are no results in ${out} yet: run deno task replicate first`);
  }
  for (const name of wanted) {
    if (!known.includes(name)) {
      throw new UserError(`There is no suite "${name}": there are ${known.join(", ")}`);
    }
    console.log(await reportSuite(await suiteOf(name), out));
  }
}

/** Names of the folders with a paper and of the manifests beside them. */
async function knownSuites(): Promise<string[]> {
  const names: string[] = [];
  for (const name of await listFolder(EXPERIMENTS)) {
    if ((await listFolder(join(EXPERIMENTS, name))).includes("paper.json")) names.push(name);
    else if (name.endsWith(".manifest.json")) names.push(basename(name, ".manifest.json"));
  }
  return names;
}

async function suiteOf(name: string): Promise<Suite> {
  const inFolder = await manifestsIn(join(EXPERIMENTS, name));
  const paths = inFolder.length > 0 ? inFolder : [join(EXPERIMENTS, `${name}.manifest.json`)];
  const [suite] = await loadSuites(paths, {});
  return suite!;
}

/**
 * Writes the report of a suite: of everything that the manifests of a paper's folder ask for, else of the
 * manifests given.
 *
 * @returns Path of `report.md`.
 */
export async function reportSuite(given: Suite, out: string): Promise<string> {
  const suite = given.paper === null ? given : await wholeSuite(given);
  const folder = join(out, suite.name);
  const records = await openRecordStore(out, suite.name).readAll();
  const paper = suite.paper === null ? null : parsePaper(await readJson(suite.paper), suite.paper);
  const figures = await readFigures(join(folder, "figures"), suite.experiments);
  const manifests = suite.paper === null
    ? suite.manifests.map(shortPath).join(" ")
    : `${shortPath(dirname(suite.paper))}/*.manifest.json`;
  await writeReport(
    { ...suite, suite: suite.name, paper, records, figures, manifests },
    folder,
    writeFileAtomic,
  );
  return join(folder, "report.md");
}

/** All manifests of the paper's folder; those that were given stand as they were given. */
async function wholeSuite(given: Suite): Promise<Suite> {
  const all = await manifestsIn(dirname(given.paper!));
  const rest = all.filter((path) =>
    !given.manifests.some((m) => Deno.realPathSync(m) === Deno.realPathSync(path))
  );
  const [others] = await loadSuites(rest, {});
  if (others === undefined) return given;
  const experiments = [...given.experiments, ...others.experiments].sort((a, b) => (a.id < b.id ? -1 : 1));
  return { ...given, experiments };
}

function shortPath(path: string): string {
  const short = relative(Deno.cwd(), path);
  return short.startsWith("..") ? path : short;
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
  const settings = experiments.flatMap((e) => e.variants.flatMap((v) => v.runs.map((run) => run.settings)));
  for (
    const { model, spectrogram, training, corpus } of settings.sort((a, b) => classCount(b) - classCount(a))
  ) {
    const name = `${model.name.toUpperCase()}, ${model.downsampling}`;
    if (networks.has(name)) continue;
    const classes = classCount({ corpus });
    const network = buildNetwork(model, spectrogram.size, classes, training.dropout);
    networks.set(name, {
      title: `${name}, ${classes} classes`,
      input: network.input,
      layers: layerTable(network),
    });
  }
  return [...networks.values()].sort((a, b) => (a.title < b.title ? 1 : -1));
}

function classCount({ corpus }: Pick<Settings, "corpus">): number {
  if (corpus.classes !== "all") return corpus.classes.length;
  return { ravdess: 8, synthetic: 8, emodb: 7, iemocap: 4 }[corpus.name];
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await Deno.readTextFile(path));
  } catch (error) {
    throw new UserError(`Cannot read ${path}: ${messageOf(error)}`);
  }
}
