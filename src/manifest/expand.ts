import { UserError } from "../base/errors.ts";
import { randomFor } from "../base/random.ts";
import type { Experiment, Factor, Multiverse, PlannedRun, Variant } from "./experiment.ts";
import { foldCount } from "./folds.ts";
import { FRAMEWORK_SETTINGS, FRAMEWORKS, isFramework, withFramework } from "./frameworks.ts";
import { LEAK_LABEL, leaks } from "./leaks.ts";
import { type Manifest, manifestError, type SampleSettings } from "./manifest.ts";
import { problemLines } from "./problems.ts";
import { runId } from "./run_id.ts";
import { balancedOrder } from "./sample.ts";
import { settingsSchema } from "./schema.ts";
import type { Settings } from "./settings.ts";

/** Runs of one manifest: at a minute each they take two months. */
const MOST_RUNS = 100_000;

/**
 * Every variant, fold and seed of a manifest.
 *
 * @param suite Name of the suite the manifest belongs to.
 * @throws {UserError} If a path of the matrix is no setting, or a value of it is not allowed.
 */
export function expandManifest(manifest: Manifest, suite: string): Experiment {
  const { id, title, matrix, labels, sample, minimumAccuracy, seeds, framework, ...base } = manifest;
  const multiverse = sample === null ? null : drawMultiverse(manifest, sample);
  const nameOf = ({ path, value, index }: Choice) => labels[path]?.[index] ?? valueLabel(path, value);
  const chosen = multiverse === null ? cells(matrix) : multiverse.cells.map((cell) => choices(matrix, cell));
  let planned = 0;
  const variants = chosen.map((cell): Variant => {
    const varied = Object.fromEntries(cell.map(({ path, value }) => [path, value]));
    const settings = applyCell(base, { framework, ...varied }, id);
    const name = multiverse === null ? cell.map(nameOf).join(", ") || "all" : readingLabel(cell, nameOf);
    const label = leaks(settings.protocol) ? `${name}, ${LEAK_LABEL}` : name;
    planned += multiverse === null ? seeds.length * foldCount(settings.corpus, settings.protocol) : 1;
    if (planned > MOST_RUNS) {
      throw new UserError(`${id}: must ask for at most ${MOST_RUNS} runs: matrix, seeds and folds make more`);
    }
    const runs = runsOf(settings, multiverse === null ? seeds : seeds.slice(0, 1), id, label);
    return { label, varied, runs: multiverse === null ? runs : runs.slice(0, 1) };
  });
  const labelled = new Set<string>();
  for (const { label } of variants) {
    if (labelled.has(label)) {
      throw new UserError(`${id}: two variants are called "${label}": name them in labels`);
    }
    labelled.add(label);
  }
  return { id, title, suite, variants, multiverse, minimumAccuracy };
}

/** The readings that a sampled manifest asks for, the one of first values first. */
function drawMultiverse({ matrix, labels }: Manifest, { runs, seed, weights }: SampleSettings): Multiverse {
  const factors = Object.entries(matrix).map(([path, values]): Factor => ({
    path,
    levels: values.map((value, i) => labels[path]?.[i] ?? valueLabel(path, value)),
  }));
  const wanted = factors.map(({ path, levels }) => weights[path] ?? levels.map(() => 1));
  return {
    factors,
    cells: balancedOrder(wanted, runs, randomFor(seed, "sample")),
    combinations: wanted.reduce((size, levels) => size * levels.length, 1),
  };
}

/** What sets a reading apart from the one of first values. */
function readingLabel(cell: readonly Choice[], nameOf: (choice: Choice) => string): string {
  return cell.filter(({ index }) => index > 0).map(nameOf).join(", ") || "default reading";
}

function choices(matrix: Manifest["matrix"], cell: readonly number[]): Choice[] {
  return Object.entries(matrix).map(([path, values], factor) => {
    const index = cell[factor]!;
    return { path, value: values[index], index };
  });
}

interface Choice {
  readonly path: string;
  readonly value: unknown;
  readonly index: number;
}

/** The product of the matrix's values, the last path varying fastest. */
function cells(matrix: Manifest["matrix"]): Choice[][] {
  return Object.entries(matrix).reduce<Choice[][]>(
    (all, [path, values]) =>
      all.flatMap((cell) => values.map((value, index) => [...cell, { path, value, index }])),
    [[]],
  );
}

type CellSettings = Omit<Settings, "seed" | "fold">;

/** The base with what the cell varies. A framework's choices replace those of the base, a single setting both. */
function applyCell(base: CellSettings, cell: Readonly<Record<string, unknown>>, id: string): CellSettings {
  const { framework, ...single } = cell;
  const settings = withSettings(base, single, id);
  if (framework === null) return settings;
  if (!isFramework(framework)) {
    throw new UserError(
      `${id}, matrix: framework: must be one of ${FRAMEWORKS.join(", ")}: it is ${framework}`,
    );
  }
  const own = Object.entries(single).filter(([path]) => FRAMEWORK_SETTINGS.includes(path));
  return withSettings(withFramework(settings, framework), Object.fromEntries(own), id);
}

function withSettings(
  base: CellSettings,
  varied: Readonly<Record<string, unknown>>,
  id: string,
): CellSettings {
  const copy = structuredClone(base) as Record<string, unknown>;
  for (const [path, value] of Object.entries(varied)) {
    const keys = path.split(".");
    const last = keys.pop()!;
    let target: unknown = copy;
    for (const key of keys) target = ownValue(target, key);
    if (target === null || typeof target !== "object" || !Object.hasOwn(target, last)) {
      throw new UserError(`${id}: matrix.${path}: is not a setting of this manifest`);
    }
    (target as Record<string, unknown>)[last] = structuredClone(value);
  }
  const result = settingsSchema.safeParse(copy);
  if (!result.success) throw manifestError(`${id}, matrix`, problemLines(result.error));
  return result.data;
}

function ownValue(target: unknown, key: string): unknown {
  if (target === null || typeof target !== "object" || !Object.hasOwn(target, key)) return undefined;
  return (target as Record<string, unknown>)[key];
}

function runsOf(
  settings: CellSettings,
  seeds: readonly number[],
  experiment: string,
  variant: string,
): PlannedRun[] {
  const folds = foldCount(settings.corpus, settings.protocol);
  return seeds.flatMap((seed) =>
    Array.from({ length: folds }, (_, fold): PlannedRun => {
      const full: Settings = { ...settings, seed, fold };
      const label = `${experiment}/${variant}/fold-${fold}/seed-${seed}`;
      return { id: runId(full), experiment, variant, label, settings: full };
    })
  );
}

/** A short name for a value: `raw` and `clean` for the silence setting, else the value or its kind. */
function valueLabel(path: string, value: unknown): string {
  if (path === "signal.silence") return value === null ? "raw" : "clean";
  if (value === null || typeof value !== "object") return String(value);
  if (Array.isArray(value)) return value.join(" ");
  const { name, method } = value as { name?: unknown; method?: unknown };
  return String(name ?? method ?? JSON.stringify(value));
}
