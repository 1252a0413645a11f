import { metricsOf } from "../../src/evaluation/evaluate.ts";
import { runId } from "../../src/manifest/run_id.ts";
import type { PlannedRun } from "../../src/manifest/experiment.ts";
import type { EpochRecord, Prediction, RunRecord } from "../../src/record/record.ts";
import { madeUpRecord } from "../report/made_up.ts";

/** A made-up record of a run that agrees with itself in every part, as one that was made by a run does. */
export function wholeRecord(run: PlannedRun, suite: string, hit: number): RunRecord {
  const made = madeUpRecord(run, suite, hit);
  const { classes, confusion } = made.metrics;
  const predictions = predictionsOf(classes, confusion);
  const tested = predictions.map(({ clip }) => [clip, run.settings.fold]);
  const trained = Array.from({ length: made.data.trainClips }, (_, i) => [`trained/${i}.wav`, -1]);
  const { epochs } = run.settings.training;
  return {
    ...made,
    id: runId(run.settings),
    data: { ...made.data, testSpeakers: ["01"], folds: Object.fromEntries([...tested, ...trained]) },
    epochs: Array.from({ length: epochs }, (_, i): EpochRecord => ({
      ...made.epochs[Math.min(i, made.epochs.length - 1)]!,
      epoch: i + 1,
    })),
    reportedEpoch: epochs,
    predictions,
    metrics: metricsOf(confusion, classes),
    cost: { ...made.cost, secondsPerEpoch: made.cost.trainingSeconds / epochs },
  };
}

/** Predictions with those confusions. */
function predictionsOf(classes: readonly string[], confusion: readonly (readonly number[])[]): Prediction[] {
  return confusion.flatMap((row, truth) =>
    row.flatMap((clips, other) =>
      Array.from({ length: clips }, (_, i) => ({
        clip: `${truth}-${other}-${i}.wav`,
        speaker: "01",
        label: classes[truth]!,
        predicted: classes[other]!,
        probabilities: classes.map((_, k) => Number(k === other)),
      }))
    )
  );
}
