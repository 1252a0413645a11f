import { join } from "node:path";
import { runPool } from "../base/pool.ts";
import { duration, percentText } from "../base/number_text.ts";
import type { Progress, ProgressTask } from "../base/progress.ts";
import type { PlannedRun } from "../manifest/experiment.ts";
import type { RunRecord } from "../record/record.ts";
import { openRecordStore } from "../record/store.ts";
import type { PipelineOptions } from "./options.ts";
import type { RunPlan } from "./plan.ts";
import { openProgressFile } from "./progress_file.ts";
import type { WorkerEvent, WorkerTask } from "./worker.ts";

/** Trains and evaluates runs in workers, `jobs` at a time, and writes each record as soon as it is there. */
export async function makeRecords(options: PipelineOptions, plans: readonly RunPlan[]): Promise<void> {
  const folder = join(options.out, options.suite);
  const store = openRecordStore(options.out, options.suite);
  const runs = plans.map(({ run }) => run);
  const tasks = plans.map((plan) => workerTask(options, plan));
  const shown = showRuns(runs, options.progress);
  const told = openProgressFile(folder, runs);
  try {
    await runPool<WorkerTask, RunRecord, WorkerEvent>({
      worker: new URL("./worker.ts", import.meta.url),
      jobs: options.jobs,
      tasks,
      ...(options.signal && { signal: options.signal }),
      onEvent(event, index) {
        shown.event(event, index);
        told.event(event, index);
      },
      async onResult(record, index) {
        await store.write(record);
        await Deno.remove(tasks[index]!.checkpoint).catch(() => {});
        shown.done(record, index);
        told.done(index);
      },
    });
  } finally {
    await told.close();
    // Fails, as it should, while it holds anything.
    await Deno.remove(join(folder, "checkpoints")).catch(() => {});
  }
}

function workerTask(options: PipelineOptions, { run, corpora, pretrained, frozen }: RunPlan): WorkerTask {
  const { out, suite, cache, backend, engine, machine, checkpointEvery, saveWeights } = options;
  return {
    run,
    suite,
    corpora,
    machine,
    backend,
    engine,
    pretrained,
    frozen,
    features: join(cache, "features"),
    frozenOutputs: join(cache, "frozen"),
    checkpoint: join(out, suite, "checkpoints", `${run.id}.safetensors`),
    checkpointEvery,
    models: saveWeights ? join(out, suite, "models") : null,
  };
}

/** Shows each run's epochs while it is trained, and what is left. */
function showRuns(runs: readonly PlannedRun[], progress: Progress) {
  const tasks = new Map<number, ProgressTask>();
  const started = performance.now();
  let done = 0;
  return {
    event(event: WorkerEvent, index: number) {
      const { label, settings } = runs[index]!;
      if ("started" in event) tasks.set(index, progress.task(label, settings.training.epochs));
      else {
        const { epoch, loss, accuracy, validationAccuracy } = event.epoch;
        const shares = `train ${percentText(accuracy)}, test ${percentText(validationAccuracy)}`;
        tasks.get(index)?.update(epoch, `loss ${loss.toFixed(3)}, ${shares}`);
      }
    },
    done(record: RunRecord, index: number) {
      const left = ((performance.now() - started) / 1000 / ++done) * (runs.length - done);
      const rest = done < runs.length ? `, run ${done} of ${runs.length}, about ${duration(left)} left` : "";
      tasks.get(index)?.finish(`accuracy ${percentText(record.metrics.accuracy)}${rest}`);
    },
  };
}
