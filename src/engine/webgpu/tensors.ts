import type { Lifetime } from "../arena.ts";
import { type AffineStage, type Chain, sizeOf, type Stage } from "../stages.ts";
import { type Buffers, planSlots } from "./buffers.ts";

/** Which stages do no work of their own, and which tensors are one. */
export interface Sharing {
  /** Stage `i` is computed in the epilogue of the product before it. */
  readonly epilogue: readonly boolean[];
  /** Stage `i` changes nothing, its output is its input; so is its gradient. */
  readonly identity: readonly boolean[];
  /** Stage `i` hands the gradient on as it is. */
  readonly passes: readonly boolean[];
}

const isPlain = (stage: Stage | undefined): stage is AffineStage =>
  stage?.kind === "affine" && stage.source !== "batch-norm" && stage.pool === "none";

/** Finds them. */
export function planSharing({ stages }: Chain): Sharing {
  const epilogue = stages.map((stage, i) => isPlain(stage) && stages[i - 1]?.kind === "product");
  const identity = stages.map((stage, i) =>
    !epilogue[i] && isPlain(stage) && stage.source === "none" && !stage.relu
  );
  return { epilogue, identity, passes: stages.map((stage) => isPlain(stage) && !stage.relu) };
}

/** Buffers of activations and gradients; tensors that are one have one buffer. */
export interface Tensors {
  /** `activations[i]` is the input of stage `i`, the last one holds the logits. */
  readonly activations: readonly GPUBuffer[];
  /** Gradient of `activations[i]`, where it is needed. */
  readonly gradients: readonly (GPUBuffer | undefined)[];
}

/** Tensors with their lifetimes: forward stage `i` runs at time `i`, backward at `2 * stages - i`. */
function lifetimes(chain: Chain, sharing: Sharing, samples: number) {
  const { stages } = chain;
  const extents = [chain.input, ...stages.map((stage) => stage.output)];
  const bytes = (i: number) => 4 * samples * sizeOf(extents[i]!);
  const trains = stages.map((stage) =>
    stage.kind === "product" || (stage.kind === "affine" && stage.source !== "none")
  );
  const count = stages.length;
  const all: Lifetime[] = [];
  const add = (own: Lifetime, shared: number | undefined) => {
    const other = shared === undefined ? undefined : all[shared];
    if (!other) return all.push(own) - 1;
    all[shared!] = {
      bytes: Math.max(own.bytes, other.bytes),
      first: Math.min(own.first, other.first),
      last: Math.max(own.last, other.last),
    };
    return shared!;
  };
  const activations: number[] = [];
  extents.forEach((_, i) => {
    const own = { bytes: bytes(i), first: i - 1, last: 2 * count - i };
    const same = i > 0 && (sharing.epilogue[i - 1] || sharing.identity[i - 1]);
    activations.push(add(own, same ? activations[i - 1] : undefined));
  });
  const gradients: (number | undefined)[] = extents.map(() => undefined);
  for (let i = count; i >= 0; i--) {
    if (!trains.slice(0, i).includes(true)) continue;
    const own = { bytes: bytes(i), first: 2 * count - i, last: 2 * count - i + 1 };
    gradients[i] = add(own, i < count && sharing.passes[i] ? gradients[i + 1] : undefined);
  }
  return { all, activations, gradients };
}

/** Bytes of all activations and gradients for so many samples at once. */
export function tensorBytes(chain: Chain, sharing: Sharing, samples: number): number {
  return planSlots(lifetimes(chain, sharing, samples).all).bytes.reduce((a, b) => a + b, 0);
}

/** The largest of them, bytes. */
export function largestTensor(chain: Chain, sharing: Sharing, samples: number): number {
  return Math.max(...lifetimes(chain, sharing, samples).all.map((t) => t.bytes));
}

/** Makes the buffers. */
export function makeTensors(chain: Chain, sharing: Sharing, samples: number, buffers: Buffers): Tensors {
  const { all, activations, gradients } = lifetimes(chain, sharing, samples);
  const slots = planSlots(all);
  const made = slots.bytes.map((bytes, i) => buffers.make(`activations ${i}`, bytes));
  const bufferOf = (tensor: number) => made[slots.slotOf[tensor]!]!;
  return {
    activations: activations.map(bufferOf),
    gradients: gradients.map((tensor) => tensor === undefined ? undefined : bufferOf(tensor)),
  };
}
