import { rangeError } from "../base/errors.ts";
import type { Random } from "../base/random.ts";
import { checkLevel } from "./arguments.ts";

/** A test clip and what a model is credited with for it. */
export interface CreditedClip {
  /** Clips of one speaker are drawn together. */
  readonly speaker: string;
  /** True class. */
  readonly label: string;
  /** 1 where the model is right, else 0; for two models the first's credit minus the second's. */
  readonly credit: number;
}

/** How the drawing is done. */
export interface BootstrapOptions {
  /** Mean credit of all clips (accuracy), or of the classes that have clips (unweighted accuracy). */
  readonly statistic: "accuracy" | "unweightedAccuracy";
  /** Draws the speakers. */
  readonly random: Random;
  /** Number of drawings; an integer >= 1, default 2000. */
  readonly resamples?: number;
  /** Confidence level, in (0, 1); default 0.95. */
  readonly level?: number;
}

/**
 * Percentile interval of an accuracy, or of the difference of two models' accuracies on the same clips, over
 * speakers: as many speakers as there are are drawn with replacement, each with all its clips, because the clips
 * of one voice are not independent. Source: Efron & Tibshirani 1993, An Introduction to the Bootstrap, ch. 13;
 * speakers as the unit: Bisani & Ney 2004, ICASSP, I-409.
 *
 * @param clips At least one; each clip once.
 * @returns Low and high, shares of 1; `null` for fewer than two speakers.
 * @throws {RangeError} If there are no clips, a credit is not finite, or an option is out of range.
 */
export function bootstrapInterval(
  clips: readonly CreditedClip[],
  options: BootstrapOptions,
): [number, number] | null {
  const { statistic, random, resamples = 2000, level = 0.95 } = options;
  const fail = (rule: string, value: unknown) => rangeError("draw speakers", rule, value);
  if (clips.length === 0) throw fail("there must be at least one clip", 0);
  if (!(Number.isInteger(resamples) && resamples >= 1)) {
    throw fail("resamples must be an integer >= 1", resamples);
  }
  checkLevel("level", level, fail);
  const odd = clips.find(({ credit }) => !Number.isFinite(credit));
  if (odd !== undefined) throw fail("credits must be finite", odd.credit);
  // Overall accuracy is the unweighted accuracy of a single class.
  const sums = sumsOf(clips, statistic === "accuracy" ? () => "" : ({ label }) => label);
  if (sums.length < 2) return null;
  const drawn = Float64Array.from({ length: resamples }, () => {
    const chosen = sums.map(() => sums[random.integer(sums.length)]!);
    return meanCredit(chosen);
  }).sort();
  return [quantile(drawn, (1 - level) / 2), quantile(drawn, (1 + level) / 2)];
}

/** Credit and clips of each class, one pair of lists per speaker, speakers sorted by name. */
interface SpeakerSums {
  /** Shape `[classes]`. */
  readonly credit: Float64Array;
  /** Shape `[classes]`. */
  readonly count: Float64Array;
}

function sumsOf(clips: readonly CreditedClip[], classOf: (clip: CreditedClip) => string): SpeakerSums[] {
  const classes = [...new Set(clips.map(classOf))].sort();
  const speakers = Map.groupBy(clips, ({ speaker }) => speaker);
  return [...speakers.keys()].sort().map((speaker) => {
    const credit = new Float64Array(classes.length);
    const count = new Float64Array(classes.length);
    for (const clip of speakers.get(speaker)!) {
      const k = classes.indexOf(classOf(clip));
      credit[k]! += clip.credit;
      count[k]! += 1;
    }
    return { credit, count };
  });
}

/** Mean over the classes with clips of their mean credit. */
function meanCredit(speakers: readonly SpeakerSums[]): number {
  let sum = 0;
  let present = 0;
  for (let k = 0; k < speakers[0]!.count.length; k++) {
    let credit = 0;
    let count = 0;
    for (const speaker of speakers) {
      credit += speaker.credit[k]!;
      count += speaker.count[k]!;
    }
    if (count === 0) continue;
    sum += credit / count;
    present++;
  }
  return sum / present;
}

/** Quantile between order statistics, type 7 of Hyndman & Fan 1996; `sorted` ascending. */
function quantile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const low = Math.floor(at);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low]! + (at - low) * (sorted[high]! - sorted[low]!);
}
