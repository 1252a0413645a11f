import type { ClaimsFile, Fact, StatedSplit } from "../claims_file.ts";
import { add, fraction, fromNumber, subtract, toNumber } from "./fraction.ts";
import { type Interval, overlap, scaled, showInterval, spanOf, sumOf } from "./interval.ts";
import type { Fault, Rule } from "./finding.ts";
import { type ClassTable, classTables, column, type Score, SCORES } from "./class_table.ts";
import { isImpossible, type NumberClaim, shareOf, showClaim, unknownNote } from "./quantities.ts";

/** Published clips of each class of a table, under one reading of which part of the corpus is used. */
export interface PublishedCounts {
  /** Name of the part, or `null` where the publisher names none. */
  readonly part: string | null;
  /** By class. */
  readonly clips: ReadonlyMap<string, number>;
  /** Of all classes of the table. */
  readonly total: number;
}

/** Published counts of the corpus that cover every class, one for each part of it. */
export function publishedCounts(
  facts: readonly Fact[],
  corpus: string | undefined,
  classes: readonly string[],
): PublishedCounts[] {
  const counts = facts.filter((f) => f.about === corpus && f.measure === "clips" && f.of !== undefined);
  const parts = [...new Set(counts.map((f) => f.part ?? null))];
  return parts.flatMap((part) => {
    const clips = new Map(classes.flatMap((name) => {
      const fact = counts.find((f) => f.of === name && (f.part ?? null) === part) ??
        counts.find((f) => f.of === name && f.part === undefined);
      return fact === undefined ? [] : [[name, fact.value] as const];
    }));
    if (clips.size !== classes.length) return [];
    return [{ part, clips, total: [...clips.values()].reduce((a, b) => a + b, 0) }];
  });
}

/** Standard deviations to either side that a random test part may give. */
const DEVIATIONS = 4;

/**
 * Averages of the class scores weighted by clips: those of the whole corpus, give or take four standard
 * deviations of a random test part of `n` clips drawn without replacement. The deviation is taken around the
 * middle of the scores and with the far end of each interval, so that it is never too small.
 */
export function averageWithin(
  values: readonly Interval[],
  { clips, total }: PublishedCounts,
  n: number,
): Interval {
  const counts = [...clips.values()];
  const mean = sumOf(values.map((value, i) => scaled(value, fraction(counts[i]!, total))));
  const middle = (toNumber(mean.low) + toNumber(mean.high)) / 2;
  const variance = values.reduce((sum, { low, high }, i) => {
    const far = Math.max(Math.abs(toNumber(low) - middle), Math.abs(toNumber(high) - middle));
    return sum + (counts[i]! / total) * far ** 2;
  }, 0);
  const deviation = Math.sqrt((variance / n) * ((total - n) / Math.max(total - 1, 1)));
  const slack = fromNumber(Math.ceil(DEVIATIONS * deviation * 1e6) / 1e6);
  return { low: subtract(mean.low, slack), high: add(mean.high, slack) };
}

/** Clips in the smallest test part that the paper states, of a corpus of `total`; all of them if it states none. */
export function smallestTestPart(splits: readonly StatedSplit[], total: number): number {
  const sizes = splits.flatMap(({ testShare, folds, foldSizes = [] }) => [
    ...foldSizes,
    ...(testShare === null ? [] : [Math.floor(testShare * total)]),
    ...(folds === null || folds < 2 ? [] : [Math.floor(total / folds)]),
  ]);
  return Math.min(total, ...sizes.filter((n) => n >= 1));
}

/** An average by clips, or an accuracy, that the published numbers of clips do not give. */
export const publishedWeights: Rule = {
  name: "published-supports",
  title: "A weighted average or accuracy does not fit the corpus's classes",
  explanation:
    "With the published number of clips per class as weights, give or take four standard deviations of the " +
    "smallest random test part that the paper states, the class scores do not give this average. It assumes a test " +
    "part drawn at random from the published corpus.",
  source:
    "the method of testing reported scores against what the experiment allows: Fazekas & Kovács 2023, " +
    "Testing the consistency of performance scores reported for binary classification problems, arXiv:2310.12527",
  check: (paper) => classTables(paper).flatMap((table) => tableFaults(table, paper)),
};

function tableFaults(table: ClassTable, { facts, splits }: ClaimsFile): Fault[] {
  const parts = publishedCounts(facts, table.quantity.corpus, [...table.classes.keys()]);
  if (parts.length === 0) return [];
  const used = table.quantity.trainedOn === undefined ? splits : []; // else all of the corpus is tested
  return statedAverages(table).flatMap(({ score, same }) => {
    const cells = column(table, score);
    const claim = same[0]!;
    if (cells === null || isImpossible(claim)) return [];
    if (overlap(spanOf(cells.map(shareOf)), shareOf(claim)) === null) return []; // no weights at all give it
    const ranges = parts.map((part) => {
      const n = smallestTestPart(used, part.total);
      return { part, n, range: averageWithin(cells.map(shareOf), part, n) };
    });
    if (ranges.some(({ range }) => overlap(range, shareOf(claim)) !== null)) return [];
    const allowed = ranges.map(({ part, n, range }) => `${countsText(part, n)} allow ${showInterval(range)}`);
    return [{
      severity: "doubtful" as const,
      claims: [...same, ...cells],
      arithmetic: `the classes (${cells.map((c) => c.printed).join(", ")})${unknownNote(cells)} with ${
        allowed.join("; with ")
      }; printed ${showClaim(claim)}.`,
    }];
  });
}

/** Weighted averages and accuracies of a table; those that are one score and print the same stand together. */
function statedAverages(table: ClassTable): { score: Score; same: NumberClaim[] }[] {
  const stated = [
    ...SCORES.flatMap((score) => {
      const claim = table.weighted[score];
      return claim === undefined ? [] : [{ score, claim }];
    }),
    ...table.accuracies.flat().map((claim) => ({ score: "recall" as const, claim })),
  ];
  const together = Map.groupBy(stated, ({ score, claim }) => `${score} ${showInterval(shareOf(claim), 8)}`);
  return [...together.values()].map((all) => ({ score: all[0]!.score, same: all.map(({ claim }) => claim) }));
}

function countsText({ part, clips, total }: PublishedCounts, n: number): string {
  const whole = `${[...clips.values()].join(", ")} of ${total} clips${part === null ? "" : ` (${part})`}`;
  return n === total ? whole : `${whole} and ${n} of them tested`;
}
