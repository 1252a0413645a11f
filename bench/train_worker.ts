import type { CompiledStep } from "../src/engine/engine.ts";
import { startStep, timeSteps, type TrainBenchOptions } from "./train.ts";

/** First `start`, answered when the step is ready, then `run`. */
export type WorkerRequest = { kind: "start"; options: TrainBenchOptions } | { kind: "run" };

/** Milliseconds of each timed step. */
export interface WorkerReply {
  readonly times: number[];
}

let run: { step: CompiledStep; options: TrainBenchOptions } | undefined;

self.onmessage = async (event: MessageEvent<WorkerRequest>) => {
  const request = event.data;
  if (request.kind === "start") {
    run = { step: await startStep(request.options, false), options: request.options };
    self.postMessage({ times: [] } satisfies WorkerReply);
  } else {
    self.postMessage({ times: await timeSteps(run!.step, run!.options) } satisfies WorkerReply);
  }
};
