import type { Chain } from "../stages.ts";
import type { Kernels } from "./kernels.ts";
import type { Layout } from "./memory.ts";
import { FLOAT } from "./geometry.ts";

/** One entry of the fixed list that a step executes; `run` takes the samples of the micro-batch. */
export interface Call {
  readonly name: string;
  /** Floating-point operations and bytes of one sample. */
  readonly flops: number;
  readonly bytes: number;
  /** Kernel calls. */
  readonly dispatches: number;
  readonly run: (samples: number) => void;
}

/** What changes from one micro-batch to the next; kernels read it when they run. */
export interface StepState {
  /** Address of the images and of the sample numbers to take. */
  images: number;
  order: number;
  labels: number;
  /** Samples of the batch before this micro-batch, and in the whole batch. */
  first: number;
  batch: number;
  dropoutSeed: number;
}

/** The plan while it is being made. */
export interface Context {
  readonly chain: Chain;
  readonly memory: WebAssembly.Memory;
  readonly kernels: Kernels;
  readonly layout: Layout;
  readonly step: StepState;
  /** Lists of calls: a training step, and a forward pass with moving averages. */
  readonly trainingCalls: Call[];
  readonly inferenceCalls: ((samples: number) => void)[];
  /** Adds to both lists, to the first, to the second. */
  forward(name: string, flops: number, bytes: number, dispatches: number, run: Call["run"]): void;
  training(name: string, flops: number, bytes: number, dispatches: number, run: Call["run"]): void;
  inference(run: Call["run"]): void;
  /** Addresses of a weight, its gradient and a moving average. */
  weight(name: string): number;
  gradient(name: string): number;
  moving(name: string): number;
}

/** An empty plan. */
export function newContext(
  chain: Chain,
  memory: WebAssembly.Memory,
  kernels: Kernels,
  layout: Layout,
): Context {
  const trainingCalls: Call[] = [];
  const inferenceCalls: Context["inferenceCalls"] = [];
  const offsets = new Map(chain.trainable.map((p) => [p.name, p.offset * FLOAT]));
  const movingOffsets = new Map(chain.moving.map((p) => [p.name, p.offset * FLOAT]));
  const training: Context["training"] = (name, flops, bytes, dispatches, run) => {
    trainingCalls.push({ name, flops, bytes, dispatches, run });
  };
  return {
    chain,
    memory,
    kernels,
    layout,
    step: { images: 0, order: 0, labels: 0, first: 0, batch: 0, dropoutSeed: 0 },
    trainingCalls,
    inferenceCalls,
    forward: (name, flops, bytes, dispatches, run) => {
      training(name, flops, bytes, dispatches, run);
      inferenceCalls.push(run);
    },
    training,
    inference: (run) => {
      inferenceCalls.push(run);
    },
    weight: (name) => layout.weights + offsets.get(name)!,
    gradient: (name) => layout.gradients + offsets.get(name)!,
    moving: (name) => layout.moving + movingOffsets.get(name)!,
  };
}
