import type { Rule } from "./finding.ts";
import { overlap } from "./interval.ts";
import {
  experimentKey,
  experimentText,
  isImpossible,
  isNumber,
  type NumberClaim,
  printedOf,
  printedText,
  shortPlace,
} from "./quantities.ts";

/** A score of all classes whose average is not said and that is neither of the two. */
export const unsaidAverage: Rule = {
  name: "unsaid-average",
  title: "A score whose average is not said is neither of those printed elsewhere",
  explanation:
    "Precision, recall or F1 of all classes is a plain average or one weighted by clips. Another table gives " +
    "both for the same experiment, and neither has the number within its rounding.",
  source: null,
  check: ({ claims }) => {
    const scores = claims.filter(isNumber).filter(({ quantity: q }) =>
      ["precision", "recall", "f1"].includes(q.measure) && q.of === undefined
    ).filter((c) => !isImpossible(c));
    const keyOf = ({ quantity: q }: NumberClaim) => `${q.measure} ${experimentKey(q)}`;
    const averaged = Map.groupBy(scores.filter(({ quantity: q }) => q.average !== undefined), keyOf);
    return scores.filter((c) => c.quantity.average === undefined).flatMap((claim) => {
      const averages = averaged.get(keyOf(claim)) ?? [];
      const kinds = new Set(averages.map((c) => c.quantity.average));
      if (kinds.size < 2 || averages.some((c) => overlap(printedOf(c), printedOf(claim)) !== null)) return [];
      const given = averages.map((c) => `${c.quantity.average} ${printedText(c)} (${shortPlace(c.place)})`);
      return [{
        severity: "inconsistent" as const,
        claims: [claim, ...averages],
        arithmetic: `${claim.quantity.measure} (${experimentText(claim.quantity)}): ${printedText(claim)} (${
          shortPlace(claim.place)
        }), but ${given.join(", ")}.`,
      }];
    });
  },
};
