import { rangeError, typeError, UserError } from "../../base/errors.ts";
import { fuse } from "../chain.ts";
import { sizeOf } from "../stages.ts";
import type { CompiledStep, EngineOptions, EpochResult, KernelTime, PlanCost } from "../compiled_step.ts";
import { ADDRESSABLE, chooseMicroBatch, makePlan, type Plan } from "./plan.ts";
import { momentsOf, read, weightsOf, write } from "./state.ts";

/** Adam's constants in TensorFlow.js. */
const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-7;
/** Left of the address space for the data set when the caller sets no limit, bytes. */
const DATA_SHARE = 512 * 2 ** 20;
/** Longest time without giving way to the event loop, milliseconds. */
const PATIENCE = 200;

/** Where the number of steps stands among the tensors of a checkpoint (exact up to 2^24). */
const STEPS = "optimizer/steps";

/** Where the resident data set lies. */
interface DataSet {
  readonly images: number;
  readonly labels: number;
  readonly count: number;
}

/** Compiles a training step for WebAssembly. See {@linkcode CompiledStep}. */
export function wasmStep(options: EngineOptions): CompiledStep {
  if (!(Number.isInteger(options.batch) && options.batch >= 1)) {
    throw rangeError("compile a training step", "batch must be an integer >= 1", options.batch);
  }
  const { optimizer, batch, classes } = options;
  const chain = fuse(options.network, classes);
  const prefixes = optimizer.name === "adam" ? ["adam/m", "adam/v"] : ["sgd/momentum"];
  const limit = options.memoryLimit ?? ADDRESSABLE - DATA_SHARE;
  const layout = chooseMicroBatch(chain, batch, prefixes.length, limit);
  const plan = makePlan(chain, layout);
  const { memory, context } = plan;
  const { step, kernels } = context;
  const timer = options.profile ? newTimer(plan, layout.micro) : undefined;
  const weights = weightsOf(chain, layout);
  const moments = momentsOf(chain, layout, prefixes);
  const imageSize = sizeOf(chain.input);
  let steps = 0;
  let data: DataSet = { images: layout.end, labels: layout.end, count: 0 };

  const update = (rate: number) => {
    steps++;
    const { weights: w, gradients: g } = layout;
    const count = chain.trainableSize;
    if (optimizer.name === "sgd") {
      kernels.momentum(w, g, layout.moments[0]!, count, rate, optimizer.momentum);
    } else {
      kernels.adam(
        w,
        g,
        layout.moments[0]!,
        layout.moments[1]!,
        count,
        rate,
        BETA1,
        BETA2,
        1 - BETA1,
        1 - BETA2,
        1 - BETA1 ** steps,
        1 - BETA2 ** steps,
        EPSILON,
      );
    }
  };

  const trainBatch = (order: Int32Array, start: number, size: number, rate: number) => {
    step.batch = size;
    step.images = data.images;
    step.labels = data.labels;
    step.order = layout.order;
    const numbers = new Int32Array(memory.buffer, layout.order, layout.micro);
    for (step.first = 0; step.first < size; step.first += layout.micro) {
      const count = Math.min(layout.micro, size - step.first);
      for (let i = 0; i < count; i++) numbers[i] = order[start + step.first + i]!;
      if (timer) timer.run(count);
      else for (const call of plan.calls) call.run(count);
    }
    if (timer) timer.measure("optimizer update", () => update(rate));
    else update(rate);
  };

  const epoch = async (
    order: Int32Array,
    rate: number,
    dropoutSeeds: Int32Array | Uint32Array,
  ): Promise<EpochResult> => {
    const count = Math.ceil(order.length / batch);
    if (order.length === 0) throw rangeError("train an epoch", "order must not be empty", 0);
    if (dropoutSeeds.length < count) {
      throw rangeError("train an epoch", `one dropout seed for each of ${count} steps`, dropoutSeeds.length);
    }
    const bad = order.find((n) => !(n >= 0 && n < data.count));
    if (bad !== undefined) throw rangeError("train an epoch", `samples 0 to ${data.count - 1}`, bad);
    const totals = new Float64Array(memory.buffer, layout.totals, 2).fill(0);
    let rested = performance.now();
    for (let i = 0; i < count; i++) {
      step.dropoutSeed = dropoutSeeds[i]!;
      trainBatch(order, i * batch, Math.min(batch, order.length - i * batch), rate);
      if (performance.now() - rested > PATIENCE) {
        await new Promise((resolve) => setTimeout(resolve, 0));
        rested = performance.now();
      }
    }
    return { loss: totals[0]! / order.length, accuracy: totals[1]! / order.length };
  };

  const load = (images: Float32Array, labels: Int32Array): Promise<void> => {
    if (images.length !== labels.length * imageSize) {
      throw typeError("load a data set", `${labels.length} images of ${imageSize} values`, images.length);
    }
    const bad = labels.find((c) => !(c >= 0 && c < classes));
    if (bad !== undefined) throw rangeError("load a data set", `labels 0 to ${classes - 1}`, bad);
    const labelsAt = layout.end + images.byteLength;
    grow(memory, labelsAt + labels.byteLength + 64);
    new Float32Array(memory.buffer, layout.end, images.length).set(images);
    new Int32Array(memory.buffer, labelsAt, labels.length).set(labels);
    data = { images: layout.end, labels: labelsAt, count: labels.length };
    return Promise.resolve();
  };

  const predict = (images: Float32Array): Promise<Float32Array> => {
    if (images.length % imageSize !== 0) {
      throw typeError("predict", `whole images of ${imageSize} values`, images.length);
    }
    const total = images.length / imageSize;
    const probabilities = new Float32Array(total * classes);
    step.images = layout.staging;
    step.order = layout.identity;
    for (let first = 0; first < total; first += layout.micro) {
      const count = Math.min(layout.micro, total - first);
      const part = images.subarray(first * imageSize, (first + count) * imageSize);
      new Float32Array(memory.buffer, layout.staging, part.length).set(part);
      for (const run of context.inferenceCalls) run(count);
      const out = new Float32Array(memory.buffer, layout.activations.at(-1)!.address, count * classes);
      probabilities.set(softmax(out, classes), first * classes);
    }
    return Promise.resolve(probabilities);
  };

  return {
    target: "wasm",
    cost: costOf(plan, batch, layout.micro, layout.end),
    load,
    epoch,
    predict,
    readWeights: () => Promise.resolve(read(memory, weights)),
    writeWeights: (values) => Promise.resolve(write(memory, weights, values)),
    readState: () => {
      const state = read(memory, [...weights, ...moments]);
      return Promise.resolve(state.set(STEPS, Float32Array.of(steps)));
    },
    writeState: (state) => {
      const tensors = new Map(state);
      tensors.delete(STEPS);
      write(memory, [...weights, ...moments], tensors);
      steps = state.get(STEPS)?.[0] ?? steps;
      return Promise.resolve();
    },
    profile: () => timer?.take() ?? [],
    memoryBytes: () => memory.buffer.byteLength,
    dispose: () => {},
  };
}

