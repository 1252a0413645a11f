import { type Backend, openBackend } from "../backend/backend.ts";
import type { BackendName } from "../backend/choose.ts";
import { selfCheck } from "../backend/self_check.ts";
import { serveTasks } from "../base/pool.ts";
import type { TrainedEpoch } from "../training/trainer.ts";
import { executeRun, type RunOutcome, type RunTask } from "./execute.ts";

/** A run and the backend it was asked to use. */
export interface WorkerTask extends RunTask {
  readonly backend: BackendName;
}

/** What a worker says while it is at work. */
export type WorkerEvent = { readonly started: true } | { readonly epoch: TrainedEpoch };

let backend: Promise<Backend> | undefined;

async function start(name: BackendName): Promise<Backend> {
  const opened = await openBackend(name);
  await selfCheck(opened);
  return opened;
}

serveTasks<WorkerTask, RunOutcome, WorkerEvent>(async (task, emit) => {
  backend ??= start(task.backend);
  const opened = await backend;
  emit({ started: true });
  const result = await executeRun(task, opened, (epoch) => emit({ epoch }));
  return { result };
});
