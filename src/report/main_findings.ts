import { canonicalJson } from "../base/json.ts";
import { counted } from "../base/number_text.ts";
import type { Finding } from "../claims/audit/finding.ts";
import { placesText, SEVERITIES } from "../claims/audit/finding_text.ts";
import type { MainPoint } from "../claims/claims_file.ts";
import { type Judgement, VERDICTS } from "../claims/judgement.ts";
import { isDifference, leadText, measuredText, numberText } from "../claims/wording.ts";
import { readingsInShort } from "./readings_text.ts";
import { corpusText } from "./wording.ts";

/** A finding in one or two sentences. */
export interface MainFinding {
  /** What was asked, a few words, and how many claims of it have which verdict. */
  readonly title: string;
  /** What was found, with the numbers, one sentence; empty where nothing was measured. */
  readonly text: string;
}

/** Findings that are shown where the paper's claims do not say which of them matter. */
const FEWEST = 3;

/**
 * What matters most, by importance to the paper: one finding for each of its main points, in their order. Where the
 * claims do not say which points these are, the three subjects that are decided and that the paper states most
 * often. Fewer than three are filled up with what the paper itself contradicts, impossible numbers first.
 */
export function mainFindings(
  judgements: readonly Judgement[],
  findings: readonly Finding[],
  main: readonly MainPoint[] = mostStated(judgements),
): MainFinding[] {
  const byId = new Map(judgements.map((judgement) => [judgement.id, judgement]));
  const points = main.map(({ title, claims }) => ofPoint(title, claims.flatMap((id) => byId.get(id) ?? [])));
  return [...points, ...ofAudit(findings)].slice(0, Math.max(FEWEST, points.length));
}

/** Whether a measure is of all classes together. */
export function isOverall(measure: string | undefined): boolean {
  return measure === "accuracy" || measure === "unweightedAccuracy";
}

/** Subjects of which a comparison, or an accuracy over all classes, is decided: those with most claims. */
function mostStated(judgements: readonly Judgement[]): MainPoint[] {
  const subjects = [...Map.groupBy(judgements, ({ claim }) => claim.subject).values()];
  return subjects
    .filter((own) =>
      own.some(({ verdict, measured, claim: { kind, quantity } }) =>
        measured !== null && (verdict === "reproduced" || verdict === "contradicted") &&
        (kind === "ordering" || (kind === "value" && isOverall(quantity.measure)))
      )
    )
    .sort((a, b) => b.length - a.length).slice(0, FEWEST)
    .map((own) => ({ title: own[0]!.claim.meaning, claims: own.map(({ id }) => id) }));
}

function ofPoint(title: string, judgements: readonly Judgement[]): MainFinding {
  const counts = VERDICTS.flatMap((verdict) => {
    const count = judgements.filter((judgement) => judgement.verdict === verdict).length;
    return count === 0 ? [] : [`${count} ${verdict}`];
  });
  // What the paper states in several places is measured once.
  const tests = new Map(
    judgements.filter(({ measured }) => measured !== null)
      .map((judgement) => [canonicalJson([judgement.claim.test, judgement.value]), judgement]),
  );
  const parts = [...tests.values()].map((judgement) => measuredPart(judgement));
  return {
    title: `${title}: of ${counted(judgements.length, "claim")}, ${counts.join(", ")}`,
    text: parts.length === 0 ? "" : `${parts.join("; ")}.`,
  };
}

/** `RAVDESS, clean: 45.5 % [42.0, 49.1] where the paper has 80.5 %, which 0 of 36 other readings reach`. */
function measuredPart(judgement: Judgement): string {
  const { claim: { quantity, against, test }, measured, unit, value, verdict } = judgement;
  const label = [
    ...(quantity.corpus === undefined ? [] : [corpusText(quantity.corpus)]),
    ...(quantity.variant === undefined || against?.variant !== undefined ? [] : [quantity.variant]),
    ...(against?.network === undefined ? [] : [`against ${against.network}`]),
  ].join(", ");
  const found = value === null && isDifference(test.kind)
    ? leadText(measured!, unit!)
    : `${measuredText(judgement)}${value === null ? "" : ` where the paper has ${numberText(value, unit!)}`}`;
  const readings = readingsInShort(judgement);
  return `${label === "" ? "" : `${label}: `}${found} (${verdict}${
    readings === null ? "" : `; ${readings}`
  })`;
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
