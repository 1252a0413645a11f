import { UserError } from "../../base/errors.ts";
import type { EngineOptions } from "../compiled_step.ts";
import type { Chain } from "../stages.ts";
import { WORKSPACE_ROWS } from "./affine.ts";
import { addBackward } from "./backward.ts";
import { type Buffers, largestBuffer } from "./buffers.ts";
import type { Gpu } from "./device.ts";
import { blocksOf, type Draft } from "./draft.ts";
import { planSlices } from "./filter_gradient.ts";
import { addForward } from "./forward.ts";
import { forwardTile } from "./forward_product.ts";
import type { KernelSource } from "./kernel.ts";
import { extentOf, type Place } from "./products.ts";
import { largestTensor, makeTensors, planSharing, tensorBytes, type Tensors } from "./tensors.ts";
import { sides, type TileChoice } from "./tiles.ts";
import { optimizerUpdate } from "./update.ts";

/** The kernels of a step in their order, all but the gather of the batch and the loss. */
export interface Plan {
  readonly samples: number;
  readonly tensors: Tensors;
  readonly weights: GPUBuffer;
  readonly gradients: GPUBuffer;
  readonly moving: GPUBuffer;
  readonly moments: readonly GPUBuffer[];
  readonly forward: readonly KernelSource[];
  readonly backward: readonly KernelSource[];
  readonly update: KernelSource;
  readonly inference: readonly KernelSource[];
}

/**
 * The largest number of samples at once that fits: the whole batch, or, where no batch norm needs the whole
 * batch's statistics, a part whose gradients are accumulated.
 *
 * @throws {UserError} If even one sample (with batch norm, the batch) does not fit; the message has the bytes.
 */
export function chooseSamples(chain: Chain, options: EngineOptions, gpu: Gpu): number {
  const sharing = planSharing(chain);
  const whole = chain.stages.some((stage) => stage.kind === "affine" && stage.source === "batch-norm");
  const fixed = 4 * chain.trainableSize * (options.optimizer.name === "adam" ? 4 : 3);
  const limit = options.memoryLimit ?? Infinity;
  const largest = largestBuffer(gpu);
  for (let samples = options.batch;; samples = Math.ceil(samples / 2)) {
    const bytes = fixed + tensorBytes(chain, sharing, samples);
    const tensor = largestTensor(chain, sharing, samples);
    if (bytes <= limit && tensor <= largest) return samples;
    if (!whole && samples > 1) continue;
    const what = whole ? `a batch of ${samples} with batch norm` : "one sample";
    const why = tensor > largest
      ? `a buffer of ${tensor} bytes, the device has ${largest}`
      : `${bytes} bytes of memory, the limit is ${limit}`;
    throw new UserError(`Cannot plan training: ${what} needs ${why}`);
  }
}

/** Makes the buffers and lists the kernels. */
export function makePlan(
  chain: Chain,
  options: EngineOptions,
  gpu: Gpu,
  buffers: Buffers,
  samples: number,
  tile: TileChoice,
): Plan {
  const sharing = planSharing(chain);
  const weightBytes = 4 * chain.trainableSize;
  const slotNames = options.optimizer.name === "adam" ? ["adam/m", "adam/v"] : ["sgd/momentum"];
  const weights = buffers.make("weights", weightBytes);
  const gradients = buffers.make("gradients", weightBytes);
  const slots = slotNames.map((name) => buffers.make(name, weightBytes));
  const moving = buffers.make("moving averages", 4 * chain.movingSize);
  const place: Place = { software: gpu.software, tile, samples, weights, gradients };
  const offsets = new Map(chain.trainable.map((p) => [p.name, p.offset]));
  const movingOffsets = new Map(chain.moving.map((p) => [p.name, p.offset]));
  const draft: Draft = {
    chain,
    sharing,
    tensors: makeTensors(chain, sharing, samples, buffers),
    place,
    moving,
    workspaces: chain.stages.map((stage) =>
      stage.kind === "affine" && stage.source === "batch-norm"
        ? buffers.make(`${stage.name} workspace`, 4 * WORKSPACE_ROWS * stage.input.channels)
        : undefined
    ),
    partials: buffers.make("partial sums", partialBytes(chain, place)),
    slices: buffers.make("slices of filter gradients", sliceBytes(chain, place)),
    offset: (name) => offsets.get(name)!,
    movingOffset: (name) => movingOffsets.get(name)!,
    forward: [],
    backward: [],
    inference: [],
  };
  chain.stages.forEach((_, i) => addForward(draft, i));
  for (let i = chain.stages.length - 1; i >= 0; i--) addBackward(draft, i);
  const update = optimizerUpdate(options.optimizer, chain.trainableSize, [weights, gradients, ...slots]);
  const { tensors, forward, backward, inference } = draft;
  return {
    samples,
    tensors,
    weights,
    gradients,
    moving,
    moments: slots,
    forward,
    backward,
    inference,
    update,
  };
}

function partialBytes(chain: Chain, place: Place): number {
  return Math.max(
    0,
    ...chain.stages.map((stage, i) => {
      if (stage.kind !== "affine") return 0;
      const before = chain.stages[i - 1];
      const tiles = before?.kind === "product"
        ? Math.ceil(extentOf(before).pixels * place.samples / sides(forwardTile(before, place)).m)
        : 0;
      const { output, input } = blocksOf(stage, place);
      return 8 * stage.input.channels * Math.max(tiles, output.count, input.count);
    }),
  );
}

function sliceBytes(chain: Chain, place: Place): number {
  return Math.max(
    0,
    ...chain.stages.map((stage) => {
      if (stage.kind !== "product") return 0;
      const { count } = planSlices(stage, place);
      const { k, n } = extentOf(stage);
      return count === 1 ? 0 : 4 * count * k * n;
    }),
  );
}
