import { join } from "node:path";
import { messageOf, UserError } from "../base/errors.ts";
import { parseJson } from "../base/json.ts";
import { listFolder } from "../base/files.ts";
import { type Confirmation, parseConfirmation } from "../confirmation/confirmation.ts";
import type { Experiment } from "../manifest/experiment.ts";
import { layerTable } from "../model/cost.ts";
import { classCount, describedNetwork } from "../model/described.ts";
import { type Figure, parseFigure } from "../record/figures.ts";
import { type Paper, parsePaper } from "../report/paper.ts";
import type { NetworkFigure, SuiteFigures, SuiteResults } from "../report/results.ts";
import type { Suite } from "./experiments.ts";
import { claimsOf, evidenceOf, wholeSuite } from "./suites.ts";

/** What the report of a suite is made from: the whole suite and what its folder holds. */
export async function resultsOf(given: Suite, out: string): Promise<SuiteResults> {
  const suite = await wholeSuite(given);
  const evidence = await evidenceOf(suite, out);
  const paper = await paperOf(suite);
  // Other runs than the manifests ask for say nothing of the claims.
  const claims = suite.trial === null ? await claimsOf(suite) : null;
  const figures = await readFigures(join(out, suite.name, "figures"), suite.experiments);
  const confirmations = await readConfirmations(join(out, suite.name, "confirmations"));
  return { ...evidence, suite: suite.name, trial: suite.trial, paper, claims, figures, confirmations };
}

async function readConfirmations(folder: string): Promise<Confirmation[]> {
  const names = (await listFolder(folder)).filter((name) => name.endsWith(".json"));
  const read = async (path: string) => parseConfirmation(await readText(path), path);
  return await Promise.all(names.map((name) => read(join(folder, name))));
}

/** The paper of a suite, or `null`. */
export async function paperOf({ paper }: Suite): Promise<Paper | null> {
  return paper === null ? null : parsePaper(await readJson(paper), paper);
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
  const settings = experiments.filter((e) => e.multiverse === null).flatMap((e) =>
    e.variants.flatMap((v) => v.runs.map((run) => run.settings))
  );
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
  return parseJson(await readText(path), path);
}

/** A byte order mark is dropped. */
async function readText(path: string): Promise<string> {
  try {
    return new TextDecoder().decode(await Deno.readFile(path));
  } catch (error) {
    throw new UserError(`Cannot read ${path}: ${messageOf(error)}`);
  }
}
