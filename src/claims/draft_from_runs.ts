import { canonicalJson } from "../base/json.ts";
import { counted, percentText } from "../base/number_text.ts";
import { estimate } from "../evaluation/interval.ts";
import { tTest } from "../evaluation/student.ts";
import { absentClasses } from "../record/absent.ts";
import { type Samples, samplesOf } from "../record/aggregate.ts";
import { measured } from "../record/measure.ts";
import type { RunRecord } from "../record/record.ts";
import type { Claim, RunsOf, Test } from "./claim.ts";
import { clipsOfPairs, clipsOfRuns } from "./clip_evidence.ts";
import { blank, type Draft, FEWEST_RUNS } from "./draft.ts";
import { type Eligible, eligibleRuns, type Evidence, onOneMachine } from "./evidence.ts";
import type { ClipEvidence, Judgement } from "./judgement.ts";
import { missingOf } from "./missing.ts";
import { pairedSamples } from "./paired_samples.ts";
import { paperValue, unitOf } from "./units.ts";

/** A test that needs runs. */
export type RunTest = Extract<Test, { readonly kind: "value" | "ordering" | "difference" }>;

/** What the runs give before anything is said of it. */
interface Basis {
  readonly samples: Samples;
  readonly records: readonly RunRecord[];
  readonly machine: string | null;
  readonly clips: ClipEvidence | null;
  readonly remarks: readonly string[];
}

type Side = Eligible & { readonly runs: RunsOf };

/** Gathers and tests the runs that a claim is judged by. */
export function draftFromRuns(claim: Claim, test: RunTest, evidence: Evidence): Draft {
  const sides = sidesOf(test).map((runs): Side => ({
    runs,
    ...eligibleRuns(evidence, runs, test.corpus),
  }));
  const basis = test.kind === "value" ? ofRuns(sides[0]!, test) : ofPairs(sides[0]!, sides[1]!, test);
  const unit = unitOf(test.quantity);
  const judgement: Judgement = {
    ...blank(claim),
    unit,
    value: test.kind === "ordering" ? null : paperValue(claim, unit),
    tolerance: test.kind === "ordering" ? null : test.tolerance,
    measured: estimate(basis.samples.values, { testToTrain: basis.samples.testToTrain }),
    runIds: basis.records.map(({ id }) => id).sort(),
    plannedRuns: Math.min(...sides.map(({ variant }) => variant?.runs.length ?? 0)),
    machine: basis.machine,
    clips: basis.clips,
    missing: missingOf(evidence, sides),
    remarks: [
      ...new Set([
        ...sides.flatMap(({ remarks }) => remarks),
        ...basis.remarks,
        ...readingRemarks(claim, test),
      ]),
    ],
  };
  if (basis.samples.values.length === 0) return untested(judgement, sides);
  const asks = test.kind === "ordering" ? "direction" : "range";
  const p = pOf(basis.samples, judgement);
  return { judgement, tested: { asks, samples: basis.samples, p, key: keyOf(judgement), over: "run" } };
}

/** Measures a number of one variant without a test; see `Claim.beside`. */
export function besideRuns(
  evidence: Evidence,
  runs: RunsOf,
  corpus: string,
  quantity: RunTest["quantity"],
): Pick<Judgement, "measured" | "unit" | "runIds" | "plannedRuns" | "machine" | "remarks"> {
  const side = { runs, ...eligibleRuns(evidence, runs, corpus) };
  const { records, machine, remarks } = onOneMachine(side.records);
  const { values, testToTrain } = samplesOf(records, (record) => measured(record, quantity));
  return {
    measured: estimate(values, { testToTrain }),
    unit: unitOf(quantity),
    runIds: records.map(({ id }) => id).sort(),
    plannedRuns: side.variant?.runs.length ?? 0,
    machine,
    remarks: [...side.remarks, ...remarks],
  };
}

/** The variants that a test needs: of a comparison the better one, or the minuend, first. */
export function sidesOf(test: RunTest): RunsOf[] {
  if (test.kind === "value") return [test.runs];
  return test.kind === "ordering" ? [test.better, test.worse] : [test.minuend, test.subtrahend];
}

function ofRuns({ records }: Side, { quantity }: RunTest): Basis {
  const chosen = onOneMachine(records);
  return {
    ...chosen,
    samples: samplesOf(chosen.records, (record) => measured(record, quantity)),
    clips: clipsOfRuns(chosen.records, quantity),
    remarks: [...chosen.remarks, ...optimism(chosen.records), ...absence(chosen.records, quantity)],
  };
}

