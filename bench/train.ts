import { cpus } from "node:os";
import type { DscnnSettings } from "../src/manifest/settings.ts";
import { dscnn } from "../src/model/dscnn.ts";
import { initialWeights } from "../src/model/initialise.ts";
import { type CompiledStep, compileWasmStep, type EngineOptions } from "../src/engine/engine.ts";
import { randomFromUint32 } from "../src/base/random.ts";
import { peakMemoryBytes } from "../src/record/environment.ts";
import { benchWebgpu, webgpuDefaults } from "./train_webgpu.ts";
import type { WorkerReply, WorkerRequest } from "./train_worker.ts";

/** What is timed; the network is DSCNN on 128 x 128 x 1, the data are random. */
export interface TrainBenchOptions {
  /** What executes the compiled step. */
  readonly target: "wasm" | "webgpu";
  readonly downsampling: DscnnSettings["downsampling"];
  readonly batch: number;
  readonly classes: number;
  /** Timed steps, after `warmup` that are not. */
  readonly steps: number;
  readonly warmup: number;
  /** Independent runs side by side, each in a worker; 1 stays on this thread. */
  readonly workers: number;
  /** Whether each kernel is timed as well. */
  readonly kernels: boolean;
  /** Steps of the stock TensorFlow.js path, which takes seconds each; 0 leaves it out. */
  readonly stockSteps: number;
}

/** One DSCNN training step as `torch_train` and this benchmark know it. */
export const TRAIN_BENCH: TrainBenchOptions = {
  target: "wasm",
  downsampling: "stride",
  batch: 128,
  classes: 8,
  steps: 20,
  warmup: 3,
  workers: 1,
  kernels: true,
  stockSteps: 0,
};

/** Shortest, longest and middle of some times. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

const SIZE = 128;

/** The network of the benchmark. */
export function benchNetwork(options: TrainBenchOptions) {
  const settings: DscnnSettings = {
    name: "dscnn",
    downsampling: options.downsampling,
    strides: [2, 2, 2, 2, 2, 2, 2],
    padding: "same",
    initialiser: "glorot-uniform",
    batchNorm: { momentum: 0.9, epsilon: 1e-3 },
  };
  return dscnn(settings, [SIZE, SIZE], options.classes, 0.25);
}

/** Random images and labels of one batch. */
export function benchData(options: TrainBenchOptions): { images: Float32Array; labels: Int32Array } {
  const random = randomFromUint32(1);
  return {
    images: Float32Array.from({ length: options.batch * SIZE * SIZE }, () => random.normal()),
    labels: Int32Array.from({ length: options.batch }, () => random.integer(options.classes)),
  };
}

/** A step with weights and data, ready to train. */
export async function startStep(
  options: TrainBenchOptions,
  profile: boolean,
  compile: (options: EngineOptions) => Promise<CompiledStep> = compileWasmStep,
): Promise<CompiledStep> {
  const network = benchNetwork(options);
  const optimizer = { name: "adam", learningRate: 1e-3, epsilon: 1e-7 } as const;
  const step = await compile({
    network,
    batch: options.batch,
    optimizer,
    classes: options.classes,
    profile,
  });
  await step.writeWeights(initialWeights(network, 0));
  const { images, labels } = benchData(options);
  await step.load(images, labels);
  return step;
}

/** Milliseconds of each timed step. */
export async function timeSteps(step: CompiledStep, options: TrainBenchOptions): Promise<number[]> {
  const order = Int32Array.from({ length: options.batch }, (_, i) => i);
  const times: number[] = [];
  for (let i = 0; i < options.warmup + options.steps; i++) {
    const start = performance.now();
    await step.epoch(order, 1e-3, Int32Array.of(i));
    if (i >= options.warmup) times.push(performance.now() - start);
    else step.profile();
  }
  return times;
}

/** Times the training step; yields one object per line of the report. */
export async function* benchTrain(options: TrainBenchOptions = TRAIN_BENCH): AsyncIterable<object> {
  if (options.target === "webgpu") return yield* benchWebgpu(options);
  yield* compiled(options);
  if (options.kernels) yield* kernels(options);
  if (options.workers > 1) yield sideBySide(options);
  if (options.stockSteps > 0) yield stock(options);
}

async function* compiled(options: TrainBenchOptions): AsyncIterable<object> {
  const opened = performance.now();
  const step = await startStep(options, false);
  const ready = performance.now();
  const order = Int32Array.from({ length: options.batch }, (_, i) => i);
  await step.epoch(order, 1e-3, Int32Array.of(0));
  const first = performance.now();
  const times = spread(await timeSteps(step, options));
  yield {
    path: "compiled",
    target: step.target,
    ...described(options),
    ...stepFigures(step, options.batch, times),
    msToReady: round(ready - opened, 1),
    msToFirstStep: round(first - opened, 1),
  };
  step.dispose();
}

/** What a compiled step achieves: time, rates, dispatches and memory. */
export function stepFigures(step: CompiledStep, batch: number, times: Spread): object {
  return {
    msPerStep: times,
    samplesPerSecond: round(1e3 * batch / times.median, 1),
    gflops: round(step.cost.flops / times.median / 1e6, 1),
    flopsPerStep: step.cost.flops,
    dispatchesPerStep: step.cost.dispatches,
    peakMemoryBytes: step.memoryBytes(),
  };
}

