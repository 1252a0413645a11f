import type { ClaimsFile } from "../claims_file.ts";
import { accuracyRecall, macroAverage, weightedAverage } from "./averages.ts";
import { type ClassTable, classTables, column, SCORES } from "./class_table.ts";
import { f1OfClass } from "./f1.ts";
import type { AuditContext, Fault, Rule } from "./finding.ts";
import { divide, type Fraction, ONE, ZERO } from "./fraction.ts";
import { type Interval, overlap, SHARE, showInterval } from "./interval.ts";
import { type Limit, rangeWithin, shareLimits, within } from "./linear.ts";
import { isImpossible, type NumberClaim, shareOf, showClaim } from "./quantities.ts";

/** Scores that are possible one by one but not together. */
export const oneMatrix: Rule = {
  name: "one-matrix",
  title: "The scores of a table do not come from one confusion matrix",
  explanation:
    "Recall times a class's share of the clips, over its precision, is the share of the clips that are predicted as " +
    "that class; over all classes these sum to 1, and the same shares weight every average. No shares do all of it " +
    "at once (linear programming over the shares, exact). Said only where no simpler rule explains it; scores " +
    "averaged over folds instead of pooled can depart a little.",
  source:
    "the method of testing reported scores together by linear programming: Fazekas & Kovács 2023, Testing the " +
    "consistency of performance scores reported for binary classification problems, arXiv:2310.12527",
  check: (paper, context) => {
    const explained = claimsOf([f1OfClass, macroAverage, weightedAverage, accuracyRecall], paper, context);
    return classTables(paper).flatMap((table) =>
      scoresOf(table).some((claim) => explained.has(claim.id)) ? [] : jointFault(table)
    );
  },
};

function claimsOf(rules: readonly Rule[], paper: ClaimsFile, context: AuditContext): Set<string> {
  return new Set(
    rules.flatMap((rule) => rule.check(paper, context)).flatMap((f) => f.claims.map((c) => c.id)),
  );
}

function scoresOf(table: ClassTable): NumberClaim[] {
  return [
    ...[...table.classes.values()].flatMap((row) => Object.values(row)),
    ...Object.values(table.weighted),
    ...Object.values(table.macro),
    ...table.accuracies.flat(),
  ];
}

function jointFault(table: ClassTable): Fault[] {
  const averages = averageLimits(table);
  const limits = [
    ...shareLimits(table.classes.size),
    ...predictedLimits(table),
    ...averages.flatMap((a) => a.limits),
  ];
  const anything = [...table.classes.values()].map(() => ZERO);
  if (rangeWithin(anything, limits) !== null) return [];
  return [{
    severity: "inconsistent",
    claims: scoresOf(table),
    arithmetic: predictedRange(table, averages.flatMap((a) => a.limits)),
  }];
}

/** What the averages say of the shares: one entry per printed average. */
function averageLimits(table: ClassTable): { claim: NumberClaim; limits: Limit[] }[] {
  const stated = [
    ...SCORES.map((score) => ({ score, claim: table.weighted[score] })),
    ...table.accuracies.map(([claim]) => ({ score: "recall" as const, claim: claim! })),
  ];
  return stated.flatMap(({ score, claim }) => {
    const cells = column(table, score)?.map(shareOf);
    if (claim === undefined || cells === undefined || isImpossible(claim)) return [];
    return [{ claim, limits: within(cells.map((c) => c.low), cells.map((c) => c.high), shareOf(claim)) }];
  });
}

/** Predicted clips per clip of each class, recall over precision; `high` is `null` where nothing bounds it. */
function predictedRatios(table: ClassTable): { low: Fraction; high: Fraction | null }[] {
  return [...table.classes.values()].map((row) => {
    const precision: Interval = row.precision ? shareOf(row.precision) : SHARE;
    const recall: Interval = row.recall ? shareOf(row.recall) : SHARE;
    return {
      low: precision.high.n === 0n ? ZERO : divide(recall.low, precision.high),
      high: precision.low.n === 0n ? null : divide(recall.high, precision.low),
    };
  });
}

/** The predicted shares sum to 1; without an upper end where a precision can be 0. */
function predictedLimits(table: ClassTable): Limit[] {
  const ratios = predictedRatios(table);
  const atMost = { coefficients: ratios.map((r) => r.low), atMost: ONE };
  const highs = ratios.map((r) => r.high);
  if (highs.some((high) => high === null)) return [atMost];
  return within(ratios.map((r) => r.low), highs as Fraction[], { low: ONE, high: ONE });
}

/** The sum of predicted shares that the averages allow, in words; or that the averages exclude each other. */
function predictedRange(table: ClassTable, averages: readonly Limit[]): string {
  const limits = [...shareLimits(table.classes.size), ...averages];
  const ratios = predictedRatios(table);
  const low = rangeWithin(ratios.map((r) => r.low), limits);
  const shown = averageLimits(table).map(({ claim }) => showClaim(claim)).join(", ");
  if (low === null) {
    return `no shares of the classes give the averages ${shown} at once, though each can be had alone.`;
  }
  const highs = ratios.map((r) => r.high);
  const bounded = highs.every((high) => high !== null);
  const range = bounded ? { low: low.low, high: rangeWithin(highs as Fraction[], limits)!.high } : null;
  const allowed = range === null
    ? `at least ${showInterval({ low: low.low, high: low.low })}`
    : showInterval(range);
  const kept = range !== null && overlap(range, { low: ONE, high: ONE }) !== null;
  return kept
    ? `no shares of the classes give the averages ${shown} and predictions that sum to 1.`
    : `the predictions of all classes sum to ${allowed} of the clips, whatever the shares that give ${
      shown === "" ? "the recalls" : `the averages ${shown}`
    }; they must sum to 1.`;
}
