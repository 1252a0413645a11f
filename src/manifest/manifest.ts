import { UserError } from "../base/errors.ts";
import type { FrameworkName } from "./frameworks.ts";
import { manifestSchema } from "./schema.ts";
import { problemLines } from "./problems.ts";
import type {
  CorpusSettings,
  ModelSettings,
  ProtocolSettings,
  SignalSettings,
  SpectrogramSettings,
  TrainingSettings,
} from "./settings.ts";

/** Which part of a matrix is run: readings of a paper in a fixed order, of which every beginning is balanced. */
export interface SampleSettings {
  /** Cells that are run, one run of each: the first seed and the first fold. A larger number only adds to them. */
  readonly runs: number;
  /** Seeds the order. */
  readonly seed: number;
  /** Path of a setting to how often each of its values in `matrix` is wanted; equally often where none is given. */
  readonly weights: Readonly<Record<string, readonly number[]>>;
}

/** A file that declares experiments, checked and with every default written out. */
export interface Manifest {
  /** Lower-case words joined by hyphens; unique within its suite. */
  readonly id: string;
  /** One line, shown as the heading of its results. */
  readonly title: string;
  /** Corpus, and the part of it that is used. */
  readonly corpus: CorpusSettings;
  /** From file to samples. */
  readonly signal: SignalSettings;
  /** From samples to images. */
  readonly spectrogram: SpectrogramSettings;
  /** Network and its own settings. */
  readonly model: ModelSettings;
  /** How the weights are found. */
  readonly training: TrainingSettings;
  /** How clips are split. */
  readonly protocol: ProtocolSettings;
  /** The framework whose choices replace those of `model` and `training`, or `null`; `matrix` may vary it. */
  readonly framework: FrameworkName | null;
  /** Each seed is a run of its own for every variant and fold. */
  readonly seeds: readonly number[];
  /** Path of a setting to the values it takes; every combination is a variant. */
  readonly matrix: Readonly<Record<string, readonly unknown[]>>;
  /** Path of a setting to the names of its values in `matrix`, in the same order. */
  readonly labels: Readonly<Record<string, readonly string[]>>;
  /** Which part of `matrix` is run, its first values first; `null` is all of it, with every seed and fold. */
  readonly sample: SampleSettings | null;
  /** Lowest mean accuracy of every variant that counts as a working pipeline, or `null`. */
  readonly minimumAccuracy: number | null;
}

/**
 * Checks a manifest (after `extends` is resolved) and writes out its defaults.
 *
 * @throws {UserError} With one line per problem, each with its path and what is allowed.
 *
 * @example
 * ```ts
 * import { parseManifest } from "./manifest.ts";
 *
 * const manifest = parseManifest({
 *   id: "small",
 *   title: "A small experiment",
 *   corpus: { name: "synthetic" },
 *   protocol: { name: "utterance-holdout" },
 * });
 * if (manifest.spectrogram.size.join("x") !== "128x128") throw new Error("the default size has changed");
 * ```
 */
export function parseManifest(value: unknown): Manifest {
  const result = manifestSchema.safeParse(value);
  if (!result.success) throw manifestError("manifest", problemLines(result.error));
  const { $schema: _, ...manifest } = result.data;
  const { matrix, labels, sample } = manifest;
  const fits = (path: string, list: readonly unknown[]) =>
    Object.hasOwn(matrix, path) && matrix[path]!.length === list.length;
  const problems = Object.entries(labels).flatMap(([path, names]) =>
    fits(path, names) ? [] : [`labels.${path}: must have one name per value of matrix.${path}`]
  );
  for (const [path, weights] of Object.entries(sample?.weights ?? {})) {
    if (fits(path, weights)) continue;
    problems.push(`sample.weights.${path}: must have one number per value of matrix.${path}`);
  }
  const combinations = Object.values(matrix).reduce((size, values) => size * values.length, 1);
  if (sample !== null && sample.runs > combinations) {
    problems.push(`sample.runs: must be at most ${combinations}, the combinations of matrix`);
  }
  const values = Object.values(matrix).reduce((sum, { length }) => sum + length, 0);
  if (values > MOST_VALUES) {
    problems.push(`matrix: must have at most ${MOST_VALUES} values: it has ${values}`);
  }
  if (sample === null && combinations > MOST_VARIANTS) {
    problems.push(`matrix: must make at most ${MOST_VARIANTS} variants: it makes ${combinations}`);
  }
  if (combinations > Number.MAX_SAFE_INTEGER) {
    problems.push("matrix: makes more combinations than can be counted");
  }
  if (problems.length > 0) throw manifestError("manifest", problems);
  return manifest;
}

/** Values of a matrix over all settings. */
const MOST_VALUES = 1000;
/** Cells of a matrix that is run as a whole. */
const MOST_VARIANTS = 10_000;
/** Problems that a message names. */
const NAMED = 20;

/** All problems of one file in one message, its first line naming the file. */
export function manifestError(name: string, problems: readonly string[]): UserError {
  const all = [...new Set(problems)];
  const unique = all.length > NAMED ? [...all.slice(0, NAMED), `and ${all.length - NAMED} more`] : all;
  return new UserError(
    unique.length === 1
      ? `${name}: ${unique[0]}`
      : `${name}: ${all.length} problems\n${unique.map((p) => `  ${p}`).join("\n")}`,
  );
}
