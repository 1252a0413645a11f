import type { Judgement, Verdict } from "../../claims/judgement.ts";
import { clipsText, isDifference, measuredText, numberText, placeText, pText } from "../../claims/wording.ts";
import { readingsText } from "../readings_text.ts";

/** A claim and its verdict in words, for the browser. */
export interface ClaimDetail {
  /** In the field's terms. */
  readonly meaning: string;
  /** Where it stands. */
  readonly place: string;
  /** As printed, or the statement in words. */
  readonly printed: string;
  /** What was decided. */
  readonly verdict: Verdict;
  /** Name of its colour in a class attribute. */
  readonly className: string;
  /** What stands behind the verdict: name and text. */
  readonly facts: readonly (readonly [name: string, text: string])[];
  /** What to type to come by what is missing. */
  readonly commands: readonly string[];
  /** Ids of the runs that decided it. */
  readonly runs: readonly string[];
}

/** Name of a verdict in a class attribute. */
export function verdictClass(verdict: Verdict): string {
  return `verdict ${verdict.replaceAll(" ", "-")}`;
}

/** Everything that is said of one claim. */
export function claimDetail(judgement: Judgement): ClaimDetail {
  const { claim, verdict, why, missing, remarks, runIds, plannedRuns } = judgement;
  const facts: [string, string | null][] = [
    ["Why", why],
    ["Other readings", readingsText(judgement)],
    ["Measured", judgement.measured === null ? null : measuredText(judgement)],
    ["The paper's number", amount(judgement, judgement.value)],
    ["Tolerance", amount(judgement, judgement.tolerance)],
    ["Runs", plannedRuns === 0 ? null : `${runIds.length} used, ${plannedRuns} planned`],
    ["Machine", judgement.machine],
    ["Test", testText(judgement)],
    ["The clips by themselves", clipsText(judgement)],
    ["What such runs can see", powerText(judgement)],
    ["Missing", missing === null ? null : missing.name],
    ...remarks.map((remark): [string, string] => ["Remark", remark]),
  ];
  return {
    meaning: claim.meaning,
    place: placeText(claim.place),
    printed: claim.printed,
    verdict,
    className: verdictClass(verdict),
    facts: facts.flatMap(([name, text]) => (text === null ? [] : [[name, text] as const])),
    commands: missing?.commands ?? [],
    runs: runIds,
  };
}

function amount({ unit }: Judgement, value: number | null): string | null {
  return value === null || unit === null ? null : numberText(value, unit);
}

function testText({ test }: Judgement): string | null {
  if (test === null) return null;
  const p = test.p === null ? "" : `: p ${pText(test.p)}`;
  const holm = test.holmP === null
    ? ""
    : `; ${pText(test.holmP)} after Holm's correction over ${test.family} tests`;
  return `${test.name}${p}${holm}`;
}

function powerText({ power, unit, claim }: Judgement): string | null {
  if (power === null || unit === null) return null;
  const { smallestDifference, moreRuns } = power;
  const parts = [
    ...(smallestDifference === null ? [] : [
      `a true difference of ${
        numberText(smallestDifference, unit, isDifference(claim.test.kind))
      } in 8 of 10 cases`,
    ]),
    ...(moreRuns === null || moreRuns === 0 ? [] : [`${moreRuns} more would decide`]),
  ];
  return parts.length === 0 ? null : parts.join("; ");
}
