import { type Chain, sizeOf } from "../stages.ts";
import { type Buffers, largestBuffer } from "./buffers.ts";
import type { Gpu } from "./device.ts";
import type { Kernel } from "./kernel.ts";
import type { Runner } from "./runner.ts";
import { type Chunk, gatherImages } from "./batch.ts";
import { softmaxLoss } from "./update.ts";
import type { Plan } from "./plan.ts";

/** The resident samples, the order of an epoch, and the kernels that read them. */
export interface DataSet {
  readonly count: number;
  readonly gather: readonly Kernel[];
  readonly loss: Kernel;
  readonly order: GPUBuffer;
  readonly results: GPUBuffer;
  /** Samples and micro-batches of the longest epoch that fits. */
  readonly longest: number;
  free(): void;
}

/** What the kernels of a data set are bound to. */
export interface Surroundings {
  readonly chain: Chain;
  readonly classes: number;
  readonly gpu: Gpu;
  readonly buffers: Buffers;
  readonly runner: Runner;
  readonly plan: Plan;
}

/** Images and labels on the device; images in as few buffers as its largest binding allows. */
export function upload(images: Float32Array, labels: Int32Array, { chain, gpu, buffers }: Surroundings) {
  const size = sizeOf(chain.input);
  const most = Math.floor(largestBuffer(gpu) / (4 * size));
  const { queue } = gpu.device;
  const chunks: Chunk[] = [];
  for (let first = 0; first < labels.length; first += most) {
    const count = Math.min(most, labels.length - first);
    const part = images.subarray(first * size, (first + count) * size);
    const buffer = buffers.make("data set", part.byteLength);
    queue.writeBuffer(buffer, 0, part as Float32Array<ArrayBuffer>);
    chunks.push({ images: buffer, first, count });
  }
  const labelBuffer = buffers.make("labels", labels.byteLength);
  queue.writeBuffer(labelBuffer, 0, labels as Int32Array<ArrayBuffer>);
  return { chunks, labels: labelBuffer };
}

/** A data set whose epochs have at most `longest` samples. */
export async function openData(
  uploaded: ReturnType<typeof upload>,
  count: number,
  longest: number,
  around: Surroundings,
): Promise<DataSet> {
  const { buffers, runner, plan, chain, classes } = around;
  const { activations, gradients } = plan.tensors;
  const order = buffers.make("order", 4 * longest);
  const results = buffers.make("results", 8 * longest);
  const { chunks, labels } = uploaded;
  const gather = await Promise.all(
    chunks.map((chunk) => runner.compile(gatherImages(chain, chunk, order, activations[0]!))),
  );
  const [logits, gradient] = [activations.at(-1)!, gradients.at(-1)!];
  const loss = await runner.compile(softmaxLoss(classes, { logits, labels, order, gradient, results }));
  const free = () => [order, results].forEach((buffer) => buffers.free(buffer));
  return { count, gather, loss, order, results, longest, free };
}