function ofPairs(
  first: Side,
  second: Side,
  test: Extract<RunTest, { readonly kind: "ordering" | "difference" }>,
): Basis {
  const { samples, pairs, machine, remarks } = pairedSamples(first.records, second.records, test);
  // The same runs stand on both sides where two of their numbers are compared.
  const records = [...new Set(pairs.flatMap((pair) => [pair.first, pair.second]))];
  const oneNumber = test.kind === "difference" || test.worseQuantity === undefined;
  const sign = test.kind === "ordering" ? test.sign : 1;
  const clips = oneNumber ? clipsOfPairs(pairs, test.quantity, sign) : null;
  return { samples, records, machine, clips, remarks: [...remarks, ...optimism(records)] };
}

function optimism(records: readonly RunRecord[]): string[] {
  const optimistic = records.filter(({ settings }) => settings.training.report === "best-on-test").length;
  return optimistic === 0
    ? []
    : [`Optimistic: ${counted(optimistic, "run")} report the epoch that was best on the test clips.`];
}

/** What a mean of class scores leaves out, and its value over the clips of all runs together. */
function absence(records: readonly RunRecord[], quantity: RunTest["quantity"]): string[] {
  const { measure, of = "macro" } = quantity;
  const absent = absentClasses(records);
  const classes = absent?.classes.filter(({ name }) => of === "macro" || of === name) ?? [];
  if (absent === null || classes.length === 0) return [];
  if (
    measure !== "precision" && measure !== "recall" && measure !== "f1" && measure !== "unweightedAccuracy"
  ) {
    return [];
  }
  const score = measure === "unweightedAccuracy" ? "recall" : measure;
  const pooled = of === "macro" ? absent.pooled.macro[score] : classes[0]!.pooled[score];
  const names = classes.map(({ name, runs }) => `${name} in ${counted(runs, "run")}`).join(", ");
  return [
    `No test clips of ${names}, left out there${
      pooled === null ? "" : `; over the clips of all runs together the number is ${percentText(pooled)}`
    }.`,
  ];
}

function readingRemarks(claim: Claim, test: RunTest): string[] {
  const unit = unitOf(test.quantity);
  const remarks: string[] = [];
  if (test.kind === "value" && unit === "share" && paperValue(claim, unit) - test.tolerance > 1) {
    remarks.push("The printed share is above 1 by more than the tolerance: no run can reproduce it.");
  }
  return remarks;
}

/** No number: because there are no runs, or because those that there are cannot be used. */
function untested(judgement: Judgement, sides: readonly Side[]): Draft {
  const { missing } = judgement;
  const idle = sides.filter(({ records }) => records.length === 0);
  const why = idle.length === 0
    ? sides.length === 1
      ? "The runs hold no such number, and no further run of this kind would."
      : `No two runs have the same fold, seed, test clips, backend and engine: at least ${FEWEST_RUNS} pairs are needed.`
    : missing === null
    ? "No run of the variant may be used."
    : {
      manifest: `No manifest declares ${missing.name}.`,
      data: `Not run: needs ${missing.name}, which no run of this suite has used yet.`,
      weights: `Not run: needs ${missing.name}, which no run of this suite has used yet.`,
      runs: `Not run: missing are ${missing.name}.`,
    }[missing.what];
  const verdict = idle.length === 0 ? "inconclusive" : "not run";
  return { judgement: { ...judgement, verdict, why }, tested: null };
}

/** Two-sided p value; inside of the paper's range that of both edges, outside that of the nearer one. */
export function pOf(
  { values, testToTrain }: Samples,
  { value, tolerance }: Pick<Judgement, "value" | "tolerance">,
): number | null {
  if (values.length < FEWEST_RUNS) return null;
  const against = (edge: number) => tTest(values, edge, { testToTrain })!;
  if (value === null) return against(0).p;
  const edges = [value - tolerance!, value + tolerance!] as const;
  const { mean } = against(value);
  const [low, high] = edges.map((edge) => against(edge).p) as [number, number];
  return mean < edges[0] ? low : mean > edges[1] ? high : Math.max(low, high);
}

function keyOf({ claim, value }: Judgement): string {
  return canonicalJson([claim.test, value]);
}
