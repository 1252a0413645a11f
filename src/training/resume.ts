import type { TrainingSettings } from "../manifest/settings.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { learningRateAt } from "./schedule.ts";
import type { State, Stepper } from "./stepper.ts";
import type { Progress, TrainedEpoch } from "./trainer.ts";

/** The training that is to go on. */
export interface Resuming {
  /** Holds the network; its state tells which tensors there have to be. */
  readonly stepper: Pick<Stepper, "readState">;
  /** How to train. */
  readonly settings: TrainingSettings;
  /** Number of training images. */
  readonly samples: number;
  /** Clips that are watched, times classes. */
  readonly probabilities: number;
}

/** Bytes of a checkpoint beside its tensors, at most: names, epochs and the like. */
const MOST_HEADER = 2 ** 24;

/**
 * What a training can go on from: the checkpoint, if all that it says can be what this training had written.
 * Its checksum tells damage alone, so that whatever else does not fit counts as no checkpoint.
 */
export async function readResumable(checkpoint: Checkpoint, resuming: Resuming): Promise<Progress | null> {
  const size = await checkpoint.size();
  if (size === null) return null;
  const own = await resuming.stepper.readState();
  const values = [...own.values()].reduce((sum, { length }) => sum + length, resuming.probabilities);
  if (size > 4 * values + MOST_HEADER) return null;
  const progress = await checkpoint.read();
  return progress !== null && fits(progress, own, resuming) ? progress : null;
}

function fits({ epochs, state, best }: Progress, own: State, resuming: Resuming): boolean {
  const { settings } = resuming;
  if (!Array.isArray(epochs) || epochs.length < 1 || epochs.length > settings.epochs) return false;
  if (!epochs.every((epoch, i) => isEpoch(epoch, i + 1, settings))) return false;
  if (state.size !== own.size) return false;
  for (const [name, { length }] of own) {
    const values = state.get(name);
    if (values?.length !== length || !values.every(Number.isFinite)) return false;
  }
  const steps = state.get("optimizer/steps");
  const batches = Math.ceil(resuming.samples / settings.batch);
  if (steps !== undefined && steps[0] !== Math.fround(epochs.length * batches)) return false;
  if (settings.report !== "best-on-test") return best === null;
  if (best === null || best.probabilities.length !== resuming.probabilities) return false;
  return Number.isInteger(best.epoch) && best.epoch >= 1 && best.epoch <= epochs.length &&
    best.probabilities.every((p) => p >= 0 && p <= 1.001);
}

/** Whether a value is what is written of an epoch. */
function isEpoch(value: unknown, number: number, settings: TrainingSettings): value is TrainedEpoch {
  if (value === null || typeof value !== "object") return false;
  const epoch = value as TrainedEpoch;
  const share = (x: unknown) => typeof x === "number" && x >= 0 && x <= 1;
  const positive = (x: unknown) => typeof x === "number" && Number.isFinite(x) && x >= 0;
  return Object.keys(value).length === 7 && epoch.epoch === number && positive(epoch.loss) &&
    share(epoch.accuracy) && positive(epoch.validationLoss) && share(epoch.validationAccuracy) &&
    epoch.learningRate === learningRateAt(settings, number) && positive(epoch.seconds);
}
