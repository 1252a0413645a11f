import { metricsOf } from "../evaluation/evaluate.ts";
import type { ClassScores, Metrics } from "../evaluation/metrics.ts";
import { confusionOver } from "./aggregate.ts";
import type { RunRecord } from "./record.ts";

/** A class that some runs have no test clips of, so that their means over runs leave them out. */
export interface AbsentClass {
  /** The class. */
  readonly name: string;
  /** Runs without a test clip of it. */
  readonly runs: number;
  /** Its scores over the test clips of all runs together. */
  readonly pooled: ClassScores;
}

/** What is to be said beside means over runs that do not all test every class. */
export interface Absence {
  /** In the order of the classes. */
  readonly classes: readonly AbsentClass[];
  /** All metrics over the test clips of all runs together. */
  readonly pooled: Metrics;
}

/**
 * The classes that some of these runs do not test; `null` if every run tests every class.
 *
 * @param records Runs of one variant: they have the same classes.
 */
export function absentClasses(records: readonly RunRecord[]): Absence | null {
  const counts =
    records[0]?.metrics.classes.map((_, k) =>
      records.filter(({ metrics }) => metrics.perClass[k]!.support === 0).length
    ) ?? [];
  if (counts.every((runs) => runs === 0)) return null;
  const sum = confusionOver(records)!;
  const pooled = metricsOf(sum.counts, sum.classes);
  const classes = sum.classes.flatMap((name, k) =>
    counts[k]! > 0 ? [{ name, runs: counts[k]!, pooled: pooled.perClass[k]! }] : []
  );
  return { classes, pooled };
}
