import { join } from "node:path";
import picomatch from "picomatch";
import { UserError } from "../base/errors.ts";
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
  readonly experiments: readonly Experiment[];
  /** Paths of the manifests. */
  readonly manifests: readonly string[];
}

/** Loads manifests, given by path, folder or pattern, and gathers them by suite, in the order given. */
export async function loadSuites(paths: readonly string[], overrides: Overrides): Promise<Suite[]> {
  const suites = new Map<string, { paper: string | null; experiments: Experiment[]; manifests: string[] }>();
  for (const path of await manifestPaths(paths)) {
    const loaded = await loadManifest(path);
    const suite = suites.get(loaded.suite) ?? { paper: loaded.paper, experiments: [], manifests: [] };
    const experiment = expandManifest(overridden(loaded, overrides), loaded.suite);
    if (suite.experiments.some((e) => e.id === experiment.id)) {
      throw new UserError(`${path}: another manifest has the id "${experiment.id}" too`);
    }
    suite.experiments.push(experiment);
    suite.manifests.push(path);
    suites.set(loaded.suite, suite);
  }
  return [...suites].map(([name, suite]) => ({ name, ...suite }));
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
  const fits = only.length === 0 ? () => true : picomatch([...only], { dot: true });
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
