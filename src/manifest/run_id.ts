import { hashOf } from "../base/hash.ts";
import type { Settings } from "./settings.ts";

/**
 * Names a run by its settings: the first 16 hexadecimal digits of the hash of their canonical JSON. A setting that
 * was added later is left out where it has the value that it always had, so that earlier runs keep their names.
 */
export function runId(settings: Settings): string {
  return hashOf(withoutLaterDefaults(settings)).slice(0, 16);
}

function withoutLaterDefaults(settings: Settings): unknown {
  const { initialiser, ...model } = settings.model;
  const usual = settings.model.name === "dscnn" ? "glorot-uniform" : "he-uniform";
  return {
    ...settings,
    model: initialiser === usual ? model : settings.model,
    training: { ...settings.training, optimizer: hashedOptimizer(settings.training.optimizer) },
  };
}

function hashedOptimizer(optimizer: Settings["training"]["optimizer"]): unknown {
  if (optimizer.name !== "adam" || optimizer.epsilon !== 1e-7) return optimizer;
  const { epsilon: _, ...rest } = optimizer;
  return rest;
}
