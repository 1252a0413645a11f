import { publishedSpeakers } from "../../manifest/folds.ts";
import type { ClaimQuantity } from "../claim.ts";
import type { ClaimsFile, StatedSplit } from "../claims_file.ts";
import { classTables } from "./class_table.ts";
import { ceiling, divide, floor, type Fraction, fraction, fromNumber, multiply } from "./fraction.ts";
import { isNumber, type NumberClaim } from "./quantities.ts";
import { publishedCounts } from "./supports.ts";

/** Clips tested under one reading; several numbers are the folds whose accuracies are averaged. */
export interface TestPart {
  /** Clips of each fold. */
  readonly sizes: readonly number[];
  /** In words. */
  readonly meaning: string;
}

/**
 * Every number of clips that may have been tested for a claim: the corpus, one part of each stated split, and the
 * folds of each. Where the paper does not say what its folds are made of, they may be of clips or of speakers.
 *
 * @returns Given a claim; `null` if folds may have any size: of speakers whose numbers of clips differ or are not
 * known.
 */
export function testPartsOf(paper: ClaimsFile): (claim: NumberClaim) => TestPart[] | null {
  const sizes = corpusSizes(paper);
  const known = new Map<string, TestPart[] | null>();
  return ({ quantity }) => {
    const { corpus = null, trainedOn = null, table = null } = quantity;
    const key = JSON.stringify(trainedOn === null ? [corpus] : [corpus, trainedOn, table]);
    if (!known.has(key)) known.set(key, partsFor(quantity, sizes(quantity), paper));
    return known.get(key)!;
  };
}

function partsFor(quantity: ClaimQuantity, wholes: readonly number[], paper: ClaimsFile): TestPart[] | null {
  const across = quantity.trainedOn !== undefined; // no folds: one corpus is trained on, the other tested
  const parts: TestPart[] = [];
  for (const whole of wholes) {
    parts.push({ sizes: [whole], meaning: `${whole} clips` });
    for (const split of paper.splits) {
      if (split.testShare === null || split.by === "speaker") continue;
      parts.push(...partsOf(whole, 1, multiply(fraction(whole), fromNumber(split.testShare))));
    }
    for (const split of across ? [] : paper.splits) {
      const own = foldParts(split, whole, quantity.corpus ?? "", paper);
      if (own === null) return null;
      parts.push(...own);
    }
  }
  return [...new Map(parts.map((part) => [part.sizes.join(), part])).values()];
}

function foldParts(
  split: StatedSplit,
  whole: number,
  corpus: string,
  paper: ClaimsFile,
): TestPart[] | null {
  const { folds, foldSizes, testShare, by } = split;
  const stated = foldSizes === undefined ? [] : foldsOf(foldSizes, whole);
  if (foldSizes !== undefined && sum(foldSizes) === whole) return stated;
  const speakers = by === "utterance" ? null : speakersOf(corpus, paper);
  if (by === "speaker" && speakers === null) return null;
  if (speakers !== null && whole % speakers !== 0) {
    return folds === null && testShare === null ? stated : null;
  }
  const each = speakers === null ? 0 : whole / speakers;
  const dealt: TestPart[] = [];
  if (testShare !== null && speakers !== null) {
    dealt.push(...partsOf(whole, each, multiply(fraction(speakers), fromNumber(testShare))));
  }
  if (folds !== null && folds >= 2) {
    if (by !== "speaker") {
      dealt.push(...partsOf(whole, 1, divide(fraction(whole), fraction(folds))));
      if (folds <= whole) dealt.push(meanOver(evenSizes(whole, folds), whole));
    }
    if (speakers !== null && folds <= speakers) {
      dealt.push(...foldsOf(evenSizes(speakers, folds).map((n) => n * each), whole));
    }
  }
  return [...stated, ...dealt];
}

/** One fold, and the mean over all of them. */
function foldsOf(sizes: readonly number[], whole: number): TestPart[] {
  const single = [...new Set(sizes)].map((n): TestPart => ({
    sizes: [n],
    meaning: `${n} of ${whole} clips`,
  }));
  return [...single, meanOver(sizes, whole)];
}

function meanOver(sizes: readonly number[], whole: number): TestPart {
  const even = Math.max(...sizes) - Math.min(...sizes) <= 1;
  const meaning = even
    ? `mean of ${sizes.length} folds of ${whole} clips`
    : `mean of folds of ${groupsText(sizes)} clips`;
  return { sizes, meaning };
}

/** `4 times 300, 240` */
function groupsText(sizes: readonly number[]): string {
  const groups = [...Map.groupBy(sizes, (n) => n)];
  return groups.map(([n, { length }]) => (length === 1 ? `${n}` : `${length} times ${n}`)).join(", ");
}

function partsOf(whole: number, each: number, exact: Fraction): TestPart[] {
  return [...new Set([floor(exact), ceiling(exact)])].filter((n) => n > 0n).map((n) => ({
    sizes: [Number(n) * each],
    meaning: `${Number(n) * each} of ${whole} clips`,
  }));
}

/** So many things in so many folds, their numbers within one. */
function evenSizes(things: number, folds: number): number[] {
  return Array.from({ length: folds }, (_, i) => Math.floor((things + i) / folds));
}

/** The speakers of a corpus by the facts of the paper's file, or as published; `null` where nobody says. */
function speakersOf(corpus: string, { facts }: ClaimsFile): number | null {
  const fact = facts.find((f) => f.about === corpus && f.measure === "speakers" && f.of === undefined);
  const speakers = fact?.value ?? publishedSpeakers(corpus);
  return speakers !== null && Number.isInteger(speakers) && speakers > 0 ? speakers : null;
}

function sum(sizes: readonly number[]): number {
  return sizes.reduce((a, b) => a + b, 0);
}

/**
 * Numbers of clips of the corpus that is tested: the paper's and the published one nearest to it; every published
 * one where the paper states none; those of the table's classes where it was trained on another corpus.
 */
function corpusSizes(paper: ClaimsFile): (quantity: ClaimQuantity) => number[] {
  const tables = classTables(paper);
  const isWhole = (q: ClaimQuantity) => q.measure === "clips" && q.of === undefined;
  const counts = paper.claims.filter(isNumber).filter(({ quantity }) => isWhole(quantity));
  return ({ corpus, trainedOn, table }) => {
    if (trainedOn !== undefined) {
      const same = tables.find((t) => t.quantity.table === table && t.quantity.corpus === corpus);
      const classes = [...same?.classes.keys() ?? []];
      return classes.length === 0
        ? []
        : unique(publishedCounts(paper.facts, corpus, classes).map((p) => p.total));
    }
    const stated = counts.filter(({ quantity }) => quantity.corpus === corpus).map((c) => c.value);
    const published = paper.facts.filter((f) =>
      f.about === corpus && f.measure === "clips" && f.of === undefined
    ).map((f) => f.value);
    if (stated.length === 0 || published.length === 0) return unique([...stated, ...published]);
    const nearestTo = (n: number) => published.reduce((a, b) => (Math.abs(b - n) < Math.abs(a - n) ? b : a));
    return unique([...stated, ...stated.map(nearestTo)]);
  };
}

function unique(sizes: readonly number[]): number[] {
  return [...new Set(sizes)].filter((n) => Number.isInteger(n) && n > 0);
}
