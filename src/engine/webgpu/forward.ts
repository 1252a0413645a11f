import type { AffineStage, ProductStage } from "../stages.ts";
import { applyAffine } from "./affine.ts";
import { dropout } from "./batch.ts";
import { statistics } from "./blocks.ts";
import { inferenceMoments, moments } from "./channels.ts";
import { affineText, blocksOf, type Draft, normOf } from "./draft.ts";
import { forwardProduct, forwardTile } from "./forward_product.ts";
import type { KernelSource } from "./kernel.ts";
import { pool } from "./pooling.ts";
import { sides } from "./tiles.ts";

/** Adds the kernels that turn `activations[i]` into `activations[i + 1]`. */
export function addForward(draft: Draft, i: number): void {
  const { chain, tensors, forward, inference } = draft;
  const stage = chain.stages[i]!;
  const ends = [tensors.activations[i]!, tensors.activations[i + 1]!] as const;
  const both = (source: KernelSource) => {
    forward.push(source);
    inference.push(source);
  };
  if (stage.kind === "product") both(productSource(draft, stage, i));
  else if (stage.kind === "pool") both(pool(stage, ends));
  else if (stage.kind === "dropout") {
    forward.push(dropout(stage, "forward", ends));
    inference.push(dropout(stage, "inference", ends));
  } else if (!draft.sharing.epilogue[i] && !draft.sharing.identity[i]) {
    if (stage.source === "batch-norm") addMoments(draft, stage, i);
    both(applyAffine(affineText(draft, stage, i), ends));
  }
}

function productSource(draft: Draft, stage: ProductStage, i: number): KernelSource {
  const { chain, tensors, place, partials, sharing } = draft;
  const next = chain.stages[i + 1];
  const ends = [tensors.activations[i]!, tensors.activations[i + 1]!] as const;
  const weights = draft.offset(`${stage.name}/kernel`);
  if (next?.kind === "affine" && next.source === "batch-norm") {
    return forwardProduct(stage, place, ends, weights, { kind: "statistics", partials });
  }
  if (next?.kind === "affine" && sharing.epilogue[i + 1]) {
    const bias = next.source === "bias" ? draft.offset(`${next.name}/bias`) : null;
    return forwardProduct(stage, place, ends, weights, { kind: "bias", bias, relu: next.relu });
  }
  return forwardProduct(stage, place, ends, weights, { kind: "plain" });
}

function addMoments(draft: Draft, stage: AffineStage, i: number): void {
  const { chain, tensors, place, partials, forward, inference, moving } = draft;
  const before = chain.stages[i - 1];
  const workspace = draft.workspaces[i]!;
  const norm = normOf(draft, stage);
  const blocks = blocksOf(stage, place).input;
  let { length } = blocks;
  if (before?.kind === "product") length = sides(forwardTile(before, place)).m;
  else forward.push(statistics(stage, tensors.activations[i]!, partials, blocks));
  forward.push(moments(stage, norm, length, [partials, workspace, place.weights, moving]));
  inference.push(inferenceMoments(stage, norm, [workspace, place.weights, moving]));
}
