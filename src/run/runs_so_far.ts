import type { PlannedRun } from "../manifest/experiment.ts";
import type { TrainedEpoch } from "../training/trainer.ts";
import type { WorkerEvent } from "./worker.ts";

/** The learning curve of a run so far: columns of one length, one entry per epoch; `null` is no finite number. */
export interface CurveSoFar {
  /** From 1; a run that goes on from a checkpoint begins with the epoch after it. */
  readonly epoch: number[];
  /** Mean cross entropy over the training clips. */
  readonly loss: (number | null)[];
  /** Share of the training clips predicted right. */
  readonly accuracy: (number | null)[];
  /** Share of the test clips predicted right. */
  readonly validationAccuracy: (number | null)[];
}

/** A run that is being trained. */
export interface RunningRun {
  /** `PlannedRun.id` */
  readonly id: string;
  /** `PlannedRun.label` */
  readonly label: string;
  /** Epochs done. */
  readonly epoch: number;
  /** Epochs asked for. */
  readonly epochs: number;
  /** Of the epochs done. */
  readonly curve: CurveSoFar;
}

/** How far some runs are. */
export interface RunsSoFar {
  /** When they were begun, ISO 8601, UTC. */
  readonly startedAt: string;
  /** All of them. */
  readonly planned: number;
  /** Those that have their record. */
  readonly done: number;
  /** About how long the rest will take, or `null` before the first epoch. */
  readonly secondsLeft: number | null;
  /** Those that are being trained. */
  readonly running: readonly RunningRun[];
}

/** What is told of runs, and what is known of them. */
export interface FollowedRuns {
  /** A worker said something of a run. */
  event(event: WorkerEvent, index: number): void;
  /** A run has its record. */
  done(index: number): void;
  /** How far the runs are. */
  now(): RunsSoFar;
}

/** Follows runs by what their workers say. Events name runs by their index. */
export function followRuns(runs: readonly PlannedRun[]): FollowedRuns {
  const startedAt = new Date().toISOString();
  const started = performance.now();
  const running = new Map<number, RunningRun>();
  const left = runs.map(({ settings }) => settings.training.epochs);
  let [epochs, done] = [0, 0];
  return {
    event(event: WorkerEvent, index: number) {
      const { id, label, settings } = runs[index]!;
      const total = settings.training.epochs;
      if ("started" in event) running.set(index, { id, label, epoch: 0, epochs: total, curve: emptyCurve() });
      else {
        const run = running.get(index);
        if (run === undefined) return;
        epochs++;
        left[index] = total - event.epoch.epoch;
        extend(run.curve, event.epoch);
        running.set(index, { ...run, epoch: event.epoch.epoch });
      }
    },
    done(index: number) {
      running.delete(index);
      left[index] = 0;
      done++;
    },
    now(): RunsSoFar {
      const seconds = (performance.now() - started) / 1000;
      const secondsLeft = epochs === 0
        ? null
        : Math.round((seconds / epochs) * left.reduce((sum, one) => sum + one, 0));
      return { startedAt, planned: runs.length, done, secondsLeft, running: [...running.values()] };
    },
  };
}

function emptyCurve(): CurveSoFar {
  return { epoch: [], loss: [], accuracy: [], validationAccuracy: [] };
}

function extend(curve: CurveSoFar, epoch: TrainedEpoch): void {
  const short = (value: number) => (Number.isFinite(value) ? Number(value.toPrecision(4)) : null);
  curve.epoch.push(epoch.epoch);
  curve.loss.push(short(epoch.loss));
  curve.accuracy.push(short(epoch.accuracy));
  curve.validationAccuracy.push(short(epoch.validationAccuracy));
}
