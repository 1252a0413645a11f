import { openStore } from "../base/store.ts";
import type { Backend } from "../backend/backend.ts";
import { evaluate } from "../evaluation/evaluate.ts";
import type { PlannedRun } from "../manifest/experiment.ts";
import { networkCost } from "../model/cost.ts";
import { initialWeights } from "../model/initialise.ts";
import type { Network } from "../model/layers.ts";
import { encodeSafetensors, type NamedTensor } from "../model/safetensors.ts";
import { buildNetwork } from "../model/registry.ts";
import { networkWeights } from "../model/shapes.ts";
import { type Machine, peakMemoryBytes } from "../record/environment.ts";
import type { Cost, Prediction, RunData, RunRecord } from "../record/record.ts";
import { openCheckpoint } from "../training/checkpoint.ts";
import type { Stepper } from "../training/stepper.ts";
import { type TestSet, train, type TrainedEpoch, type TrainingResult } from "../training/trainer.ts";
import { loadRunImages, type RunImages } from "./images.ts";
import { type EngineChoice, engineFor, openStepper } from "./engine.ts";
import { type Split, splitRun } from "./split.ts";
import type { OpenedCorpora } from "./corpora.ts";

/** One run with everything it needs, as it is sent to a worker. */
export interface RunTask {
  readonly run: PlannedRun;
  readonly suite: string;
  readonly corpora: OpenedCorpora;
  readonly machine: Machine;
  /** Folder of the feature cache. */
  readonly features: string;
  readonly checkpoint: string;
  /** Epochs between two checkpoints. */
  readonly checkpointEvery: number;
  /** Where the trained weights go, or `null`. */
  readonly weights: string | null;
  readonly engine: EngineChoice;
}

/** What a run leaves behind: its record and, if asked for, its weights as a safetensors file. */
export interface RunOutcome {
  readonly record: RunRecord;
  readonly weights: Uint8Array<ArrayBuffer> | null;
}

/** One run, from the images of its clips to its record. */
export async function executeRun(
  task: RunTask,
  backend: Backend,
  onEpoch: (epoch: TrainedEpoch) => void,
): Promise<RunOutcome> {
  const { settings } = task.run;
  const split = splitRun(settings, task.corpora.corpus, task.corpora.testCorpus);
  const images = await loadRunImages(settings, split, openStore(task.features));
  const classes = split.classes.length;
  const network = buildNetwork(
    settings.model,
    settings.spectrogram.size,
    classes,
    settings.training.dropout,
  );
  const first = initialWeights(network, settings.seed);
  const engine = engineFor(network, classes, backend.name, task.engine);
  const stepper = await openStepper(
    engine,
    network,
    classes,
    settings.training,
    first,
    trainingSet(images, split),
  );
  try {
    const trained = await trainRun(task, stepper, backend, images, split, onEpoch);
    const record = makeRecord(task, backend, stepper.engine, split, network, trained);
    return {
      record,
      weights: task.weights === null ? null : await saveWeights(network, stepper, task.run.id),
    };
  } finally {
    stepper.dispose();
  }
}

function trainingSet(images: RunImages, split: Split) {
  return {
    images: images.train.images,
    labels: Int32Array.from(images.train.clipOf, (c) => split.train.labels[c]!),
  };
}

async function trainRun(
  task: RunTask,
  stepper: Stepper,
  backend: Backend,
  images: RunImages,
  split: Split,
  onEpoch: (epoch: TrainedEpoch) => void,
): Promise<TrainingResult> {
  const { id, label, settings } = task.run;
  const data = [split.train.corpus.hash, split.test.corpus.hash];
  const purpose = JSON.stringify([id, backend.name, stepper.engine, ...data]);
  const checkpoint = openCheckpoint(task.checkpoint, purpose);
  const test: TestSet = { ...images.test, labels: split.test.labels };
  const result = await train({
    stepper,
    settings: settings.training,
    seed: settings.seed,
    samples: images.train.clipOf.length,
    test,
    resumeFrom: await checkpoint.read(),
    name: label,
    onEpoch,
    checkpointEvery: task.checkpointEvery,
    checkpoint: (progress) => checkpoint.write(progress),
  });
  return result;
}

function makeRecord(
  task: RunTask,
  backend: Backend,
  engine: string,
  split: Split,
  network: Network,
  trained: TrainingResult,
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
    data: runData(split, task.corpora),
    epochs: trained.epochs.map((e) => ({
      ...e,
      loss: rounded(e.loss),
      validationLoss: rounded(e.validationLoss),
    })),
    reportedEpoch: trained.reportedEpoch,
    predictions,
    metrics: evaluate([...split.test.labels], predicted, split.classes),
    cost: costOf(network, trained.epochs),
    environment: {
      ...task.machine,
      backend: backend.name,
      engine,
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

function runData(split: Split, { corpus, testCorpus }: OpenedCorpora): RunData {
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
    leftOut: [...corpus.leftOut, ...(testCorpus?.leftOut ?? [])],
    notes: [...corpus.notes, ...(testCorpus?.notes ?? [])],
  };
}

function costOf(network: Network, epochs: readonly TrainedEpoch[]): Cost {
  const { parameters, trainableParameters, weightBytes, fileBytes, flops } = networkCost(network);
  const seconds = epochs.reduce((sum, e) => sum + e.seconds, 0);
  return {
    parameters,
    trainableParameters,
    weightBytes,
    fileBytes,
    flops,
    trainingSeconds: seconds,
    secondsPerEpoch: seconds / epochs.length,
    peakMemoryBytes: peakMemoryBytes(),
  };
}

async function saveWeights(network: Network, stepper: Stepper, id: string): Promise<Uint8Array<ArrayBuffer>> {
  const state = await stepper.readState();
  const tensors: NamedTensor[] = networkWeights(network).map(({ name, shape }) => ({
    name,
    shape,
    values: state.get(name)!,
  }));
  return encodeSafetensors(tensors, { run: id });
}
