import { compare } from "./fraction.ts";
import type { Fault, Rule } from "./finding.ts";
import { harmonicMeans, overlap, showInterval } from "./interval.ts";
import { classTables } from "./class_table.ts";
import { isImpossible, type NumberClaim, shareOf, showClaim } from "./quantities.ts";

/** An F1 that is not the harmonic mean of its precision and recall. */
export const f1OfClass: Rule = {
  name: "f1-of-precision-and-recall",
  title: "F1 does not follow from precision and recall",
  explanation:
    "F1 is the harmonic mean 2pr / (p + r), which grows with p and with r, so the ends of their intervals " +
    "bound it. Scores averaged over folds can give less, never more: the harmonic mean is concave.",
  source: "van Rijsbergen 1979, Information Retrieval, chapter 7 (the measure)",
  check: (paper) =>
    classTables(paper).flatMap(({ classes }) =>
      [...classes.values()].flatMap(({ precision, recall, f1 }) =>
        precision && recall && f1 ? faultOf(precision, recall, f1) : []
      )
    ),
};

function faultOf(precision: NumberClaim, recall: NumberClaim, f1: NumberClaim): Fault[] {
  const possible = harmonicMeans(shareOf(precision), shareOf(recall));
  if (isImpossible(f1) || overlap(possible, shareOf(f1)) !== null) return [];
  const above = compare(shareOf(f1).low, possible.high) > 0;
  return [{
    severity: above ? "impossible" : "inconsistent",
    claims: [f1, precision, recall],
    arithmetic: `precision ${showClaim(precision)} and recall ${showClaim(recall)} give F1 ${
      showInterval(possible)
    }; printed ${showClaim(f1)}.`,
  }];
}
