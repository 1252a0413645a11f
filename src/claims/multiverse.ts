import { type MainEffects, mainEffects } from "../evaluation/main_effects.ts";
import type { Experiment, Factor } from "../manifest/experiment.ts";
import { leaks } from "../manifest/leaks.ts";
import type { ProtocolSettings } from "../manifest/settings.ts";
import type { RunRecord } from "../record/record.ts";

/** What a split keeps apart: speakers, only recordings, or not even those. */
export type SplitKind = "random" | "speaker-independent" | "leaking";

/** In the order in which they are shown. */
export const SPLIT_KINDS: readonly SplitKind[] = ["random", "speaker-independent", "leaking"];

/** One reading of the paper and what it led to. */
export interface Reading {
  /** What sets it apart from the default reading, `Variant.label`. */
  readonly label: string;
  /** Level of each factor, from 0; all 0 is the default reading. */
  readonly cell: readonly number[];
  /** Whether silence was removed. */
  readonly input: "raw" | "clean";
  /** What its split keeps apart. */
  readonly split: SplitKind;
  /** Share of test clips predicted right. */
  readonly accuracy: number;
  /** What the run left behind. */
  readonly record: RunRecord;
}

/** What was run of a sampled experiment. */
export interface MultiverseResult {
  /** `Experiment.id` */
  readonly experiment: string;
  /** Trained and tested on. */
  readonly corpus: string;
  /** What the readings differ in. */
  readonly factors: readonly Factor[];
  /** Number of all combinations of levels. */
  readonly combinations: number;
  /** Readings that the manifest asks for. */
  readonly planned: number;
  /** Those that were run, lowest accuracy first. */
  readonly readings: readonly Reading[];
  /** What each factor explains of the variation of accuracy without leaks; `null` with too few readings. */
  readonly effects: MainEffects | null;
}

/** Whether any reading reaches a number that the paper prints. Shares of 1. */
export interface ReadingsVerdict {
  /** The number, and how far below it still counts. */
  readonly value: number;
  /** See `value`. */
  readonly tolerance: number;
  /** Readings that were run with the input that the number is printed for. */
  readonly tried: number;
  /** Those that reach `value - tolerance`. */
  readonly reaching: number;
  /** Highest number and the reading that led to it; `null` without readings. */
  readonly best: { readonly value: number; readonly label: string } | null;
  /** Of all that were tried; `null` without readings. */
  readonly median: number | null;
}

/** What was run of a sampled experiment; `null` of one that is not sampled or without a reading that does not leak. */
export function multiverseOf(
  { id, variants, multiverse }: Experiment,
  records: ReadonlyMap<string, RunRecord>,
): MultiverseResult | null {
  if (multiverse === null) return null;
  const readings = variants.flatMap(({ label, runs }, i): Reading[] => {
    const record = records.get(runs[0]!.id);
    return record === undefined ? [] : [readingOf(label, multiverse.cells[i]!, record)];
  }).sort((a, b) => a.accuracy - b.accuracy);
  if (readings.length === 0) return null;
  const { factors, combinations } = multiverse;
  const sound = withoutLeaks(readings);
  return {
    experiment: id,
    corpus: readings[0]!.record.data.corpus,
    factors,
    combinations,
    planned: variants.length,
    readings,
    effects: mainEffects(
      sound.map(({ accuracy }) => accuracy),
      sound.map(({ cell }) => cell),
      factors.map(({ levels }) => levels.length),
    ),
  };
}

function readingOf(label: string, cell: readonly number[], record: RunRecord): Reading {
  const { signal, protocol } = record.settings;
  return {
    label,
    cell,
    input: signal.silence === null ? "raw" : "clean",
    split: splitKind(protocol),
    accuracy: record.metrics.accuracy,
    record,
  };
}

function splitKind(protocol: ProtocolSettings): SplitKind {
  if (leaks(protocol)) return "leaking";
  const { name } = protocol;
  return name === "utterance-holdout" || name === "utterance-k-fold" ? "random" : "speaker-independent";
}

/** Readings whose split does not leak; all of them where every one does. */
export function withoutLeaks(readings: readonly Reading[]): readonly Reading[] {
  const sound = readings.filter(({ split }) => split !== "leaking");
  return sound.length === 0 ? readings : sound;
}

/** The reading with the highest accuracy whose split does not leak, or `null`. */
export function bestReading({ readings }: MultiverseResult): Reading | null {
  return readings.findLast(({ split }) => split !== "leaking") ?? null;
}

/**
 * Is there any reading under which a printed number holds?
 *
 * @param readings Of one input, as the number is, and with splits of one kind.
 * @param number What the paper prints and by how much a reading may miss it, both as shares of 1.
 */
export function readingsThatReach(
  readings: readonly Reading[],
  { value, tolerance }: { readonly value: number; readonly tolerance: number },
): ReadingsVerdict {
  const sorted = readings.map(({ label, accuracy }) => ({ value: accuracy, label }))
    .sort((a, b) => a.value - b.value);
  const middle = (sorted.length - 1) / 2;
  const median = sorted.length === 0
    ? null
    : (sorted[Math.floor(middle)]!.value + sorted[Math.ceil(middle)]!.value) / 2;
  return {
    value,
    tolerance,
    tried: sorted.length,
    // Rounding of the difference must not decide.
    reaching: sorted.filter((reading) => reading.value >= value - tolerance - 1e-12).length,
    best: sorted.at(-1) ?? null,
    median,
  };
}
