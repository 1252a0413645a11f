import { join } from "node:path";
import { writeFileAtomic } from "../base/files.ts";
import { openStore } from "../base/store.ts";
import type { Backend } from "../backend/backend.ts";
import { initialWeights } from "../model/initialise.ts";
import type { Network } from "../model/layers.ts";
import { saveLayersModel, toLayersModel, writeLayersModel } from "../model/layers_model.ts";
import { encodeSafetensors } from "../model/safetensors.ts";
import { buildNetwork } from "../model/registry.ts";
import { networkWeights } from "../model/shapes.ts";
import type { RunRecord } from "../record/record.ts";
import { openCheckpoint } from "../training/checkpoint.ts";
import type { Stepper } from "../training/stepper.ts";
import { type TestSet, train, type TrainedEpoch, type TrainingResult } from "../training/trainer.ts";
import { loadRunImages, type RunImages } from "./images.ts";
import { engineFor, openStepper } from "./engine.ts";
import { makeRecord } from "./make_record.ts";
import { type Split, splitRun } from "./split.ts";
import type { RunTask } from "./task.ts";

/** One run, from the images of its clips to its record. */
export async function executeRun(
  task: RunTask,
  backend: Backend,
  onEpoch: (epoch: TrainedEpoch) => void,
): Promise<RunRecord> {
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
    backend.name,
    network,
    classes,
    settings.training,
    first,
    trainingSet(images, split),
  );
  try {
    const trained = await trainRun(task, stepper, backend, images, split, onEpoch);
    if (task.models !== null) {
      await saveNetwork(network, stepper, join(task.models, task.run.id), task.run.id);
    }
    return makeRecord(task, backend, stepper.engine, split, network, trained);
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

/** `PATH.safetensors`, and a TensorFlow.js layers model in the folder `PATH`. */
async function saveNetwork(network: Network, stepper: Stepper, path: string, run: string): Promise<void> {
  const state = await stepper.readState();
  const tensors = networkWeights(network).map(({ name, shape }) => ({
    name,
    shape,
    values: state.get(name)!,
  }));
  await writeFileAtomic(`${path}.safetensors`, encodeSafetensors(tensors, { run }));
  const model = toLayersModel(network, state);
  await writeLayersModel(path, await saveLayersModel(model));
  model.dispose();
}
