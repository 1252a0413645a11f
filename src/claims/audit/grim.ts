import type { ClaimQuantity } from "../claim.ts";
import type { ClaimsFile } from "../claims_file.ts";
import { classTables } from "./class_table.ts";
import {
  ceiling,
  compare,
  divide,
  floor,
  type Fraction,
  fraction,
  fromNumber,
  multiply,
  show,
  subtract,
} from "./fraction.ts";
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
import { publishedCounts } from "./supports.ts";

/** An accuracy that no whole number of right clips gives. */
export const grim: Rule = {
  name: "grim",
  title: "No whole number of test clips gives this accuracy",
  explanation:
    "Accuracy is a whole number of right clips over the number of clips tested. For the number of clips that " +
    "the paper states and the published one nearest to it (every published one if it states none), and every split that the paper states (one test part, rounded " +
    "down or up; all folds together; the mean over folds whose sizes differ by one clip at most), no whole number " +
    "of right clips rounds to it. Mean recalls are not shares of clips and are not tested.",
  source: "Brown & Heathers 2017, The GRIM test, Social Psychological and Personality Science 8(4):363-369",
  check: (paper) =>
    paper.claims.filter(isNumber).filter((claim) =>
      claim.quantity.measure === "accuracy" && isShare(claim) && !isCited(claim) && !isImpossible(claim)
    ).flatMap((claim) => faultOf(claim, testParts(claim, paper))),
};

/** Clips tested under one reading; several numbers are the folds whose accuracies are averaged. */
interface TestPart {
  readonly sizes: readonly number[];
  readonly meaning: string;
}

function faultOf(claim: NumberClaim, parts: readonly TestPart[]): Fault[] {
  const share = shareOf(claim);
  if (parts.length === 0 || parts.some(({ sizes }) => canGive(sizes, share))) return [];
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

/** Whether whole numbers of right clips in parts of these sizes have a mean share in the interval. */
function canGive(sizes: readonly number[], share: Interval): boolean {
  const [small, large] = [Math.min(...sizes), Math.max(...sizes)];
  const smaller = sizes.filter((n) => n === small).length;
  const larger = small === large ? 0 : sizes.length - smaller;
  for (let right = 0; right <= larger * large; right++) {
    const rest = fraction(right, large * sizes.length);
    if (
      wholeIn(subtract(share.low, rest), subtract(share.high, rest), small * sizes.length, smaller * small)
    ) {
      return true;
    }
    if (larger === 0) break;
  }
  return false;
}

/** Whether some `k / denominator` with `0 <= k <= most` lies from `low` to `high`. */
function wholeIn(low: Fraction, high: Fraction, denominator: number, most: number): boolean {
  const scale = fraction(denominator);
  const [first, last] = [ceiling(multiply(low, scale)), floor(multiply(high, scale))];
  return first <= last && last >= 0n && first <= BigInt(most);
}

/** Every number of clips that may have been tested for a claim. */
function testParts(claim: NumberClaim, paper: ClaimsFile): TestPart[] {
  const across = claim.quantity.trainedOn !== undefined; // no folds: one corpus is trained on, the other tested
  const parts = corpusSizes(claim, paper).flatMap((whole): TestPart[] => [
    { sizes: [whole], meaning: `${whole} clips` },
    ...paper.splits.flatMap(({ testShare, folds }) => [
      ...(testShare === null ? [] : partsOf(whole, multiply(fraction(whole), fromNumber(testShare)))),
      ...(folds === null || folds < 2 || across ? [] : [
        ...partsOf(whole, divide(fraction(whole), fraction(folds))),
        { sizes: foldSizes(whole, folds), meaning: `mean of ${folds} folds of ${whole} clips` },
      ]),
    ]),
  ]);
  return [...new Map(parts.map((part) => [part.sizes.join(), part])).values()];
}

function partsOf(whole: number, exact: Fraction): TestPart[] {
  return [...new Set([floor(exact), ceiling(exact)])].filter((n) => n > 0n).map((n) => ({
    sizes: [Number(n)],
    meaning: `${n} of ${whole} clips`,
  }));
}

function foldSizes(whole: number, folds: number): number[] {
  return Array.from({ length: folds }, (_, i) => Math.floor((whole + i) / folds));
}

/**
 * Numbers of clips of the corpus that is tested: the paper's and the published one nearest to it; every published
 * one where the paper states none; those of the table's classes where it was trained on another corpus.
 */
function corpusSizes({ quantity }: NumberClaim, paper: ClaimsFile): number[] {
  const { corpus, trainedOn, table } = quantity;
  if (trainedOn !== undefined) {
    const same = classTables(paper).find((t) => t.quantity.table === table && t.quantity.corpus === corpus);
    const classes = [...same?.classes.keys() ?? []];
    return classes.length === 0
      ? []
      : unique(publishedCounts(paper.facts, corpus, classes).map((p) => p.total));
  }
  const isWhole = (q: ClaimQuantity) => q.measure === "clips" && q.of === undefined && q.corpus === corpus;
  const stated = paper.claims.filter(isNumber).filter((c) => isWhole(c.quantity)).map((c) => c.value);
  const published = paper.facts.filter((f) =>
    f.about === corpus && f.measure === "clips" && f.of === undefined
  )
    .map((f) => f.value);
  if (stated.length === 0 || published.length === 0) return unique([...stated, ...published]);
  const nearestTo = (n: number) => published.reduce((a, b) => (Math.abs(b - n) < Math.abs(a - n) ? b : a));
  return unique([...stated, ...stated.map(nearestTo)]);
}

function unique(sizes: readonly number[]): number[] {
  return [...new Set(sizes)].filter((n) => Number.isInteger(n) && n > 0);
}
