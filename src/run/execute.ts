import { join } from "node:path";
import { writeFileAtomic } from "../base/files.ts";
import type { Backend } from "../backend/backend.ts";
import type { Network } from "../model/layers.ts";
import { saveLayersModel, toLayersModel, writeLayersModel } from "../model/layers_model.ts";
import { encodeSafetensors } from "../model/safetensors.ts";
import { networkWeights } from "../model/shapes.ts";
import { engineText } from "../record/engine_text.ts";
import type { RunRecord } from "../record/record.ts";
import { openCheckpoint } from "../training/checkpoint.ts";
import { readResumable } from "../training/resume.ts";
import type { Stepper } from "../training/stepper.ts";
import { type TestSet, train, type TrainedEpoch, type TrainingResult } from "../training/trainer.ts";
import type { RunImages } from "./images.ts";
import { makeRecord } from "./make_record.ts";
import { openRun } from "./open_run.ts";
import type { RunTask } from "./task.ts";

/** One run, from the images of its clips to its record. */
export async function executeRun(
  task: RunTask,
  backend: Backend,
  onEpoch: (epoch: TrainedEpoch) => void,
): Promise<RunRecord> {
  const { images, networks, stepper } = await openRun(task, backend.name, task);
  try {
    const trained = await trainRun(task, stepper, backend, images, onEpoch);
    if (task.models !== null) {
      const state = new Map([...(task.frozen?.weights ?? []), ...await stepper.readState()]);
      await saveNetwork(networks.whole, state, join(task.models, task.run.id), task.run.id);
    }
    return makeRecord(task, backend, stepper, images.split, networks, trained, images.featureSeconds);
  } finally {
    stepper.dispose();
  }
}

async function trainRun(
  task: RunTask,
  stepper: Stepper,
  backend: Backend,
  images: RunImages,
  onEpoch: (epoch: TrainedEpoch) => void,
): Promise<TrainingResult> {
  const { id, label, settings } = task.run;
  const { split } = images;
  const given = task.pretrained === null ? [] : [task.pretrained.record.sha256];
  const data = [split.train.corpus.hash, split.test.corpus.hash, ...given];
  const purpose = JSON.stringify([id, backend.name, engineText(stepper), ...data]);
  const checkpoint = openCheckpoint(task.checkpoint, purpose);
  const test: TestSet = { ...images.test, labels: split.test.labels };
  const result = await train({
    stepper,
    settings: settings.training,
    seed: settings.seed,
    samples: images.train.clipOf.length,
    test,
    resumeFrom: await readResumable(checkpoint, {
      stepper,
      settings: settings.training,
      samples: images.train.clipOf.length,
      probabilities: split.test.labels.length * split.classes.length,
    }),
    name: label,
    onEpoch,
    checkpointEvery: task.checkpointEvery,
    checkpoint: (progress) => checkpoint.write(progress),
  });
  return result;
}

/** `PATH.safetensors`, and a TensorFlow.js layers model in the folder `PATH`. */
async function saveNetwork(
  network: Network,
  state: ReadonlyMap<string, Float32Array>,
  path: string,
  run: string,
): Promise<void> {
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
