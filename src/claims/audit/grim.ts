import { canGive } from "./whole_numbers.ts";
import { ceiling, compare, floor, fraction, multiply, show } from "./fraction.ts";
import type { Fault, Rule } from "./finding.ts";
import type { Interval } from "./interval.ts";
import {
  isCited,
  isImpossible,
  isNumber,
  isShare,
  type NumberClaim,
  printedText,
  shareOf,
} from "./quantities.ts";
import { type TestPart, testPartsOf } from "./test_parts.ts";

/** An accuracy that no whole number of right clips gives. */
export const grim: Rule = {
  name: "grim",
  title: "No whole number of test clips gives this accuracy",
  explanation:
    "Accuracy is a whole number of right clips over the number of clips tested. For the number of clips that " +
    "the paper states and the published one nearest to it (every published one if it states none), and every split that the paper states (one test part, rounded " +
    "down or up; all folds together; the mean over folds of the sizes that it states, else over folds whose sizes differ by one clip at most " +
    "or, unless they are said to be of utterances, by one speaker), no whole number " +
    "of right clips rounds to it. Mean recalls are not shares of clips and are not tested.",
  source: "Brown & Heathers 2017, The GRIM test, Social Psychological and Personality Science 8(4):363-369",
  check: (paper) => {
    const partsOf = testPartsOf(paper);
    return paper.claims.filter(isNumber).filter((claim) =>
      claim.quantity.measure === "accuracy" && isShare(claim) && !isCited(claim) && !isImpossible(claim)
    ).flatMap((claim) => faultOf(claim, partsOf(claim)));
  },
};

function faultOf(claim: NumberClaim, parts: readonly TestPart[] | null): Fault[] {
  const share = shareOf(claim);
  if (parts === null || parts.length === 0 || parts.some(({ sizes }) => canGive(sizes, share))) return [];
  const sizes = parts.flatMap(({ sizes }) => (sizes.length === 1 ? sizes : []));
  const shorter = withoutZeros(claim);
  const padded = shorter !== null && parts.some(({ sizes }) => canGive(sizes, shareOf(shorter)));
  return [{
    severity: padded ? "doubtful" : "inconsistent",
    claims: [claim],
    arithmetic: `printed ${printedText(claim)}; of ${
      parts.map((p) => p.meaning).join(", ")
    } the nearest shares are ${nearest(sizes, share).join(" and ")}.${
      padded ? ` It can be had if the last digit is padding: ${shorter.value.toFixed(shorter.decimals)}.` : ""
    }`,
  }];
}

/** The number without zeros at its end, or `null` where it has none. */
function withoutZeros(claim: NumberClaim): NumberClaim | null {
  const text = claim.value.toFixed(claim.decimals);
  if (claim.decimals === 0 || !text.endsWith("0")) return null;
  return { ...claim, decimals: text.replace(/0+$/, "").split(".")[1]!.length };
}

/** The nearest shares that whole numbers of clips have, below and above: `1159/1440 = 80.486 %`. */
function nearest(sizes: readonly number[], { low, high }: Interval): string[] {
  const parts = sizes.flatMap((n) => [
    { right: floor(multiply(low, fraction(n))), n },
    { right: ceiling(multiply(high, fraction(n))), n },
  ]).filter(({ right, n }) => right >= 0n && right <= BigInt(n))
    .map(({ right, n }) => ({ text: `${right}/${n}`, share: fraction(right, n) }))
    .sort((a, b) => compare(a.share, b.share));
  const below = parts.findLast(({ share }) => compare(share, low) < 0);
  const above = parts.find(({ share }) => compare(share, high) > 0);
  return [below, above].flatMap((part) =>
    part === undefined ? [] : [`${part.text} = ${show(multiply(fraction(100), part.share), 3)} %`]
  );
}
