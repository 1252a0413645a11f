import { UserError } from "../../base/errors.ts";
import { checkBatch, checkDataSet, checkEpoch, countImages } from "../arguments.ts";
import { fuse } from "../chain.ts";
import type { CompiledStep, EngineOptions, EpochResult, PlanCost } from "../compiled_step.ts";
import { ADAM, momentPrefixes, withoutSteps, withSteps } from "../optimizer_state.ts";
import { softmax } from "../softmax.ts";
import { sizeOf } from "../stages.ts";
import { newBuffers } from "./buffers.ts";
import { type DataSet, openData, upload } from "./data_set.ts";
import { assertAlive, guarded, requestGpuDevice, watchDevice } from "./device.ts";
import type { Kernel, KernelSource } from "./kernel.ts";
import { chooseSamples, makePlan, type Plan } from "./plan.ts";
import { type Job, newRunner, type Turn } from "./runner.ts";
import { type TileChoice, tileChoice } from "./tiles.ts";
import { download, momentsOf, read, weightsOf, write } from "./transfer.ts";

/** Work handed over at once: this many operations, but not more steps. */
const FLOPS_PER_SUBMIT = 1e12;
const STEPS_PER_SUBMIT = 16;

/** The kernels of a plan, compiled. */
interface Compiled {
  readonly forward: readonly Kernel[];
  readonly backward: readonly Kernel[];
  readonly inference: readonly Kernel[];
  readonly update: Kernel;
}

/**
 * Compiles a training step for WebGPU. See {@linkcode CompiledStep}.
 *
 * @param tile How products are cut up; by default as suits the adapter.
 */
