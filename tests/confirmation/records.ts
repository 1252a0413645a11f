/** Records of two folds and two seeds with three classes; no run has made them. */
import { evaluate } from "../../src/evaluation/evaluate.ts";
import type { RunRecord } from "../../src/record/record.ts";
import { madeUpSettings, type Plan, ravdess } from "../report/made_up.ts";

export const CLASSES: readonly string[] = ["anger", "fear", "neutral"];

const PLAN: Plan = {
  id: "made-up",
  title: "Made up",
  suite: "made-up",
  corpus: ravdess,
  protocol: { name: "utterance-k-fold", folds: 2 },
  variants: ["raw"],
  runs: 4,
};

/** A record with six test clips, of which those in `wrong` are not recognised. */
export function madeUpRecord(
  id: string,
  { fold = 0, seed = 0, wrong = [0] }: { fold?: number; seed?: number; wrong?: readonly number[] } = {},
): RunRecord {
  const labels = [0, 1, 2, 0, 1, 2];
  const predicted = labels.map((label, i) => (wrong.includes(i) ? (label + 1) % 3 : label));
  const predictions = labels.map((label, i) => ({
    clip: `f${fold}/${i}.wav`,
    speaker: "1",
    label: CLASSES[label]!,
    predicted: CLASSES[predicted[i]!]!,
    probabilities: CLASSES.map((_, c) => (c === predicted[i] ? 1 : 0)),
  }));
  return {
    id,
    experiment: PLAN.id,
    settings: { ...madeUpSettings(PLAN, "raw", fold), seed, fold },
    data: { classes: CLASSES },
    predictions,
    metrics: evaluate(labels, predicted, [...CLASSES]),
  } as unknown as RunRecord;
}

/** By run id. */
export function byId(...records: readonly RunRecord[]): ReadonlyMap<string, RunRecord> {
  return new Map(records.map((record) => [record.id, record]));
}
