import type { ClaimsFile } from "../claims_file.ts";
import { accuracyRecall, macroAverage, weightedAverage } from "./averages.ts";
import { citedNumber } from "./cited.ts";
import { confusionRow, meanRecall, recallDiagonal } from "./confusion.ts";
import { statedDifference } from "./differences.ts";
import { f1OfClass } from "./f1.ts";
import type { AuditContext, Fault, Finding, Rule } from "./finding.ts";
import { grim } from "./grim.ts";
import { describedSizes } from "./network_sizes.ts";
import { oneMatrix } from "./one_matrix.ts";
import { ordering } from "./orderings.ts";
import { publishedFact } from "./published.ts";
import { sameQuantity } from "./same_quantity.ts";
import { shareRange } from "./shares.ts";
import { modelSize } from "./size.ts";
import { splitShares } from "./splits.ts";
import { unsaidAverage } from "./unsaid_average.ts";
import { publishedWeights } from "./supports.ts";

/** Every rule, from what no experiment can give to what rests on an assumption. */
export const rules: readonly Rule[] = [
  ...[
    shareRange,
    confusionRow,
    meanRecall,
    f1OfClass,
    macroAverage,
    weightedAverage,
    accuracyRecall,
    oneMatrix,
  ],
  ...[splitShares, sameQuantity, recallDiagonal, unsaidAverage, ordering, statedDifference, modelSize],
  ...[publishedFact, citedNumber, grim, publishedWeights],
];

/**
 * What a paper's own numbers contradict, from its claims alone: a printed number is the interval of half a unit
 * of its last decimal to either side, and a finding means that no values inside the intervals fit.
 *
 * @param claims Claims, facts and splits of any paper.
 * @param context Sizes of described networks; those of the project's own networks by default.
 */
export function audit(claims: ClaimsFile, context: AuditContext = { sizes: describedSizes }): Finding[] {
  return rules.flatMap((rule) => rule.check(claims, context).map((fault) => findingOf(rule, fault)));
}

function findingOf({ name, title, explanation, source }: Rule, fault: Fault): Finding {
  const places = [...fault.claims.map((c) => c.place), ...fault.places ?? []];
  return {
    rule: name,
    title,
    severity: fault.severity,
    places: [...new Map(places.map((place) => [JSON.stringify(place), place])).values()],
    claims: fault.claims.map((c) => c.id),
    arithmetic: fault.arithmetic,
    explanation,
    source,
  };
}
