import type { Rule } from "./finding.ts";
import { isImpossible, isNumber, isShare, printedOf } from "./quantities.ts";
import { showInterval } from "./interval.ts";

/** A share outside 0 to 1. */
export const shareRange: Rule = {
  name: "share-range",
  title: "A share lies outside 0 to 1",
  explanation:
    "Accuracy, precision, recall, F1 and the cells of a confusion matrix are parts of a whole: no rounding brings " +
    "them below 0 or above 1. Such a number counts as unknown in every other rule.",
  source: null,
  check: ({ claims }) =>
    claims.filter(isNumber).filter((claim) => isShare(claim) && isImpossible(claim)).map((claim) => ({
      severity: "impossible",
      claims: [claim],
      arithmetic: `${claim.printed} stands for ${showInterval(printedOf(claim))}, which lies outside 0 to 1.`,
    })),
};