async function* kernels(options: TrainBenchOptions): AsyncIterable<object> {
  const step = await startStep(options, true);
  await timeSteps(step, options);
  yield* kernelLines(step, options);
  step.dispose();
}

/** One line for every kernel of a profile that takes more than 0.05 ms (on a GPU 0.005 ms). */
export function* kernelLines(step: CompiledStep, options: TrainBenchOptions): Iterable<object> {
  const least = step.target === "wasm" ? 0.05 : 0.005;
  for (const { name, milliseconds, calls, flops, bytes } of step.profile()) {
    const ms = milliseconds / calls;
    if (ms < least) continue;
    yield {
      path: "kernel",
      target: step.target,
      kernel: name,
      downsampling: options.downsampling,
      batch: options.batch,
      msPerStep: round(ms, step.target === "wasm" ? 2 : 4),
      gflops: flops ? round(flops / ms / 1e6, 1) : null,
      gigabytesPerSecond: round(bytes / ms / 1e6, 1),
    };
  }
}

/** Independent runs, each in a worker, started together. */
async function sideBySide(options: TrainBenchOptions): Promise<object> {
  const workers = Array.from(
    { length: options.workers },
    () => new Worker(new URL("./train_worker.ts", import.meta.url), { type: "module" }),
  );
  const ask = (worker: Worker, request: WorkerRequest) =>
    new Promise<WorkerReply>((resolve, reject) => {
      worker.onmessage = (event) => resolve(event.data);
      worker.onerror = (event) => reject(new Error(event.message));
      worker.postMessage(request);
    });
  await Promise.all(workers.map((worker) => ask(worker, { kind: "start", options })));
  const start = performance.now();
  const replies = await Promise.all(workers.map((worker) => ask(worker, { kind: "run" })));
  const seconds = (performance.now() - start) / 1e3;
  workers.forEach((worker) => worker.terminate());
  const steps = (options.steps + options.warmup) * options.workers;
  return {
    path: "compiled",
    target: "wasm",
    ...described(options),
    workers: options.workers,
    msPerStep: spread(replies.flatMap((reply) => reply.times)),
    samplesPerSecond: round(steps * options.batch / seconds, 1),
  };
}

/** The same step by TensorFlow.js on the backend of the target. */
export async function stock(options: TrainBenchOptions): Promise<object> {
  const { openBackend } = await import("../src/backend/backend.ts");
  const { tfjsStepper } = await import("../src/training/tfjs_stepper.ts");
  const backend = await openBackend(options.target);
  const network = benchNetwork(options);
  const training = {
    epochs: 1,
    batch: options.batch,
    optimizer: { name: "adam", learningRate: 1e-3, epsilon: 1e-7 },
    decay: null,
    dropout: 0.25,
    report: "last",
  } as const;
  const opened = performance.now();
  const stepper = tfjsStepper(network, training, initialWeights(network, 0), benchData(options));
  const order = Int32Array.from({ length: options.batch }, (_, i) => i);
  const times: number[] = [];
  let first = 0;
  for (let i = 0; i <= options.stockSteps; i++) {
    const start = performance.now();
    await stepper.epoch(order, 1e-3, Uint32Array.of(i));
    if (i === 0) first = performance.now() - opened;
    else times.push(performance.now() - start);
  }
  stepper.dispose();
  const all = spread(times);
  const { cost } = await startStep(options, false);
  return {
    path: "stock",
    target: backend.name,
    ...described(options),
    msPerStep: all,
    samplesPerSecond: round(1e3 * options.batch / all.median, 1),
    gflops: round(cost.flops / all.median / 1e6, 1),
    flopsPerStep: cost.flops,
    peakMemoryBytes: peakMemoryBytes(),
    msToFirstStep: round(first, 1),
  };
}

/** What was timed, and on what. */
export function described(options: TrainBenchOptions): object {
  return {
    downsampling: options.downsampling,
    batch: options.batch,
    workers: 1,
    processor: cpus()[0]?.model ?? null,
    deno: Deno.version.deno,
    v8: Deno.version.v8,
  };
}

/** Sorts some times out. */
export function spread(times: readonly number[]): Spread {
  const sorted = times.toSorted((a, b) => a - b);
  const middle = (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
  return { median: round(middle, 2), min: round(sorted[0]!, 2), max: round(sorted.at(-1)!, 2) };
}

/** A number with so many decimals. */
export function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

/** Options from words such as `batch=32` or `--batch 32`. */
export function trainBenchOptions(words: readonly string[]): Partial<TrainBenchOptions> {
  const pairs = words.join(" ").replace(/--(\w+)[ =]/g, "$1=").split(" ").filter((word) => word !== "");
  const texts = new Set(["downsampling", "target"]);
  return Object.fromEntries(pairs.map((pair) => {
    const [key = "", value = ""] = pair.split("=");
    if (key === "kernels") return [key, value !== "0"];
    return [key, texts.has(key) ? value : Number(value)];
  }));
}

if (import.meta.main) {
  const asked = trainBenchOptions(Deno.args);
  const defaults = asked.target === "webgpu" ? await webgpuDefaults() : TRAIN_BENCH;
  for await (const line of benchTrain({ ...defaults, ...asked })) console.log(JSON.stringify(line));
}
