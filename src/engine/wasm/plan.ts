import { UserError } from "../../base/errors.ts";
import type { Chain } from "../stages.ts";
import { addBackward, addLoss } from "./backward.ts";
import { type Call, type Context, newContext } from "./context.ts";
import { addForward, addGather } from "./forward.ts";
import { instantiateKernels } from "./kernels.ts";
import { type Layout, planMemory } from "./memory.ts";
import type { Convolutions } from "./winograd.ts";

/** What 32-bit addresses reach. */
export const ADDRESSABLE = 65536 * 65536;
const PAGE = 65536;

/** A chain with its memory and its fixed lists of calls. */
export interface Plan {
  readonly context: Context;
  readonly memory: WebAssembly.Memory;
  readonly calls: readonly Call[];
}

/**
 * The largest number of samples at once that fits: the whole batch, or, where no batch norm needs the whole
 * batch's statistics, a part whose gradients are accumulated.
 *
 * @throws {UserError} If even one sample (with batch norm, the batch) does not fit; the message has the bytes.
 */
export function chooseMicroBatch(
  chain: Chain,
  batch: number,
  moments: number,
  limit: number,
  how: Convolutions,
): Layout {
  const whole = chain.stages.some((stage) => stage.kind === "affine" && stage.source === "batch-norm");
  let micro = batch;
  while (true) {
    const layout = planMemory(chain, micro, moments, how);
    if (layout.end <= limit) return layout;
    if (whole || micro === 1) {
      const what = whole ? `a batch of ${batch} with batch norm` : "one sample";
      throw new UserError(
        `Cannot plan training: ${what} needs ${layout.end} bytes of memory, the limit is ${limit}`,
      );
    }
    micro = Math.ceil(micro / 2);
  }
}

/** Reserves the arena and lists the calls of a step. */
export function makePlan(chain: Chain, layout: Layout): Plan {
  const memory = new WebAssembly.Memory({
    initial: Math.ceil(layout.end / PAGE),
    maximum: ADDRESSABLE / PAGE,
  });
  const kernels = instantiateKernels(memory);
  kernels.setScratch(layout.scratch);
  new Int32Array(memory.buffer, layout.identity, layout.micro).forEach((_, i, all) => all[i] = i);
  const context = newContext(chain, memory, kernels, layout);
  addGather(context);
  chain.stages.forEach((_, i) => addForward(context, i));
  addLoss(context);
  for (let i = chain.stages.length - 1; i >= 0; i--) addBackward(context, i);
  return { context, memory, calls: context.trainingCalls };
}
