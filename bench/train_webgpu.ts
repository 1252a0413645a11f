import { type Adapter, findAdapter } from "../src/backend/choose.ts";
import { UserError } from "../src/base/errors.ts";
import { compileWebgpuStep } from "../src/engine/engine.ts";
import {
  described,
  kernelLines,
  round,
  spread,
  startStep,
  stepFigures,
  stock,
  TRAIN_BENCH,
  type TrainBenchOptions,
} from "./train.ts";

/** Steps in one call on a GPU: results are read once per call, as once per epoch in training. */
const STEPS_PER_CALL = 20;

/** What to time where nothing is asked for: a software adapter takes seconds per step. */
export async function webgpuDefaults(): Promise<TrainBenchOptions> {
  const { software } = await adapterOrThrow();
  const webgpu = { ...TRAIN_BENCH, target: "webgpu" } as const;
  return software ? { ...webgpu, batch: 32, steps: 2, warmup: 1, kernels: false, stockSteps: 1 } : webgpu;
}

/** Times the compiled step on WebGPU, its kernels and TensorFlow.js on the same adapter. */
export async function* benchWebgpu(options: TrainBenchOptions): AsyncIterable<object> {
  const adapter = await adapterOrThrow();
  yield await compiledOnWebgpu(options, adapter);
  if (options.kernels) {
    const step = await startStep(options, true, compileWebgpuStep);
    await timeCalls(step, { ...options, warmup: 1, steps: 3 }, 1);
    yield* kernelLines(step, options);
    step.dispose();
  }
  if (options.stockSteps > 0) yield { ...await stock(options), ...device(adapter) };
}

/** One line for the compiled step. */
export async function compiledOnWebgpu(options: TrainBenchOptions, adapter: Adapter): Promise<object> {
  const perCall = adapter.software ? 1 : STEPS_PER_CALL;
  const opened = performance.now();
  const step = await startStep(options, false, compileWebgpuStep);
  const ready = performance.now();
  await timeCalls(step, { ...options, warmup: 0, steps: 1 }, 1);
  const first = performance.now();
  const times = spread(await timeCalls(step, options, perCall));
  const line = {
    path: "compiled",
    target: step.target,
    ...described(options),
    ...device(adapter),
    stepsPerCall: perCall,
    ...stepFigures(step, options.batch, times),
    msToReady: round(ready - opened, 1),
    msToFirstStep: round(first - opened, 1),
  };
  step.dispose();
  return line;
}

/** Milliseconds per step of each timed call. */
async function timeCalls(
  step: Awaited<ReturnType<typeof compileWebgpuStep>>,
  { batch, warmup, steps }: TrainBenchOptions,
  perCall: number,
): Promise<number[]> {
  const order = Int32Array.from({ length: batch * perCall }, (_, i) => i % batch);
  const seeds = Uint32Array.from({ length: perCall }, (_, i) => i);
  const times: number[] = [];
  for (let i = 0; i < warmup + steps; i++) {
    const start = performance.now();
    await step.epoch(order, 1e-3, seeds);
    if (i >= warmup) times.push((performance.now() - start) / perCall);
    else step.profile();
  }
  return times;
}

function device({ name, driver }: Adapter): object {
  return { adapter: name, driver };
}

/** @throws {UserError} If there is no adapter. */
export async function adapterOrThrow(): Promise<Adapter> {
  const adapter = await findAdapter();
  if (adapter === null) throw new UserError("Cannot time WebGPU: no adapter was found");
  return adapter;
}
