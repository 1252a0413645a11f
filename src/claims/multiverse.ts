import { type MainEffects, mainEffects } from "../evaluation/main_effects.ts";
import type { Experiment, Factor } from "../manifest/experiment.ts";
import { leaks } from "../manifest/leaks.ts";
import type { ProtocolSettings } from "../manifest/settings.ts";
import { measured } from "../record/measure.ts";
import type { RunRecord } from "../record/record.ts";
import type { Claim } from "./claim.ts";
import { paperValue } from "./units.ts";

/** One reading of the paper and what it led to. */
export interface Reading {
  /** What sets it apart from the default reading, `Variant.label`. */
  readonly label: string;
  /** Level of each factor, from 0; all 0 is the default reading. */
  readonly cell: readonly number[];
  /** Whether silence was removed. */
  readonly input: "raw" | "clean";
  /** True if no speaker is on both sides of the split. */
  readonly speakerIndependent: boolean;
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
  /** Those that were run, lowest accuracy first; without those whose split leaks. */
  readonly readings: readonly Reading[];
  /** Those that were run with a split that leaks, counted apart; lowest accuracy first. */
  readonly leaking: readonly Reading[];
  /** What each factor explains of the variation of accuracy; `null` with too few readings. */
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
  const all = variants.flatMap(({ label, runs }, i): Reading[] => {
    const record = records.get(runs[0]!.id);
    return record === undefined ? [] : [readingOf(label, multiverse.cells[i]!, record)];
  }).sort((a, b) => a.accuracy - b.accuracy);
  const leaking = all.filter(({ record }) => leaks(record.settings.protocol));
  const readings = all.filter(({ record }) => !leaks(record.settings.protocol));
  if (readings.length === 0) return null;
  const { factors, combinations } = multiverse;
  return {
    experiment: id,
    corpus: readings[0]!.record.data.corpus,
    factors,
    combinations,
    planned: variants.length,
    readings,
    leaking,
    effects: mainEffects(
      readings.map(({ accuracy }) => accuracy),
      readings.map(({ cell }) => cell),
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
    speakerIndependent: isSpeakerIndependent(protocol),
    accuracy: record.metrics.accuracy,
    record,
  };
}

function isSpeakerIndependent(protocol: ProtocolSettings): boolean {
  return !leaks(protocol) && protocol.name !== "utterance-holdout" && protocol.name !== "utterance-k-fold";
}

/**
 * Is there any reading under which a printed number holds?
 *
 * @param readings Of one input, as the number is.
 * @param number What the paper prints, by how much a reading may miss it (both as shares of 1), and which number
 * of a record it is compared with; accuracy by default.
 */
export function readingsThatReach(
  readings: readonly Reading[],
  number: {
    readonly value: number;
    readonly tolerance: number;
    readonly of?: (record: RunRecord) => number | null;
  },
): ReadingsVerdict {
  const { value, tolerance, of = ({ metrics }: RunRecord) => metrics.accuracy } = number;
  const sorted = readings.flatMap(({ label, record }) => {
    const own = of(record);
    return own === null ? [] : [{ value: own, label }];
  }).sort((a, b) => a.value - b.value);
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

/** A claim about accuracy, and whether any reading bears it out. */
export interface ClaimUnderReadings extends ReadingsVerdict {
  /** `Claim.id` */
  readonly claim: string;
  /** `Claim.printed` */
  readonly printed: string;
  /** Input that the claim is about. */
  readonly input: "raw" | "clean";
  /** Which number is compared. */
  readonly measure: "accuracy" | "unweightedAccuracy";
}

/** Every claim that prints an accuracy for the multiverse's corpus and input, by the claim's own tolerance. */
export function claimsUnderReadings(
  claims: readonly Claim[],
  { corpus, readings }: MultiverseResult,
): ClaimUnderReadings[] {
  return claims.flatMap((claim) => {
    const { id, printed, value, test } = claim;
    if (test.kind !== "value" || test.corpus !== corpus || value === null) return [];
    const { measure } = test.quantity;
    const input = test.runs.variant;
    if (measure !== "accuracy" && measure !== "unweightedAccuracy") return [];
    if (input !== "raw" && input !== "clean") return [];
    const verdict = readingsThatReach(readings.filter((reading) => reading.input === input), {
      value: paperValue(claim, "share"),
      tolerance: test.tolerance,
      of: (record) => measured(record, { measure }),
    });
    return [{ claim: id, printed, input, measure, ...verdict }];
  });
}
