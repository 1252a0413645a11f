import { join } from "node:path";
import picomatch from "picomatch";
import { EXIT, messageOf, UserError } from "../base/errors.ts";
import { listFolder } from "../base/files.ts";
import type { Experiment, PlannedRun } from "../manifest/experiment.ts";
import { expandManifest } from "../manifest/expand.ts";
import { type LoadedManifest, loadManifest } from "../manifest/load.ts";
import { manifestPaths } from "./manifest_paths.ts";
import type { Shard } from "./options.ts";

/** What the command line changes in a manifest. Changed settings make other runs. */
export interface Overrides {
  readonly epochs?: number;
  readonly seeds?: readonly number[];
}

/** The experiments of one suite. */
export interface Suite {
  readonly name: string;
  /** Path of the paper's `paper.json`, or `null`. */
  readonly paper: string | null;
  /** What the manifests ask for; of a trial, what the command line makes of it. */
  readonly experiments: readonly Experiment[];
  /** The same with what the command line changes: what is to be run. */
  readonly wanted: readonly Experiment[];
  /** The options that make other runs than the manifests ask for, as typed; `null` where none does. */
  readonly trial: string | null;
  /** Paths of the manifests. */
  readonly manifests: readonly string[];
}

interface Gathered {
  readonly paper: string | null;
  readonly asked: Experiment[];
  readonly wanted: Experiment[];
  readonly manifests: string[];
}

/** Loads manifests, given by path, folder or pattern, and gathers them by suite, in the order given. */
export async function loadSuites(paths: readonly string[], overrides: Overrides): Promise<Suite[]> {
  const suites = new Map<string, Gathered>();
  for (const path of await manifestPaths(paths)) {
    const loaded = await loadManifest(path);
    const suite = suites.get(loaded.suite) ?? { paper: loaded.paper, asked: [], wanted: [], manifests: [] };
    const experiment = expandManifest(loaded.manifest, loaded.suite);
    if (suite.asked.some((e) => e.id === experiment.id)) {
      throw new UserError(`${path}: another manifest has the id "${experiment.id}" too`);
    }
    suite.asked.push(experiment);
    suite.wanted.push(expandManifest(overridden(loaded, overrides), loaded.suite));
    suite.manifests.push(path);
    suites.set(loaded.suite, suite);
  }
  return [...suites].map(([name, { asked, wanted, ...suite }]) => {
    const planned = new Set(runIds(asked));
    const trial = runIds(wanted).every((id) => planned.has(id)) ? null : optionsText(overrides);
    return { name, ...suite, wanted, trial, experiments: trial === null ? asked : wanted };
  });
}

function runIds(experiments: readonly Experiment[]): string[] {
  return experiments.flatMap(({ variants }) => variants.flatMap(({ runs }) => runs.map(({ id }) => id)));
}

function optionsText({ epochs, seeds }: Overrides): string {
  return [...(epochs ? [`--epochs ${epochs}`] : []), ...(seeds ? [`--seeds ${seeds.join(",")}`] : [])].join(
    " ",
  );
}

function overridden({ manifest }: LoadedManifest, { epochs, seeds }: Overrides) {
  return {
    ...manifest,
    ...(seeds && { seeds }),
    ...(epochs && { training: { ...manifest.training, epochs } }),
  };
}

/** Every manifest of a suite's folder. */
export async function manifestsIn(folder: string): Promise<string[]> {
  return (await listFolder(folder)).filter((name) => name.endsWith(".manifest.json")).map((name) =>
    join(folder, name)
  );
}

/** Characters of the longest pattern; no label is as long. */
const LONGEST_PATTERN = 1000;

/** @throws {UserError} If one is no pattern. */
function matcherOf(patterns: readonly string[]): (text: string) => boolean {
  const long = patterns.find(({ length }) => length === 0 || length > LONGEST_PATTERN);
  if (long !== undefined) {
    throw new UserError(
      `--only: a pattern must have 1 to ${LONGEST_PATTERN} characters: it has ${long.length}`,
      EXIT.usage,
    );
  }
  try {
    return picomatch([...patterns], { dot: true });
  } catch (error) {
    throw new UserError(`--only ${patterns.join(" ")}: is no pattern: ${messageOf(error)}`, EXIT.usage);
  }
}

/**
 * The runs to make: each id once, those whose label or id fits `only`, one shard of them.
 * @throws {UserError} If `only` fits none.
 */
export function selectRuns(
  experiments: readonly Experiment[],
  only: readonly string[],
  shard: Shard | undefined,
): PlannedRun[] {
  const all = experiments.flatMap((e) => e.variants.flatMap((v) => v.runs));
  const unique = [...new Map(all.map((run) => [run.id, run])).values()];
  const fits = only.length === 0 ? () => true : matcherOf(only);
  const chosen = unique.filter((run) => {
    // A run that several experiments share is chosen by any of its labels.
    return all.some((other) => other.id === run.id && (fits(other.label) || fits(other.id)));
  });
  if (chosen.length === 0) {
    throw new UserError(
      `--only ${only.join(" ")}: fits none of the ${unique.length} runs, such as ${unique[0]?.label}`,
    );
  }
  return shard === undefined ? chosen : chosen.filter((_, i) => i % shard.count === shard.index - 1);
}
