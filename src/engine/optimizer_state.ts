import type { TrainingSettings } from "../manifest/settings.ts";

/** How fast Adam's moments decay: Kingma & Ba 2015. */
export const ADAM = { beta1: 0.9, beta2: 0.999 } as const;

/** Where the number of steps stands among the tensors of a checkpoint (exact up to 2^24). */
const STEPS = "optimizer/steps";

/** What the names of an optimiser's moments begin with, in the order of the arena. */
export function momentPrefixes(optimizer: TrainingSettings["optimizer"]): string[] {
  return optimizer.name === "adam" ? ["adam/m", "adam/v"] : ["sgd/momentum"];
}

/** Adds the number of steps to the tensors of a checkpoint. */
export function withSteps(tensors: Map<string, Float32Array>, steps: number): Map<string, Float32Array> {
  return tensors.set(STEPS, Float32Array.of(steps));
}

/** The tensors of a checkpoint without the number of steps, which is `null` where there is none. */
export function withoutSteps(
  state: ReadonlyMap<string, Float32Array>,
): { readonly tensors: Map<string, Float32Array>; readonly steps: number | null } {
  const tensors = new Map(state);
  tensors.delete(STEPS);
  return { tensors, steps: state.get(STEPS)?.[0] ?? null };
}
