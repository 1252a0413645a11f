import type { Claim, ClaimMeasure, Place } from "../claim.ts";
import {
  compare,
  divide,
  type Fraction,
  fraction,
  multiply,
  negated,
  ONE,
  show,
  subtract,
  toNumber,
} from "./fraction.ts";
import type { Fault, Rule } from "./finding.ts";
import { numbersFor } from "./index_by.ts";
import { differenceOf, type Interval, overlap, printedInterval, scaled } from "./interval.ts";
import {
  fitsPattern,
  isCited,
  isNumber,
  isShare,
  type NumberClaim,
  otherSide,
  printedOf,
  printedText,
  shortPlace,
} from "./quantities.ts";

/** A difference that no two numbers of the paper have. */
export const statedDifference: Rule = {
  name: "stated-difference",
  title: "A stated improvement is no difference of two numbers of the tables",
  explanation:
    "The number is set beside the difference, in points and relative to the other side, of every two numbers " +
    "of one measure in one column (or row) of a table: the method's and another's. For an accuracy every kind of " +
    "accuracy is tried. No such pair gives it within the rounding of the three.",
  source: null,
  check: ({ claims }) => {
    const numbers = candidatesOf(claims.filter(isNumber));
    return claims.filter((c) => c.kind === "difference" && c.value !== null && !isCited(c)).flatMap((claim) =>
      faultOf(claim, numbers)
    );
  },
};

/** Numbers that a statement may be about. */
interface Candidates {
  /** By the coordinates that a statement names. */
  readonly lookUp: ReturnType<typeof numbersFor>;
  /** Numbers of one table that may be set against each other. */
  readonly beside: (number: NumberClaim) => readonly NumberClaim[];
  /** What was found already: a paper says many a thing twice. */
  readonly pairs: Map<string, readonly Pair[]>;
}

function candidatesOf(numbers: readonly NumberClaim[]): Candidates {
  const keyOf = ({ quantity: q, unit }: NumberClaim) =>
    JSON.stringify([q.measure, q.table, q.corpus, q.trainedOn, q.of, q.average, unit].map((v) => v ?? null));
  const groups = Map.groupBy(numbers.filter(({ quantity }) => quantity.table !== undefined), keyOf);
  return {
    lookUp: numbersFor(numbers, ({ quantity }) => quantity),
    beside: (number) => groups.get(keyOf(number)) ?? [],
    pairs: new Map(),
  };
}

/** One difference of two numbers. */
interface Pair {
  readonly minuend: NumberClaim;
  readonly subtrahend: NumberClaim;
  /** In the claim's unit. */
  readonly points: Interval;
  /** In percent of the subtrahend. */
  readonly relative: Interval;
}

function faultOf(claim: Claim, numbers: Candidates): Fault[] {
  const stated = printedInterval(claim.value!, claim.decimals ?? 0);
  const others = pairsOf(claim, numbers, isOther, true);
  const fits = (pair: Pair) =>
    overlap(pair.points, stated) !== null ||
    (claim.unit !== "megabytes" && overlap(pair.relative, stated) !== null);
  if (others.length === 0 || others.some(fits)) return [];
  const across = pairsOf(claim, numbers, isOther, false).find(fits);
  const own = claim.against === undefined ? pairsOf(claim, numbers, isOwn, true).find(fits) : undefined;
  const near = others.toSorted((a, b) => distance(a.points, stated) - distance(b.points, stated)).slice(0, 2);
  const kin = [
    ...(across === undefined ? [] : [`Only across columns, by rounding: ${pairText(across)}.`]),
    ...(own === undefined ? [] : [`Only within one method, by rounding: ${pairText(own)}.`]),
  ];
  return [{
    severity: kin.length === 0 ? "inconsistent" : "doubtful",
    claims: [claim, ...near.flatMap((p) => [p.minuend, p.subtrahend])],
    arithmetic: [
      `stated ${claim.printed}; nearest of ${others.length} pairs: ${near.map(pairText).join("; ")}.`,
      ...kin,
    ].join(" "),
  }];
}

