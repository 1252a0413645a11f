import type { Backend } from "../backend/backend.ts";
import { evaluate } from "../evaluation/evaluate.ts";
import { networkCost } from "../model/cost.ts";
import { clipMetrics } from "../record/clip_metrics.ts";
import { peakMemoryBytes } from "../record/environment.ts";
import type { Cost, Prediction, PretrainedWeights, RunData, RunRecord } from "../record/record.ts";
import type { Stepper } from "../training/stepper.ts";
import type { TrainedEpoch, TrainingResult } from "../training/trainer.ts";
import type { OpenedCorpora } from "./corpora.ts";
import type { RunNetworks } from "./networks.ts";
import type { Split } from "./split.ts";
import type { RunTask } from "./task.ts";

/** The record of a run that has been trained. */
export function makeRecord(
  task: RunTask,
  backend: Backend,
  { engine, engineVersion }: Stepper,
  split: Split,
  networks: RunNetworks,
  trained: TrainingResult,
  featureSeconds: number | null,
): RunRecord {
  const { run } = task;
  const predictions = predictionsOf(split, trained.probabilities);
  const predicted = predictions.map((p) => split.classes.indexOf(p.predicted));
  return {
    format: 1,
    id: run.id,
    suite: task.suite,
    experiment: run.experiment,
    settings: run.settings,
    data: runData(split, task.corpora, task.pretrained?.record ?? null),
    epochs: trained.epochs.map((e) => ({
      ...e,
      loss: rounded(e.loss),
      validationLoss: rounded(e.validationLoss),
    })),
    reportedEpoch: trained.reportedEpoch,
    predictions,
    metrics: evaluate([...split.test.labels], predicted, split.classes),
    clipMetrics: clipMetrics(run.settings.protocol, predictions, split.classes),
    cost: costOf(networks, trained.epochs, featureSeconds),
    environment: {
      ...task.machine,
      backend: backend.name,
      engine,
      ...(engineVersion === undefined ? {} : { engineVersion }),
      adapter: backend.adapter,
      driver: backend.driver,
      finishedAt: new Date().toISOString(),
    },
  };
}

function predictionsOf({ classes, test }: Split, probabilities: Float32Array): Prediction[] {
  return test.clips.map((index, i) => {
    const clip = test.corpus.clips[index]!;
    const row = [...probabilities.subarray(i * classes.length, (i + 1) * classes.length)];
    const predicted = classes[row.indexOf(Math.max(...row))]!;
    return {
      clip: clip.path,
      speaker: clip.speaker,
      label: clip.label,
      predicted,
      probabilities: row.map(rounded),
    };
  });
}

/** Six significant digits: float32 carries no more, and records stay readable. */
function rounded(value: number): number {
  return Number(value.toPrecision(6));
}

function runData(
  split: Split,
  { corpus, testCorpus }: OpenedCorpora,
  weights: PretrainedWeights | null,
): RunData {
  const speakers = (side: Split["train"]) =>
    [...new Set(side.clips.map((i) => side.corpus.clips[i]!.speaker))].sort();
  return {
    corpus: corpus.name,
    corpusHash: corpus.hash,
    testCorpus: testCorpus?.name ?? null,
    testCorpusHash: testCorpus?.hash ?? null,
    synthetic: corpus.synthetic || (testCorpus?.synthetic ?? false),
    classes: split.classes,
    trainClips: split.train.clips.length,
    testClips: split.test.clips.length,
    trainSpeakers: speakers(split.train),
    testSpeakers: speakers(split.test),
    folds: split.folds,
    siblingShare: split.siblingShare,
    leftOut: [...corpus.leftOut, ...(testCorpus?.leftOut ?? [])],
    notes: [...corpus.notes, ...(testCorpus?.notes ?? [])],
    weights,
  };
}

/** Of the whole network, but for what was trained and how long it took. */
function costOf(
  { whole, trained }: RunNetworks,
  epochs: readonly TrainedEpoch[],
  featureSeconds: number | null,
): Cost {
  const { parameters, trainableParameters, weightBytes, fileBytes, flops } = networkCost(whole);
  const seconds = epochs.reduce((sum, e) => sum + e.seconds, 0);
  return {
    parameters,
    trainableParameters,
    trainedParameters: networkCost(trained).trainableParameters,
    weightBytes,
    fileBytes,
    flops,
    trainingSeconds: seconds,
    secondsPerEpoch: seconds / epochs.length,
    featureSeconds,
    peakMemoryBytes: peakMemoryBytes(),
  };
}
