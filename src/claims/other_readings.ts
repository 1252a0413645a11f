import { tTest } from "../evaluation/student.ts";
import type { LevelName } from "../manifest/setting_levels.ts";
import type { Settings } from "../manifest/settings.ts";
import { samplesOf } from "../record/aggregate.ts";
import { measured, type MeasureName } from "../record/measure.ts";
import { type Carrier, carrierOf, type Mover, moverOf, type SearchedReading } from "./carrier.ts";
import type { Claim, Test } from "./claim.ts";
import { FEWEST_RUNS, LEVEL } from "./draft.ts";
import { onOneMachine } from "./evidence.ts";
import { pairedSamples } from "./paired_samples.ts";
import { pairedReadings, type ReadingPair } from "./paired_readings.ts";
import { keepsWhatIsSaid } from "./said.ts";
import { readingKey, type TriedReading } from "./tried_readings.ts";
import { paperValue, unitOf } from "./units.ts";

/** What readings of one kind (with a split that leaks, or without) say of a claim. */
export interface ReadingsCount {
  /** Readings that were run; of a comparison those of which both sides were. */
  readonly tried: number;
  /** Runs of them; of a comparison pairs of runs. */
  readonly runs: number;
  /** Readings that bear the claim out: reach the number, or have the paper's order. */
  readonly reaching: number;
  /** Of a number: those above its range. Of an order: those in which it holds significantly. */
  readonly beyond: number;
  /** Of an order: those in which the opposite holds significantly; 0 of a number. */
  readonly against: number;
  /** The one that comes nearest to the claim, or lies farthest above it; `null` without readings. */
  readonly best: { readonly label: string; readonly value: number; readonly runs: number } | null;
}

/** What every reading of a claim but the one that it is judged by says. */
export interface OtherReadings {
  /** Those without a leak. */
  readonly sound: ReadingsCount;
  /** Those whose split has images of one recording on both sides: never counted with the others. */
  readonly leaking: ReadingsCount;
  /** What those have in common that bear the claim out; without leaks. */
  readonly carrier: Carrier | null;
  /** What moves the number most where none of them bears it out; without leaks. */
  readonly mover: Mover | null;
}

/** Measures that a reading reaches by coming from below. */
const SCORES: ReadonlySet<MeasureName | undefined> = new Set<MeasureName>(
  ["accuracy", "unweightedAccuracy", "trainingAccuracy", "precision", "recall", "f1"],
);

interface Tried extends SearchedReading {
  readonly label: string;
  readonly leaks: boolean;
  readonly runs: number;
  readonly beyond: boolean;
  readonly against: boolean;
  /** The larger, the better for the claim. */
  readonly rank: number;
}

/**
 * What all other readings say of a claim that is judged by runs: every reading of its corpus that keeps what the
 * claim says of input, network and down-sampling. A score is reached by a mean of no less than the number minus its
 * tolerance, another number by one within the tolerance. An order holds by the sign of the mean paired difference,
 * significantly at a two-sided level of 0.05, not corrected.
 *
 * @param tested Settings of the runs that the claim is judged by: one side, or both.
 * @returns `null` where there is no such reading, or the claim is about time, which no reading is to change.
 */
export function otherReadings(
  claim: Claim,
  tested: readonly Settings[],
  readings: readonly TriedReading[],
  nameOf: LevelName,
): OtherReadings | null {
  const { test } = claim;
  if (test.kind !== "value" && test.kind !== "ordering" && test.kind !== "difference") return null;
  // A side that no manifest plans leaves fewer settings than there are sides.
  if (unitOf(test.quantity) === "seconds" || tested.length < (test.kind === "value" ? 1 : 2)) return null;
  const judged = readingKey(tested[0]!);
  const tried = test.kind === "value"
    ? readings.filter(({ key, settings }) => key !== judged && keepsWhatIsSaid(claim, tested[0]!, settings))
      .flatMap((reading) => ofReading(claim, test, reading) ?? [])
    : pairedReadings(claim, tested, readings).flatMap((pair) => ofPair(claim, test, pair) ?? []);
  if (tried.length === 0) return null;
  const sound = tried.filter((one) => !one.leaks);
  const target = test.kind === "ordering" ? 0 : paperValue(claim, unitOf(test.quantity));
  return {
    sound: countOf(sound),
    leaking: countOf(tried.filter((one) => one.leaks)),
    carrier: carrierOf(sound, nameOf),
    mover: sound.some(({ reaches }) => reaches) ? null : moverOf(sound, target, nameOf),
  };
}

function countOf(tried: readonly Tried[]): ReadingsCount {
  const best = tried.toSorted((a, b) => b.rank - a.rank)[0];
  return {
    tried: tried.length,
    runs: tried.reduce((sum, { runs }) => sum + runs, 0),
    reaching: tried.filter(({ reaches }) => reaches).length,
    beyond: tried.filter(({ beyond }) => beyond).length,
    against: tried.filter(({ against }) => against).length,
    best: best === undefined ? null : { label: best.label, value: best.value, runs: best.runs },
  };
}

function ofReading(
  claim: Claim,
  test: Extract<Test, { readonly kind: "value" }>,
  reading: TriedReading,
): Tried | null {
  const { records } = onOneMachine(reading.records);
  const { values } = samplesOf(records, (record) => measured(record, test.quantity));
  if (values.length === 0) return null;
  const value = meanOf(values);
  return {
    ...tell(reading, records.length),
    ...inRange(value, paperValue(claim, unitOf(test.quantity)), test.tolerance, test.quantity.measure),
  };
}

function ofPair(
  claim: Claim,
  test: Extract<Test, { readonly kind: "ordering" | "difference" }>,
  { first, second }: ReadingPair,
): Tried | null {
  const { samples, pairs } = pairedSamples(first.records, second.records, test);
  const { values, testToTrain } = samples;
  if (values.length === 0) return null;
  const value = meanOf(values);
  const leaking = first.leaks || second.leaks;
  const told = { ...tell(first, pairs.length), leaks: leaking };
  if (test.kind === "difference") {
    return {
      ...told,
      ...inRange(value, paperValue(claim, unitOf(test.quantity)), test.tolerance, undefined),
    };
  }
  const significant = values.length >= FEWEST_RUNS && tTest(values, 0, { testToTrain })!.p < LEVEL;
  return {
    ...told,
    value,
    reaches: value > 0,
    beyond: significant && value > 0,
    against: significant && value < 0,
    rank: value,
  };
}

function tell({ label, leaks, levels }: TriedReading, runs: number) {
  return { label, leaks, levels, runs };
}

function inRange(value: number, paper: number, tolerance: number, measure: MeasureName | undefined) {
  // Rounding of the difference must not decide.
  const room = tolerance + 1e-12;
  const isScore = SCORES.has(measure);
  const beyond = isScore && value > paper + room;
  return {
    value,
    beyond,
    against: false,
    reaches: beyond || Math.abs(value - paper) <= room,
    rank: isScore ? value : -Math.abs(value - paper),
  };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}
