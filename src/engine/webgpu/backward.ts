import type { ProductStage } from "../stages.ts";
import { affineBackward, type AffineText } from "./affine.ts";
import { dropout } from "./batch.ts";
import { affineSums } from "./blocks.ts";
import { biasGradient, normGradients } from "./channels.ts";
import { affineText, blocksOf, type Draft, normOf } from "./draft.ts";
import { filterGradient, planSlices, sumSlices } from "./filter_gradient.ts";
import { inputGradient } from "./input_gradient.ts";
import { poolBackward } from "./pooling.ts";

/** Adds the kernels that turn the gradient of `activations[i + 1]` into that of `activations[i]`. */
export function addBackward(draft: Draft, i: number): void {
  const { chain, tensors, backward, sharing } = draft;
  const stage = chain.stages[i]!;
  const g = tensors.gradients[i + 1];
  const out = tensors.gradients[i];
  const x = tensors.activations[i]!;
  if (!g) return;
  if (stage.kind === "product") addProductBackward(draft, stage, [x, g, out]);
  else if (stage.kind === "affine") {
    const text = affineText(draft, stage, i);
    if (stage.source !== "none") addAffineGradients(draft, text, i, [g, x]);
    if (out && !sharing.passes[i]) backward.push(affineBackward(text, [g, x, out]));
  } else if (out && stage.kind === "pool") backward.push(poolBackward(stage, [x, g, out]));
  else if (out && stage.kind === "dropout") backward.push(dropout(stage, "backward", [g, out]));
}

function addProductBackward(
  draft: Draft,
  stage: ProductStage,
  [x, g, out]: readonly [GPUBuffer, GPUBuffer, GPUBuffer | undefined],
): void {
  const { place, backward } = draft;
  const weights = draft.offset(`${stage.name}/kernel`);
  const slices = planSlices(stage, place);
  const to = slices.count === 1 ? place.gradients : draft.slices;
  backward.push(filterGradient(stage, slices, [x, g, to], weights));
  // Needs nothing of the slices, so that both can run at once.
  if (out) backward.push(inputGradient(stage, place, [g, out], weights));
  if (slices.count > 1) backward.push(sumSlices(stage, place, slices, draft.slices, weights));
}

function addAffineGradients(
  draft: Draft,
  text: AffineText,
  i: number,
  ends: readonly [GPUBuffer, GPUBuffer],
): void {
  const { place, partials, backward } = draft;
  const { stage } = text;
  const blocks = blocksOf(stage, place).output;
  const rows = stage.output.rows * stage.output.columns;
  backward.push(affineSums(text, ends, partials, blocks));
  if (stage.source === "batch-norm") {
    const to = [partials, draft.workspaces[i]!, place.gradients] as const;
    backward.push(normGradients(stage, normOf(draft, stage), rows, blocks.length, to));
  } else {
    const bias = draft.offset(`${stage.name}/bias`);
    backward.push(biasGradient(stage, bias, rows, blocks.length, [partials, place.gradients]));
  }
}
