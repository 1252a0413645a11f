import { UserError } from "../../base/errors.ts";
import { checkBatch, checkDataSet, checkEpoch, countImages } from "../arguments.ts";
import { fuse } from "../chain.ts";
import type { CompiledStep, EngineOptions, EpochResult, PlanCost } from "../compiled_step.ts";
import { ADAM, momentPrefixes, withoutSteps, withSteps } from "../optimizer_state.ts";
import { softmax } from "../softmax.ts";
import { sizeOf } from "../stages.ts";
import { ADDRESSABLE, chooseMicroBatch, makePlan, type Plan } from "./plan.ts";
import { momentsOf, read, weightsOf, write } from "./state.ts";
import { newTimer } from "./timer.ts";

/** Left of the address space for the data set when the caller sets no limit, bytes. */
const DATA_SHARE = 512 * 2 ** 20;
/** Longest time without giving way to the event loop, milliseconds. */
const PATIENCE = 200;

/** Where the resident data set lies. */
interface DataSet {
  readonly images: number;
  readonly labels: number;
  readonly count: number;
}

/** Compiles a training step for WebAssembly. See {@linkcode CompiledStep}. */
export function wasmStep(options: EngineOptions): CompiledStep {
  checkBatch(options.batch);
  const { optimizer, batch, classes } = options;
  const chain = fuse(options.network, classes);
  const prefixes = momentPrefixes(optimizer);
  const limit = options.memoryLimit ?? ADDRESSABLE - DATA_SHARE;
  const layout = chooseMicroBatch(chain, batch, prefixes.length, limit, options.convolutions ?? "fastest");
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
      const [m, v] = [layout.moments[0]!, layout.moments[1]!];
      const { beta1, beta2 } = ADAM;
      const [fresh1, fresh2] = [1 - beta1 ** steps, 1 - beta2 ** steps];
      kernels.adam(
        w,
        g,
        m,
        v,
        count,
        rate,
        beta1,
        beta2,
        1 - beta1,
        1 - beta2,
        fresh1,
        fresh2,
        optimizer.epsilon,
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
    if (timer) timer.update(() => update(rate));
    else update(rate);
  };

  const epoch = async (
    order: Int32Array,
    rate: number,
    dropoutSeeds: Int32Array | Uint32Array,
  ): Promise<EpochResult> => {
    checkEpoch(order, dropoutSeeds.length, batch, data.count);
    const count = Math.ceil(order.length / batch);
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
    checkDataSet(images, labels, chain, classes);
    const labelsAt = layout.end + images.byteLength;
    grow(memory, labelsAt + labels.byteLength + 64);
    new Float32Array(memory.buffer, layout.end, images.length).set(images);
    new Int32Array(memory.buffer, labelsAt, labels.length).set(labels);
    data = { images: layout.end, labels: labelsAt, count: labels.length };
    return Promise.resolve();
  };

  const predict = (images: Float32Array): Promise<Float32Array> => {
    const total = countImages(images, chain);
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
    readState: () => Promise.resolve(withSteps(read(memory, [...weights, ...moments]), steps)),
    writeState: (state) => {
      const kept = withoutSteps(state);
      write(memory, [...weights, ...moments], kept.tensors);
      steps = kept.steps ?? steps;
      return Promise.resolve();
    },
    profile: () => timer?.take() ?? [],
    memoryBytes: () => memory.buffer.byteLength,
    dispose: () => {},
  };
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
