import type { Finding } from "../claims/audit/finding.ts";
import { placesText, SEVERITIES } from "../claims/audit/finding_text.ts";
import type { Judgement } from "../claims/judgement.ts";
import { placeText } from "../claims/wording.ts";

/** A finding in one or two sentences. */
export interface MainFinding {
  /** What was asked, a few words. */
  readonly title: string;
  /** What was found, with the numbers. */
  readonly text: string;
}

/**
 * At most three findings that matter most, by rule and not by choice: the decided comparison with the smallest p
 * value, the decided overall accuracy that is farthest from the paper's, and the next decided comparison; where
 * runs decide fewer than three claims, what the paper itself contradicts, impossible numbers first.
 */
export function mainFindings(judgements: readonly Judgement[], findings: readonly Finding[]): MainFinding[] {
  const decided = judgements.filter(({ verdict, measured }) =>
    measured !== null && (verdict === "reproduced" || verdict === "contradicted")
  );
  const orderings = onePerSubject(
    decided.filter(({ claim }) => claim.kind === "ordering").sort((a, b) => pOf(a) - pOf(b)),
  );
  const values = decided.filter(({ claim }) => claim.kind === "value" && isOverall(claim.quantity.measure))
    .sort((a, b) => gap(b) - gap(a));
  const chosen = [orderings[0], values[0], orderings[1], values[1]].filter((one) => one !== undefined)
    .slice(0, 3);
  return [...chosen.map(ofJudgement), ...ofAudit(findings)].slice(0, 3);
}

/** Whether a measure is of all classes together. */
export function isOverall(measure: string | undefined): boolean {
  return measure === "accuracy" || measure === "unweightedAccuracy";
}

function onePerSubject(judgements: readonly Judgement[]): Judgement[] {
  return [...new Map(judgements.toReversed().map((one) => [one.claim.subject, one])).values()].reverse();
}

function pOf({ test }: Judgement): number {
  return test?.holmP ?? test?.p ?? 1;
}

function gap({ value, measured }: Judgement): number {
  return value === null || measured === null ? 0 : Math.abs(value - measured.mean);
}

function ofJudgement({ claim, verdict, why }: Judgement): MainFinding {
  return { title: `${claim.meaning}: ${verdict}`, text: `${placeText(claim.place)}. ${why}` };
}

function ofAudit(findings: readonly Finding[]): MainFinding[] {
  const groups = [...Map.groupBy(findings, ({ rule }) => rule).values()].sort((a, b) =>
    SEVERITIES.indexOf(a[0]!.severity) - SEVERITIES.indexOf(b[0]!.severity) || b.length - a.length
  );
  return groups.map(([first, ...rest]) => ({
    title: first!.title,
    text: `${placesText(first!.places)}: ${first!.arithmetic}${
      rest.length === 0 ? "" : ` (and ${rest.length} more of the kind)`
    }`,
  }));
}
