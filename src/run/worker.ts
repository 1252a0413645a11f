import type { Backend } from "../backend/backend.ts";
import type { BackendName } from "../backend/choose.ts";
import { serveTasks } from "../base/pool.ts";
import { checkEngine } from "../training/engine_check.ts";
import type { TrainedEpoch } from "../training/trainer.ts";
import type { RunRecord } from "../record/record.ts";
import { openCheckedBackend } from "./checked_backend.ts";
import { type EngineChoice, openStepper } from "./engine.ts";
import { executeRun } from "./execute.ts";
import type { RunTask } from "./task.ts";

/** A run and the backend it was asked to use. */
export interface WorkerTask extends RunTask {
  /** As asked for; checked before its first use. */
  readonly backend: BackendName;
}

/** What a worker says while it is at work. */
export type WorkerEvent = { readonly started: true } | { readonly epoch: TrainedEpoch };

let backend: Promise<Backend> | undefined;

/** Opens the backend and makes it and the compiled step prove themselves. */
async function start(name: BackendName, engine: EngineChoice): Promise<Backend> {
  const opened = await openCheckedBackend(name);
  if (name !== "cpu" && engine !== "tfjs") {
    await checkEngine(
      (...stepper) => openStepper(engine === "direct" ? "direct" : "compiled", name, ...stepper),
      (...stepper) => openStepper("tfjs", name, ...stepper),
    );
  }
  return opened;
}

serveTasks<WorkerTask, RunRecord, WorkerEvent>(async (task, emit) => {
  backend ??= start(task.backend, task.engine);
  const opened = await backend;
  emit({ started: true });
  const result = await executeRun(task, opened, (epoch) => emit({ epoch }));
  return { result };
});
