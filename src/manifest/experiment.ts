import type { Settings } from "./settings.ts";

/** One run that a manifest asks for. */
export interface PlannedRun {
  /** Hash of the settings. */
  readonly id: string;
  /** `Experiment.id` */
  readonly experiment: string;
  /** `Variant.label` */
  readonly variant: string;
  /** `EXPERIMENT/VARIANT/fold-F/seed-S`, what `--only` is matched against. */
  readonly label: string;
  /** Everything that determines the run. */
  readonly settings: Settings;
}

/** One cell of a manifest's matrix: the runs that differ in fold and seed alone. */
export interface Variant {
  /** Short text from what varies, such as `raw` or `clean, max-pool`; ends in `, leaks` where the protocol does. */
  readonly label: string;
  /** Setting path to its value in this cell; empty when the manifest has no matrix. */
  readonly varied: Readonly<Record<string, unknown>>;
  /** One per seed and fold, seeds first. */
  readonly runs: readonly PlannedRun[];
}

/** One setting that a sampled manifest varies. */
export interface Factor {
  /** Of the setting, such as `signal.silence`. */
  readonly path: string;
  /** Names of its values, the default reading's first. */
  readonly levels: readonly string[];
}

/** What the variants of a sampled manifest were drawn from. */
export interface Multiverse {
  /** In the order of the manifest's matrix. */
  readonly factors: readonly Factor[];
  /** Shape `[variants, factors]`: the level of each factor in each variant, from 0. */
  readonly cells: readonly (readonly number[])[];
  /** Number of all combinations of levels. */
  readonly combinations: number;
}

/** A manifest with its matrix, seeds and folds expanded. */
export interface Experiment {
  /** The manifest's id. */
  readonly id: string;
  /** The manifest's title. */
  readonly title: string;
  /** Suite that the manifest belongs to. */
  readonly suite: string;
  /** One per cell of the manifest's matrix, in its order; of a sampled one, those drawn, as drawn. */
  readonly variants: readonly Variant[];
  /** What the variants were drawn from, or `null` where they are all combinations. */
  readonly multiverse: Multiverse | null;
  /** Lowest accuracy (mean over the runs of a variant) that counts as a working pipeline, or `null`. */
  readonly minimumAccuracy: number | null;
}
