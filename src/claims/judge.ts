import { holm } from "../evaluation/holm.ts";
import { rangeError } from "../base/errors.ts";
import { levelNames } from "../manifest/setting_levels.ts";
import type { Claim, Test } from "./claim.ts";
import type { ClaimsFile } from "./claims_file.ts";
import { blank, type Draft } from "./draft.ts";
import { exactly, judgeProperty, judgePropertyOrdering, propertyOf } from "./draft_from_network.ts";
import { besideRuns, draftFromRuns, sidesOf } from "./draft_from_runs.ts";
import { besideTimings, draftFromTimings } from "./draft_from_timings.ts";
import { type Evidence, variantOf } from "./evidence.ts";
import { type Corrected, finish } from "./finish.ts";
import type { Judgement } from "./judgement.ts";
import { otherReadings } from "./other_readings.ts";
import { triedReadings } from "./tried_readings.ts";
import { recordQuantity, unitOf } from "./units.ts";
import { numberText } from "./wording.ts";

/**
 * The verdict on every claim of a paper, by the rule that stands in the claim.
 *
 * A value or a difference is reproduced where the whole 95 % interval of the mean lies within value +- tolerance,
 * contradicted where it lies wholly outside, else inconclusive. An ordering is reproduced or contradicted only if
 * the paired test supports that direction after Holm's correction over the claims about the same table, or over
 * those of the text, that are tested alike. Fewer than three runs decide nothing. Runs count only on the corpus
 * that the claim names, of one backend and engine; made-up voices never do. Training times are compared by timings
 * alone. Other readings of the claim stand
 * beside the verdict and decide nothing.
 *
 * @param file The claims and the published facts that some are compared with.
 * @param evidence What was asked for and what has been run.
 * @returns One per claim, in order.
 * @throws {RangeError} If a claim names a fact that is not there, or a unit that its number cannot have.
 */
export function judge(file: Pick<ClaimsFile, "claims" | "facts">, evidence: Evidence): Judgement[] {
  const drafts = file.claims.map((claim) => draft(claim, file, evidence));
  const corrected = correct(drafts.filter(({ tested }) => tested?.p != null));
  const judgements = drafts.map((member) =>
    member.tested === null
      ? member.judgement
      : finish(member, member.tested, corrected.get(member.tested.key))
  );
  return withOtherReadings(judgements, evidence);
}

/** What the other readings say of each claim that runs decide. */
function withOtherReadings(judgements: readonly Judgement[], evidence: Evidence): Judgement[] {
  const readings = triedReadings(evidence);
  const nameOf = levelNames(evidence.experiments);
  return judgements.map((judgement) => {
    const { claim, claim: { test } } = judgement;
    if (test.kind !== "value" && test.kind !== "ordering" && test.kind !== "difference") return judgement;
    const sides = sidesOf(test).flatMap((side) => variantOf(evidence, side)?.runs[0]?.settings ?? []);
    return { ...judgement, readings: otherReadings(claim, sides, readings, nameOf) };
  });
}

/** Each test's p value after Holm's correction; a test that several tables speak of has its largest one. */
function correct(drafts: readonly Draft[]): Map<string, Corrected> {
  const corrected = new Map<string, Corrected>();
  for (const members of Map.groupBy(drafts, familyOf).values()) {
    const pValues = new Map(members.map(({ tested }) => [tested!.key, tested!.p!]));
    const adjusted = holm([...pValues.values()]);
    [...pValues.keys()].forEach((key, i) => {
      const holmP = adjusted[i]!;
      if (holmP > (corrected.get(key)?.holmP ?? -1)) corrected.set(key, { holmP, family: pValues.size });
    });
  }
  return corrected;
}

/** Claims about one table, or in the text about none, that are tested alike. */
function familyOf({ judgement: { claim }, tested }: Draft): string {
  const { place, quantity } = claim;
  return `${tested!.asks} ${"table" in place ? place.table : quantity.table ?? "text"}`;
}

function draft(claim: Claim, file: Pick<ClaimsFile, "facts">, evidence: Evidence): Draft {
  const { test } = claim;
  const settled = (judgement: Judgement): Draft => ({ judgement, tested: null });
  switch (test.kind) {
    case "value":
    case "ordering":
    case "difference":
      return unitOf(test.quantity) === "seconds"
        ? draftFromTimings(claim, test, evidence)
        : draftFromRuns(claim, test, evidence);
    case "property":
      return settled(judgeProperty(claim, test, evidence));
    case "property-ordering":
      return settled(judgePropertyOrdering(claim, test, evidence));
    case "fact":
      return settled(judgeFact(claim, test, file));
    case "none":
      return settled({ ...judgeNone(claim, evidence), verdict: test.verdict, why: test.why });
  }
}

/** A printed number against a published one of the same unit. */
function judgeFact(
  claim: Claim,
  test: Extract<Test, { readonly kind: "fact" }>,
  { facts }: Pick<ClaimsFile, "facts">,
): Judgement {
  const fact = facts.find(({ id }) => id === test.fact);
  if (fact === undefined || claim.value === null || fact.unit !== claim.unit) {
    throw rangeError("judge a claim", `"${claim.id}" must name a fact in its own unit`, test.fact);
  }
  const inside = Math.abs(claim.value - fact.value) <= test.tolerance;
  return {
    ...blank(claim),
    verdict: inside ? "reproduced" : "contradicted",
    why: `Published is ${numberText(fact.value, fact.unit)}; the paper says ${
      numberText(claim.value, fact.unit)
    }. Source: ${fact.source}`,
    unit: fact.unit,
    value: claim.value,
    tolerance: test.tolerance,
    measured: exactly(fact.value),
  };
}

/** A claim that no run decides, with our number beside it where the claim names runs. */
function judgeNone(claim: Claim, evidence: Evidence): Judgement {
  const { beside, quantity } = claim;
  if (beside === undefined) return blank(claim);
  if (quantity.measure === "size") {
    const bytes = propertyOf(evidence, beside, "weightBytes");
    return { ...blank(claim), ...(bytes !== null && { unit: "bytes" as const, measured: exactly(bytes) }) };
  }
  const measured = recordQuantity(quantity);
  const corpus = quantity.trainedOn ?? quantity.corpus;
  if (measured === null || corpus === undefined) return blank(claim);
  return {
    ...blank(claim),
    ...(unitOf(measured) === "seconds"
      ? besideTimings(evidence, beside, corpus)
      : besideRuns(evidence, beside, corpus, measured)),
  };
}
