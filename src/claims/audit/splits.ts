import { shortPlace } from "./quantities.ts";
import type { StatedSplit } from "../claims_file.ts";
import { compare, divide, fraction, ONE } from "./fraction.ts";
import type { Fault, Rule } from "./finding.ts";
import { holds, type Interval, printedInterval, showInterval, sumOf } from "./interval.ts";

/** Shares of a split that are more than the whole, or that its folds do not give. */
export const splitShares: Rule = {
  name: "split-shares",
  title: "The shares of a split do not fit together",
  explanation:
    "Clips are trained on or tested on, not both: the two shares sum to at most 1. In a cross-validation " +
    "every fold is tested once, so that the test share is 1 over the number of folds. Shares are read as whole " +
    "percents at least.",
  source: null,
  check: ({ splits }) => splits.flatMap((split) => [...sumFault(split), ...foldFault(split)]),
};

function sumFault({ place, trainShare, testShare }: StatedSplit): Fault[] {
  if (trainShare === null || testShare === null) return [];
  const sum = sumOf([shareInterval(trainShare), shareInterval(testShare)]);
  if (compare(sum.low, ONE) <= 0) return [];
  return [{
    severity: "impossible",
    claims: [],
    places: [place],
    arithmetic: `${percent(trainShare)} for training and ${percent(testShare)} for testing make ${
      percent(trainShare + testShare)
    } of the clips.`,
  }];
}

function foldFault({ place, testShare, folds, by, foldSizes }: StatedSplit): Fault[] {
  // Folds of speakers, and folds whose sizes are stated, need not be equal.
  if (by === "speaker" || foldSizes !== undefined) return [];
  if (testShare === null || folds === null || folds < 2) return [];
  const share = shareInterval(testShare);
  if (holds(share, divide(ONE, fraction(folds)))) return [];
  return [{
    severity: "inconsistent",
    claims: [],
    places: [place],
    arithmetic: `${folds} folds test 1/${folds} of the clips each, ${shortPlace(place)} states ${
      percent(testShare)
    } (${showInterval(share)}).`,
  }];
}

/** Half a unit of the last decimal to either side, of whole percents at least. */
function shareInterval(share: number): Interval {
  const decimals = String(share).split(".")[1]?.length ?? 0;
  return printedInterval(share, Math.max(2, decimals));
}

function percent(share: number): string {
  return `${Number((100 * share).toFixed(4))} %`;
}