/** Softmax of rows of logits. */
function softmax(logits: Float32Array, classes: number): Float32Array {
  const out = new Float32Array(logits.length);
  for (let row = 0; row < logits.length; row += classes) {
    const values = logits.subarray(row, row + classes);
    const top = values.reduce((a, b) => Math.max(a, b), -Infinity);
    const sum = values.reduce((a, b) => a + Math.exp(b - top), 0);
    values.forEach((value, i) => out[row + i] = Math.exp(value - top) / sum);
  }
  return out;
}

/** Makes a memory reach `bytes`. */
function grow(memory: WebAssembly.Memory, bytes: number): void {
  const missing = Math.ceil((bytes - memory.buffer.byteLength) / 65536);
  if (missing <= 0) return;
  if (bytes > ADDRESSABLE) {
    throw new UserError(
      `Cannot load the data set: with it the step needs ${bytes} bytes, the limit is ${ADDRESSABLE}`,
    );
  }
  memory.grow(missing);
}

function costOf(plan: Plan, batch: number, microBatch: number, arenaBytes: number): PlanCost {
  const flops = plan.calls.reduce((sum, call) => sum + call.flops, 0) * batch;
  const calls = plan.calls.reduce((sum, call) => sum + call.dispatches, 0);
  return { flops, dispatches: calls * Math.ceil(batch / microBatch) + 1, microBatch, arenaBytes };
}

/** Runs calls with a clock around each. */
function newTimer(plan: Plan, micro: number) {
  const zero = () => ({ milliseconds: 0, calls: 0 });
  const names = [...plan.calls.map((call) => call.name), "optimizer update"];
  let times = names.map(zero);
  const measure = (i: number, work: () => void) => {
    const start = performance.now();
    work();
    times[i]!.milliseconds += performance.now() - start;
    times[i]!.calls++;
  };
  return {
    run: (count: number) => plan.calls.forEach((call, i) => measure(i, () => call.run(count))),
    measure: (name: string, work: () => void) => measure(names.indexOf(name), work),
    take: (): KernelTime[] => {
      const taken = names.map((name, i) => ({
        name,
        ...times[i]!,
        flops: (plan.calls[i]?.flops ?? 0) * micro,
        bytes: (plan.calls[i]?.bytes ?? 0) * micro,
      }));
      times = names.map(zero);
      return taken;
    },
  };
}
