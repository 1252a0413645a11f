import type { MultiverseResult, SplitKind } from "../claims/multiverse.ts";

/** A sampled experiment in `summary.json`: every reading's accuracy and what the readings explain. Shares of 1. */
export interface SummaryMultiverse {
  /** `Experiment.id` */
  readonly experiment: string;
  /** Trained and tested on. */
  readonly corpus: string;
  /** Number of all combinations of levels. */
  readonly combinations: number;
  /** Readings that the manifest asks for. */
  readonly planned: number;
  /** Setting path and the names of its values, the default reading's first. */
  readonly factors: MultiverseResult["factors"];
  /** Those that were run, lowest accuracy first; `cell` has the level of each factor, from 0. */
  readonly readings: readonly {
    readonly runId: string;
    readonly label: string;
    readonly cell: readonly number[];
    readonly accuracy: number;
    readonly split: SplitKind;
  }[];
  /** `null` with too few readings. */
  readonly effects: MultiverseResult["effects"];
}

/** What `summary.json` says of a sampled experiment. */
export function summariseMultiverse(multiverse: MultiverseResult): SummaryMultiverse {
  const { experiment, corpus, combinations, planned, factors, readings, effects } = multiverse;
  return {
    experiment,
    corpus,
    combinations,
    planned,
    factors,
    readings: readings.map(({ label, cell, accuracy, split, record }) => ({
      runId: record.id,
      label,
      cell,
      accuracy,
      split,
    })),
    effects,
  };
}
