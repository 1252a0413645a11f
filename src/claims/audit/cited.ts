import type { Rule } from "./finding.ts";
import { overlap } from "./interval.ts";
import {
  isCited,
  isNumber,
  isQuoted,
  isShare,
  type NumberClaim,
  printedOf,
  printedText,
  shortPlace,
} from "./quantities.ts";

/** Another author's number that the text and the tables give differently. */
export const citedNumber: Rule = {
  name: "cited-number",
  title: "A cited number differs between text and tables",
  explanation:
    "The text repeats another author's accuracy, which the tables give as well. No accuracy of that author on " +
    "that corpus, of whatever kind, has it within its rounding.",
  source: null,
  check: ({ claims }) => {
    const cited = claims.filter(isNumber).filter((c) => isCited(c) && isShare(c));
    const byAuthor = Map.groupBy(cited.filter(({ place }) => "table" in place), keyOf);
    return cited.filter(isQuoted).flatMap((quoted) => {
      const { network, corpus } = quoted.quantity;
      const cells = network === undefined ? [] : byAuthor.get(keyOf(quoted)) ?? [];
      if (cells.length === 0 || cells.some((c) => overlap(printedOf(c), printedOf(quoted)) !== null)) {
        return [];
      }
      const tables = cells.map((c) => `${printedText(c)} (${shortPlace(c.place)})`).join(", ");
      return [{
        severity: "inconsistent" as const,
        claims: [quoted, ...cells],
        arithmetic: `${network} on ${corpus}: ${printedText(quoted)} in the text, ${tables}.`,
      }];
    });
  },
};

function keyOf({ quantity: { network, corpus } }: NumberClaim): string {
  return JSON.stringify([network, corpus ?? null]);
}
