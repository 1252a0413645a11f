import { randomFor } from "../base/random.ts";
import { bootstrapInterval, type CreditedClip } from "../evaluation/bootstrap.ts";
import { mcnemar } from "../evaluation/mcnemar.ts";
import type { Quantity } from "../record/measure.ts";
import type { Prediction, RunRecord } from "../record/record.ts";
import type { RunPair } from "./evidence.ts";
import type { ClipEvidence } from "./judgement.ts";

const RESAMPLES = 2000;

/** Of runs of one variant: the interval of an accuracy over speakers; `null` for other numbers. */
export function clipsOfRuns(records: readonly RunRecord[], quantity: Quantity): ClipEvidence | null {
  const clips = once(records.flatMap(({ predictions }) => predictions), ({ clip }) => clip);
  const credited = clips.map((prediction) => ({ ...prediction, credit: Number(isRight(prediction)) }));
  return summary(credited, quantity, null);
}

/**
 * Of pairs of runs: the interval of the difference of two accuracies over speakers, and the exact McNemar test on
 * the clips of all pairs; `null` for other numbers.
 */
export function clipsOfPairs(
  pairs: readonly RunPair[],
  quantity: Quantity,
  sign: 1 | -1 = 1,
): ClipEvidence | null {
  const both = pairs.flatMap(({ first, second }) => {
    const others = new Map(second.predictions.map((prediction) => [prediction.clip, prediction]));
    return first.predictions.map((a) => ({ a, b: others.get(a.clip)! }));
  });
  const clips = once(both, ({ a }) => a.clip);
  const credited = clips.map(({ a, b }) => ({
    ...a,
    credit: sign * (Number(isRight(a)) - Number(isRight(b))),
  }));
  const test = mcnemar(clips.map(({ a }) => isRight(a)), clips.map(({ b }) => isRight(b)));
  return summary(credited, quantity, test);
}

function summary(
  clips: readonly CreditedClip[],
  { measure }: Quantity,
  test: ClipEvidence["mcnemar"],
): ClipEvidence | null {
  if (clips.length === 0 || (measure !== "accuracy" && measure !== "unweightedAccuracy")) return null;
  const random = randomFor(0, "speakers drawn anew");
  return {
    clips: clips.length,
    speakers: new Set(clips.map(({ speaker }) => speaker)).size,
    interval: bootstrapInterval(clips, { statistic: measure, random, resamples: RESAMPLES }),
    resamples: RESAMPLES,
    mcnemar: test,
  };
}

function isRight({ label, predicted }: Prediction): boolean {
  return label === predicted;
}

/** The first item of each key: a clip that another seed tests again says nothing independent. */
function once<T>(items: readonly T[], keyOf: (item: T) => string): T[] {
  const seen = new Set<string>();
  return items.filter((item) => {
    const fresh = !seen.has(keyOf(item));
    seen.add(keyOf(item));
    return fresh;
  });
}