type Side = (claim: Claim, minuend: NumberClaim, candidate: NumberClaim) => boolean;

/** Another method; or what the claim names as the other side. */
const isOther: Side = (claim, minuend, { quantity: q }) =>
  claim.against === undefined
    ? q.network !== undefined && q.network !== minuend.quantity.network
    : fitsPattern(q, { ...otherSide(claim), table: undefined, measure: minuend.quantity.measure });

/** The same method with another input. */
const isOwn: Side = (_claim, minuend, { quantity: q }) =>
  q.network === minuend.quantity.network && q.variant !== minuend.quantity.variant;

function pairsOf(claim: Claim, numbers: Candidates, side: Side, aligned: boolean): readonly Pair[] {
  const key = JSON.stringify([claim.quantity, claim.against, side === isOwn, aligned]);
  const known = numbers.pairs.get(key) ?? newPairs(claim, numbers, side, aligned);
  numbers.pairs.set(key, known);
  return known;
}

function newPairs(claim: Claim, numbers: Candidates, side: Side, aligned: boolean): Pair[] {
  const measures = measuresOf(claim.quantity.measure);
  const minuends = numbers.lookUp({ ...claim.quantity, measure: undefined }).filter(({ quantity }) =>
    measures.some((measure) => fitsPattern(quantity, { ...claim.quantity, measure }))
  );
  return minuends.flatMap((minuend) =>
    numbers.beside(minuend).filter((candidate) =>
      candidate !== minuend && (!aligned || inLine(candidate.place, minuend.place)) &&
      side(claim, minuend, candidate)
    ).map((subtrahend) => pairOf(minuend, subtrahend))
  );
}

function inLine(a: Place, b: Place): boolean {
  return "table" in a && "table" in b && (a.column === b.column || a.row === b.row);
}

/** Measures that a statement about one may mean. */
function measuresOf(measure: ClaimMeasure): ClaimMeasure[] {
  return measure === "accuracy" || measure === "unweightedAccuracy"
    ? ["accuracy", "unweightedAccuracy"]
    : [measure];
}

function pairOf(minuend: NumberClaim, subtrahend: NumberClaim): Pair {
  const hundred = fraction(isShare(minuend) ? 100 : 1);
  const [a, b] = [printedOf(minuend), printedOf(subtrahend)].map((i) => scaled(i, hundred)) as [
    Interval,
    Interval,
  ];
  return { minuend, subtrahend, points: absolute(differenceOf(a, b)), relative: absolute(relativeOf(a, b)) };
}

/** `100 (a / b - 1)`; nothing where `b` can be 0. */
function relativeOf(a: Interval, b: Interval): Interval {
  if (b.low.n <= 0n) return { low: fraction(0n), high: fraction(0n) };
  const percent = (x: Fraction, y: Fraction) => multiply(fraction(100), subtract(divide(x, y), ONE));
  return { low: percent(a.low, b.high), high: percent(a.high, b.low) };
}

/** Gains and reductions are stated without a sign. */
function absolute({ low, high }: Interval): Interval {
  return high.n < 0n ? { low: negated(high), high: negated(low) } : { low, high };
}

function distance(a: Interval, b: Interval): number {
  if (overlap(a, b) !== null) return 0;
  return compare(a.low, b.high) > 0 ? toNumber(subtract(a.low, b.high)) : toNumber(subtract(b.low, a.high));
}

function pairText({ minuend, subtrahend }: Pair): string {
  const { points, relative } = pairOf(exactly(minuend), exactly(subtrahend));
  const unit = isShare(minuend) ? " points" : minuend.unit === "megabytes" ? " MB" : "";
  return `${printedText(minuend)} against ${printedText(subtrahend)} (${shortPlace(subtrahend.place)}): ${
    show(points.low, 3)
  }${unit}, ${show(relative.low, 2)} %`;
}

/** The claim with its number taken as exact, to print a difference as a reader computes it. */
function exactly(claim: NumberClaim): NumberClaim {
  return { ...claim, decimals: 12 };
}