export async function webgpuStep(
  options: EngineOptions,
  given?: GPUDevice,
  tile?: TileChoice,
): Promise<CompiledStep> {
  const { batch, classes, optimizer } = options;
  checkBatch(batch);
  const chain = fuse(options.network, classes);
  const gpu = await watchDevice(given ?? await requestGpuDevice());
  const { device } = gpu;
  const buffers = newBuffers(gpu);
  const close = () => {
    buffers.dispose();
    if (!given) device.destroy();
  };
  const opened = await guarded(gpu, "compile the training step for WebGPU", async () => {
    const workgroupBytes = device.limits.maxComputeWorkgroupStorageSize;
    const choice = tile ?? tileChoice({ software: gpu.software, workgroupBytes });
    const plan = makePlan(chain, options, gpu, buffers, chooseSamples(chain, options, gpu), choice);
    const runner = newRunner(gpu, buffers, plan.samples);
    return { plan, runner, kernels: await compileAll(plan, runner.compile) };
  }).catch((error) => {
    close();
    throw error;
  });
  const { plan, runner, kernels } = opened;
  const arenaBytes = buffers.bytes();
  const around = { chain, classes, gpu, buffers, runner, plan };
  const cost = costOf(plan, batch, arenaBytes);
  const prefixes = momentPrefixes(optimizer);
  const weights = weightsOf(chain, plan);
  const moments = momentsOf(chain, plan, prefixes);
  const imageSize = sizeOf(chain.input);
  const timed = options.profile === true && gpu.timed;
  let steps = 0;
  let uploaded: ReturnType<typeof upload> | undefined;
  let data: DataSet | undefined;

  const load = async (images: Float32Array, labels: Int32Array): Promise<void> => {
    checkDataSet(images, labels, chain, classes);
    data?.free();
    uploaded?.chunks.forEach((chunk) => buffers.free(chunk.images));
    buffers.free(uploaded?.labels);
    await guarded(gpu, "load the data set", async () => {
      uploaded = upload(images, labels, around);
      data = await openData(uploaded, labels.length, labels.length, around);
    });
  };

  const jobsOf = (order: Int32Array, rate: number, seeds: Int32Array | Uint32Array): Job[] => {
    const jobs: Job[] = [];
    for (let start = 0, i = 0; start < order.length; start += batch, i++) {
      const size = Math.min(batch, order.length - start);
      const number = steps + i + 1;
      for (let before = 0; before < size; before += plan.samples) {
        jobs.push({
          first: start + before,
          samples: Math.min(plan.samples, size - before),
          before,
          batch: size,
          seed: seeds[i]! >>> 0,
          rate,
          correction1: 1 - ADAM.beta1 ** number,
          correction2: 1 - ADAM.beta2 ** number,
        });
      }
    }
    return jobs;
  };

  const turnsOf = (jobs: readonly Job[], { gather, loss }: DataSet): Turn[] => {
    const train = [...gather, ...kernels.forward, loss, ...kernels.backward];
    const last = [...train, kernels.update];
    return jobs.map(({ samples, before, batch }, slot) => ({
      slot,
      samples,
      kernels: before + samples === batch ? last : train,
    }));
  };

  const epoch = async (
    order: Int32Array,
    rate: number,
    dropoutSeeds: Int32Array | Uint32Array,
  ): Promise<EpochResult> => {
    checkEpoch(order, dropoutSeeds.length, batch, data?.count ?? 0);
    if (order.length > data!.longest) {
      data!.free();
      data = await openData(uploaded!, data!.count, order.length, around);
    }
    const { results } = data!;
    device.queue.writeBuffer(data!.order, 0, order as Int32Array<ArrayBuffer>);
    const jobs = jobsOf(order, rate, dropoutSeeds);
    runner.writeJobs(jobs);
    const turns = turnsOf(jobs, data!);
    const atOnce = gpu.software ? 1 : Math.min(STEPS_PER_SUBMIT, Math.ceil(FLOPS_PER_SUBMIT / cost.flops));
    for (let i = 0; i < turns.length; i += timed ? 1 : atOnce) {
      if (timed) await runner.measure(turns.slice(i, i + 1));
      else runner.submit(turns.slice(i, i + atOnce));
    }
    steps += Math.ceil(order.length / batch);
    const [sums] = await download(gpu, buffers, [{ buffer: results, bytes: 8 * jobs.length }]);
    const both = new Float32Array(sums!);
    const sum = (part: number) => both.reduce((all, v, i) => i % 2 === part ? all + v : all, 0);
    return { loss: sum(0) / order.length, accuracy: sum(1) / order.length };
  };

  const predict = async (images: Float32Array): Promise<Float32Array> => {
    const total = countImages(images, chain);
    if (total === 0) return new Float32Array(0);
    const logits = buffers.make("predictions", 4 * total * classes);
    const counts = Array.from(
      { length: Math.ceil(total / plan.samples) },
      (_, i) => Math.min(plan.samples, total - i * plan.samples),
    );
    runner.writeJobs(counts.map((samples) => ({ ...NOTHING, samples, batch: samples })));
    counts.forEach((samples, slot) => {
      const first = slot * plan.samples;
      const part = images.slice(first * imageSize, (first + samples) * imageSize);
      device.queue.writeBuffer(plan.tensors.activations[0]!, 0, part);
      runner.submit([{ slot, samples, kernels: kernels.inference }]);
      const encoder = device.createCommandEncoder();
      const [from, bytes] = [plan.tensors.activations.at(-1)!, 4 * samples * classes];
      encoder.copyBufferToBuffer(from, 0, logits, 4 * first * classes, bytes);
      device.queue.submit([encoder.finish()]);
    });
    const [values] = await download(gpu, buffers, [{ buffer: logits, bytes: 4 * total * classes }]);
    buffers.free(logits);
    return softmax(new Float32Array(values!), classes);
  };

  /** Names a lost device as such, whatever it made fail. */
  const alive = async <T>(work: () => Promise<T>): Promise<T> => {
    assertAlive(gpu);
    try {
      const result = await work();
      assertAlive(gpu);
      return result;
    } catch (error) {
      if (!(error instanceof UserError)) {
        // What becomes of the device is told a little later than what it could not do.
        await Promise.race([device.lost, new Promise((resolve) => setTimeout(resolve, 10))]);
        assertAlive(gpu);
      }
      throw error;
    }
  };

  return {
    target: "webgpu",
    cost,
    load: (images, labels) => alive(() => load(images, labels)),
    epoch: (order, rate, seeds) => alive(() => epoch(order, rate, seeds)),
    predict: (images) => alive(() => predict(images)),
    readWeights: () => alive(() => read(gpu, buffers, weights)),
    writeWeights: (values) => alive(() => Promise.resolve(write(gpu, weights, values))),
    readState: () => alive(async () => withSteps(await read(gpu, buffers, [...weights, ...moments]), steps)),
    writeState: (state) =>
      alive(() => {
        const kept = withoutSteps(state);
        write(gpu, [...weights, ...moments], kept.tensors);
        steps = kept.steps ?? steps;
        return Promise.resolve();
      }),
    profile: () => runner.profile(),
    memoryBytes: () => buffers.bytes(),
    dispose: close,
  };
}

const NOTHING: Job = {
  first: 0,
  samples: 0,
  before: 0,
  batch: 0,
  seed: 0,
  rate: 0,
  correction1: 1,
  correction2: 1,
};

async function compileAll(
  plan: Plan,
  compile: (source: KernelSource) => Promise<Kernel>,
): Promise<Compiled> {
  // A source that stands in two lists is compiled once.
  const known = new Map<KernelSource, Promise<Kernel>>();
  const once = (source: KernelSource) => {
    const kernel = known.get(source) ?? compile(source);
    known.set(source, kernel);
    return kernel;
  };
  const all = (sources: readonly KernelSource[]) => Promise.all(sources.map(once));
  const { forward, backward, inference, update } = plan;
  return {
    forward: await all(forward),
    backward: await all(backward),
    inference: await all(inference),
    update: await once(update),
  };
}

function costOf(plan: Plan, batch: number, arenaBytes: number): PlanCost {
  const kernels = [...plan.forward, ...plan.backward];
  const flops = batch * kernels.reduce((sum, kernel) => sum + (kernel.flops ?? 0), 0);
  // With the gather and the loss, and the update.
  const dispatches = (kernels.length + 2) * Math.ceil(batch / plan.samples) + 1;
  return { flops, dispatches, microBatch: plan.samples, arenaBytes };
}
