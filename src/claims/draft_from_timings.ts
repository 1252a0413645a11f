import { counted } from "../base/number_text.ts";
import { estimate } from "../evaluation/interval.ts";
import { type TimedVariant, type Timing, trainingSecondsByTurn } from "../record/timing.ts";
import type { Claim, RunsOf } from "./claim.ts";
import { blank, type Draft } from "./draft.ts";
import { pOf, type RunTest, sidesOf } from "./draft_from_runs.ts";
import { type Evidence, variantOf } from "./evidence.ts";
import type { Judgement } from "./judgement.ts";
import { missingTimes } from "./missing.ts";
import { paperValue } from "./units.ts";

/** Variants that one timing has beside each other. */
interface Found {
  readonly timing: Timing;
  readonly timed: readonly TimedVariant[];
}

/**
 * Compares training times: those of a quiet machine on which the variants were timed one after another, in turns,
 * by one engine. Records say how long a run took, but not what else ran meanwhile: they decide nothing.
 */
export function draftFromTimings(claim: Claim, test: RunTest, evidence: Evidence): Draft {
  const sides = sidesOf(test);
  const { chosen, remarks } = timingOf(evidence, sides, test.corpus);
  const comparison = test.kind === "ordering" ? null : { value: paperValue(claim, "seconds"), ...test };
  const judgement: Judgement = {
    ...blank(claim),
    unit: "seconds",
    value: comparison?.value ?? null,
    tolerance: comparison?.tolerance ?? null,
    missing: missingTimes(evidence, sides),
    remarks,
  };
  if (chosen === null) {
    const why = `Not timed: times are compared only where variants are timed in turns on a quiet machine. ` +
      `Needed: ${judgement.missing!.name}.`;
    return { judgement: { ...judgement, why }, tested: null };
  }
  const [first, second] = chosen.timed.map(trainingSecondsByTurn);
  const sign = test.kind === "ordering" ? test.sign : 1;
  const values = second === undefined
    ? first!
    : first!.map((seconds, turn) => sign * (seconds - second[turn]!));
  const samples = { values, testToTrain: null };
  const measured = estimate(values, samples);
  const drafted = { ...judgement, measured, machine: machineOf(chosen), missing: null };
  const asks = test.kind === "ordering" ? "direction" : "range";
  const key = JSON.stringify([test, judgement.value]);
  return {
    judgement: { ...drafted, remarks: [...remarks, howTimed(chosen)] },
    tested: { asks, samples, p: pOf(samples, drafted), key, over: "turn" },
  };
}

/** The time of one variant where it was taken, without a test; see `Claim.beside`. */
export function besideTimings(
  evidence: Evidence,
  runs: RunsOf,
  corpus: string,
): Pick<Judgement, "measured" | "unit" | "machine" | "remarks"> {
  const { chosen, remarks } = timingOf(evidence, [runs], corpus);
  if (chosen === null) return { measured: null, unit: "seconds", machine: null, remarks };
  const measured = estimate(trainingSecondsByTurn(chosen.timed[0]!), { testToTrain: null });
  return { measured, unit: "seconds", machine: machineOf(chosen), remarks: [...remarks, howTimed(chosen)] };
}

/** The quiet timing that has all sides and most turns, among equals the latest; and what was left out. */
function timingOf(
  evidence: Evidence,
  sides: readonly RunsOf[],
  corpus: string,
): { chosen: Found | null; remarks: string[] } {
  const all = (evidence.timings ?? []).flatMap((timing): Found[] => {
    const timed = sides.flatMap((side) => timedOf(evidence, timing, side, corpus) ?? []);
    return timed.length < sides.length || timed.some(({ engine }) => engine !== timed[0]!.engine)
      ? []
      : [{ timing, timed }];
  });
  const quiet = all.filter(({ timing }) => timing.quiet).sort((a, b) =>
    turnsOf(b) - turnsOf(a) || (a.timing.environment.finishedAt < b.timing.environment.finishedAt ? 1 : -1)
  );
  const loud = all.length - quiet.length;
  const remarks = loud === 0 ? [] : [`${counted(loud, "timing")} of a machine that was not quiet left out.`];
  return { chosen: quiet[0] ?? null, remarks };
}

/** A variant in a timing: the run that was timed is one of its runs. */
export function timedOf(
  evidence: Evidence,
  { variants }: Timing,
  side: RunsOf,
  corpus: string,
): TimedVariant | null {
  const own = (variantOf(evidence, side)?.runs ?? []).filter(({ settings }) =>
    settings.corpus.name === corpus
  );
  return variants.find(({ run }) => own.some(({ id }) => id === run)) ?? null;
}

function turnsOf({ timing }: Found): number {
  return timing.load.after.length;
}

function machineOf({ timing: { environment }, timed }: Found): string {
  const { backend, adapter, cpu } = environment;
  return `${backend}, ${timed[0]!.engine}, ${adapter ?? cpu ?? "unknown device"}`;
}

function howTimed({ timing: { load } }: Found): string {
  const most = Math.max(...load.after.map((one) => one ?? NaN));
  return `Timed one after another in ${
    counted(load.after.length, "turn")
  } on a quiet machine (load average ` +
    `${load.before?.toFixed(2)} before, at most ${most.toFixed(2)} meanwhile); an epoch is timed and taken ` +
    "times the epochs of a training.";
}
