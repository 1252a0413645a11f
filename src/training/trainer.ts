import { UserError } from "../base/errors.ts";
import type { TrainingSettings } from "../manifest/settings.ts";
import { epochDropoutSeeds, epochOrder } from "./draws.ts";
import { learningRateAt } from "./schedule.ts";
import type { State, Stepper } from "./stepper.ts";

/** Loss and accuracy of an epoch, with what was watched on the test clips. */
export interface TrainedEpoch {
  /** From 1. */
  readonly epoch: number;
  /** Mean cross entropy over the training images, dropout on. */
  readonly loss: number;
  /** Share of training images predicted right, dropout on. */
  readonly accuracy: number;
  /** Mean cross entropy over the test clips. */
  readonly validationLoss: number;
  /** Share of test clips predicted right. */
  readonly validationAccuracy: number;
  /** The rate of this epoch. */
  readonly learningRate: number;
  /** Wall-clock time of the training steps. */
  readonly seconds: number;
}

/** What training can go on from. */
export interface Progress {
  /** All so far. */
  readonly epochs: readonly TrainedEpoch[];
  /** Of the stepper, after the last of them. */
  readonly state: State;
  /** Probabilities and epoch of the best epoch so far, when that is what is reported. */
  readonly best: { readonly epoch: number; readonly probabilities: Float32Array } | null;
}

/** The images that are watched and reported, grouped by clip. */
export interface TestSet {
  /** `[n, height * width * channels]` */
  readonly images: Float32Array;
  /** Clip number of each image, ascending from 0; a clip with several windows has several images. */
  readonly clipOf: Int32Array;
  /** Class number of each clip. */
  readonly labels: Int32Array;
}

/** One training. */
export interface TrainingJob {
  /** Holds the network and the training images; not disposed. */
  readonly stepper: Stepper;
  /** How to train. */
  readonly settings: TrainingSettings;
  /** Seeds order and dropout. */
  readonly seed: number;
  /** Number of training images. */
  readonly samples: number;
  /** Watched after every epoch. */
  readonly test: TestSet;
  /** A checkpoint, or `null` to start. */
  readonly resumeFrom: Progress | null;
  /** Named in errors. */
  readonly name: string;
  /** Called after every epoch; awaited. */
  onEpoch(epoch: TrainedEpoch): void;
  /** Epochs between two checkpoints. */
  readonly checkpointEvery: number;
  /** Keeps what training can go on from; awaited. */
  checkpoint(progress: Progress): Promise<void>;
}

/** What training leaves behind. */
export interface TrainingResult {
  /** All of them, those before a resume included. */
  readonly epochs: readonly TrainedEpoch[];
  /** Epoch of the probabilities. */
  readonly reportedEpoch: number;
  /** Of the reported epoch, one row per test clip (windows averaged), `[clips, classes]`. */
  readonly probabilities: Float32Array;
}

/**
 * Trains to the last epoch, from the start or from a checkpoint, with the same result. Order and dropout are
 * drawn per epoch from the seed, so nothing but the state has to be kept.
 *
 * @throws {UserError} If the loss or a prediction is not a finite number, with the epoch named.
 */
export async function train(job: TrainingJob): Promise<TrainingResult> {
  const { stepper, settings, seed, test } = job;
  const epochs: TrainedEpoch[] = [...(job.resumeFrom?.epochs ?? [])];
  let best = job.resumeFrom?.best ?? null;
  if (job.resumeFrom !== null) await stepper.writeState(job.resumeFrom.state);
  const batches = Math.ceil(job.samples / settings.batch);
  let probabilities: Float32Array | null = null;
  for (let epoch = epochs.length + 1; epoch <= settings.epochs; epoch++) {
    const started = performance.now();
    const order = epochOrder(seed, job.samples, epoch);
    const dropoutSeeds = epochDropoutSeeds(seed, batches, epoch);
    const learningRate = learningRateAt(settings, epoch);
    const { loss, accuracy } = await stepper.epoch(order, learningRate, dropoutSeeds);
    const seconds = (performance.now() - started) / 1000;
    if (!Number.isFinite(loss)) {
      throw new UserError(`Cannot go on with ${job.name}: the loss is ${loss} in epoch ${epoch}`);
    }
    probabilities = await predictClips(stepper, test);
    const watched = score(probabilities, test.labels);
    if (!Number.isFinite(watched.validationLoss)) {
      throw new UserError(`Cannot go on with ${job.name}: its predictions are no numbers in epoch ${epoch}`);
    }
    const trained = { epoch, loss, accuracy, ...watched, learningRate, seconds };
    epochs.push(trained);
    if (settings.report === "best-on-test" && isBest(epochs)) best = { epoch, probabilities };
    job.onEpoch(trained);
    if (epoch % job.checkpointEvery === 0 && epoch < settings.epochs) {
      await job.checkpoint({ epochs, state: await stepper.readState(), best });
    }
  }
  probabilities ??= await predictClips(stepper, test);
  if (best !== null) return { epochs, reportedEpoch: best.epoch, probabilities: best.probabilities };
  return { epochs, reportedEpoch: settings.epochs, probabilities };
}

function isBest(epochs: readonly TrainedEpoch[]): boolean {
  const last = epochs[epochs.length - 1]!;
  return epochs.slice(0, -1).every((e) => e.validationAccuracy < last.validationAccuracy);
}

async function predictClips(stepper: Stepper, test: TestSet): Promise<Float32Array> {
  const perImage = await stepper.predict(test.images);
  const classes = perImage.length / test.clipOf.length;
  const clips = new Float32Array(test.labels.length * classes);
  const windows = new Float64Array(test.labels.length);
  test.clipOf.forEach((clip, image) => {
    windows[clip]! += 1;
    for (let c = 0; c < classes; c++) clips[clip * classes + c]! += perImage[image * classes + c]!;
  });
  return clips.map((sum, i) => sum / windows[Math.floor(i / classes)]!);
}

/** Mean cross entropy and accuracy of clips. */
function score(probabilities: Float32Array, labels: Int32Array) {
  const classes = probabilities.length / labels.length;
  let [loss, correct] = [0, 0];
  labels.forEach((label, clip) => {
    const row = probabilities.subarray(clip * classes, (clip + 1) * classes);
    loss -= Math.log(Math.max(row[label]!, 1e-30));
    if (row.indexOf(Math.max(...row)) === label) correct++;
  });
  return { validationLoss: loss / labels.length, validationAccuracy: correct / labels.length };
}
