import type { Backend } from "../backend/backend.ts";
import type { TrainingSettings } from "../manifest/settings.ts";
import type { Network } from "../model/layers.ts";
import type { Stepper, TrainingSet } from "../training/stepper.ts";
import { tfjsStepper } from "../training/tfjs_stepper.ts";

/** The training steps for a network on a backend. */
export function openStepper(
  network: Network,
  settings: TrainingSettings,
  weights: ReadonlyMap<string, Float32Array>,
  data: TrainingSet,
  _backend: Backend,
): Promise<Stepper> {
  return Promise.resolve(tfjsStepper(network, settings, weights, data));
}
