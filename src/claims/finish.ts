import { counted } from "../base/number_text.ts";
import { runsForHalfWidth, smallestDifference } from "../evaluation/power.ts";
import { type Draft, FEWEST_RUNS, LEVEL, type Tested } from "./draft.ts";
import type { Judgement, JudgementTest, Power, Verdict } from "./judgement.ts";
import { estimateText, isDifference, leadText, numberText, pEquals, pText, runsUsed } from "./wording.ts";

/** A p value after Holm's correction. */
export interface Corrected {
  /** At least the p value itself. */
  readonly holmP: number;
  /** Tests corrected together. */
  readonly family: number;
}

/** Says the verdict of a tested claim, now that the other claims of its table are known. */
export function finish({ judgement }: Draft, tested: Tested, corrected: Corrected | undefined): Judgement {
  const verdict = verdictOf(judgement, tested, corrected);
  const power = powerOf(judgement, tested, verdict, corrected?.family ?? 1);
  const test = testOf(judgement, tested, corrected);
  const decided = verdict !== "inconclusive";
  return {
    ...judgement,
    verdict,
    test,
    power,
    why: [
      reason(judgement, tested, verdict, test),
      ...(decided ? [] : [outlook(judgement, power, tested.over)]),
    ].join(
      " ",
    ),
    missing: decided ? null : judgement.missing,
    remarks: [...judgement.remarks, ...remarksOn(judgement, tested, verdict, test)],
  };
}

function remarksOn(
  judgement: Judgement,
  { asks, samples, over }: Tested,
  verdict: Verdict,
  test: JudgementTest | null,
): string[] {
  const remarks: string[] = [];
  const { measured, plannedRuns } = judgement;
  const used = runsUsed(judgement);
  if (used < plannedRuns) remarks.push(`${used} of ${counted(plannedRuns, "planned run")}.`);
  if (over === "run" && samples.testToTrain === null) {
    remarks.push("Seeds on one split: the interval does not cover which clips and speakers are tested.");
  }
  if (measured!.deviation === 0) remarks.push("All runs agree exactly, so that the interval has no width.");
  if (asks === "range" && verdict !== "inconclusive" && test !== null && test.holmP! >= LEVEL) {
    remarks.push(`Decided by its own interval; not after Holm's correction over ${test.family} values.`);
  }
  return remarks;
}

function verdictOf(judgement: Judgement, tested: Tested, corrected: Corrected | undefined): Verdict {
  const { measured, value, tolerance } = judgement;
  if (tested.p === null || corrected === undefined || measured!.interval === null) return "inconclusive";
  const [low, high] = measured!.interval;
  if (tested.asks === "direction") {
    if (corrected.holmP >= LEVEL || measured!.mean === 0) return "inconclusive";
    return measured!.mean > 0 ? "reproduced" : "contradicted";
  }
  const edges = [value! - tolerance!, value! + tolerance!] as const;
  if (low >= edges[0] && high <= edges[1]) return "reproduced";
  return high < edges[0] || low > edges[1] ? "contradicted" : "inconclusive";
}

function testOf(
  { claim }: Judgement,
  tested: Tested,
  corrected: Corrected | undefined,
): JudgementTest | null {
  if (tested.p === null || corrected === undefined) return null;
  const t = tested.samples.testToTrain === null
    ? `Student t over ${tested.over === "run" ? "seeds" : "turns"}`
    : "corrected resampled t (Nadeau & Bengio 2003)";
  const paired = isDifference(claim.test.kind) ? "paired " : "";
  const against = tested.asks === "direction" ? "" : ", 95 % interval against the paper's range";
  return { name: `${paired}${t}${against}`, p: tested.p, ...corrected };
}

/** At the level that the correction leaves to a direction; of a range, at that of its interval. */
function powerOf(
  judgement: Judgement,
  { asks, samples }: Tested,
  verdict: Verdict,
  family: number,
): Power {
  const { measured, value, tolerance } = judgement;
  const { n, deviation, mean } = measured!;
  if (deviation === null) return { smallestDifference: null, moreRuns: null };
  const alpha = asks === "direction" ? LEVEL / family : LEVEL;
  const options = { deviation, n, testToTrain: samples.testToTrain, alpha };
  // What the interval may reach without touching an edge of the range, or 0.
  const room = asks === "direction" ? Math.abs(mean) : Math.abs(Math.abs(mean - value!) - tolerance!);
  const runs = room > 0 ? runsForHalfWidth({ ...options, n: Math.max(n, FEWEST_RUNS) }, room) : null;
  const smallest = smallestDifference(options);
  if (verdict !== "inconclusive") return { smallestDifference: smallest, moreRuns: 0 };
  return { smallestDifference: smallest, moreRuns: runs === null ? null : runs - n };
}

function reason(
  judgement: Judgement,
  { asks, over }: Tested,
  verdict: Verdict,
  test: JudgementTest | null,
): string {
  const { claim, measured, unit, value, tolerance } = judgement;
  const difference = isDifference(claim.test.kind);
  const paired = difference && over === "run";
  const runs = counted(measured!.n, paired ? "pair" : over) + (paired ? " of runs" : "");
  const found = `${estimateText(measured!, unit!, difference)} in ${runs}`;
  if (asks === "direction") {
    const p = test === null
      ? ""
      : `, ${pEquals(test.p!)}, ${pText(test.holmP!)} after Holm over ${test.family}`;
    const says = {
      reproduced: "the direction that the paper states",
      contradicted: "the opposite of what the paper states",
      inconclusive: "the test supports neither direction",
    }[verdict as "reproduced"];
    return `What the paper calls better is ${leadText(measured!, unit!)} in ${runs}${p}: ${says}.`;
  }
  const says = {
    reproduced: "wholly inside",
    contradicted: "wholly outside",
    inconclusive: test === null ? `too few ${over}s to say` : "partly inside",
  }[verdict as "reproduced"];
  const paper = `${numberText(value!, unit!, difference)} ± ${numberText(tolerance!, unit!)}`;
  return `Measured ${found}; the paper's range is ${paper}: ${says}.`;
}

/** What it would take to decide. */
function outlook({ measured, unit }: Judgement, power: Power, over: Tested["over"]): string {
  const { smallestDifference: smallest, moreRuns } = power;
  const few = measured!.n < FEWEST_RUNS ? `At least ${counted(FEWEST_RUNS, over)} are needed.` : "";
  const seen = smallest === null
    ? ""
    : `These ${over}s would see a difference of ${
      numberText(smallest, unit!, true).replace("+", "")
    } in 80 % of the cases.`;
  const more = smallest === null
    ? ""
    : moreRuns === null
    ? `No number of further ${over}s of this kind would decide a mean like this one.`
    : moreRuns === 0
    ? ""
    : `About ${counted(moreRuns, `further ${over}`)} would decide if mean and spread stay.`;
  return [few, seen, more].filter((text) => text !== "").join(" ");
}
