import type { AffineStage, Chain } from "../stages.ts";
import type { AffineText } from "./affine.ts";
import { planBlocks } from "./blocks.ts";
import type { Norm } from "./channels.ts";
import type { KernelSource } from "./kernel.ts";
import type { Place } from "./products.ts";
import type { Sharing, Tensors } from "./tensors.ts";

/** The plan while it is being made. */
export interface Draft {
  readonly chain: Chain;
  readonly sharing: Sharing;
  readonly tensors: Tensors;
  readonly place: Place;
  readonly moving: GPUBuffer;
  readonly workspaces: readonly (GPUBuffer | undefined)[];
  readonly partials: GPUBuffer;
  readonly slices: GPUBuffer;
  readonly offset: (name: string) => number;
  readonly movingOffset: (name: string) => number;
  readonly forward: KernelSource[];
  readonly backward: KernelSource[];
  readonly inference: KernelSource[];
}

/** Blocks of the sums over the rows of an affine stage's output, and of its input. */
export function blocksOf(stage: AffineStage, place: Place) {
  const of = (rows: number) => planBlocks(rows * place.samples, stage.input.channels, place.software);
  return {
    output: of(stage.output.rows * stage.output.columns),
    input: of(stage.input.rows * stage.input.columns),
  };
}

/** What an affine stage is computed from. */
export function affineText(draft: Draft, stage: AffineStage, i: number): AffineText {
  const from = stage.source === "batch-norm"
    ? "workspace"
    : stage.source === "bias" && !draft.sharing.epilogue[i]
    ? "bias"
    : "nothing";
  const bias = from === "bias" ? draft.offset(`${stage.name}/bias`) : 0;
  return { stage, from, workspace: draft.workspaces[i], weights: draft.place.weights, bias };
}

/** Where a batch norm's numbers lie. */
export function normOf(draft: Draft, { name }: AffineStage): Norm {
  return {
    gamma: draft.offset(`${name}/gamma`),
    beta: draft.offset(`${name}/beta`),
    mean: draft.movingOffset(`${name}/mean`),
    variance: draft.movingOffset(`${name}/variance`),
  };
}
