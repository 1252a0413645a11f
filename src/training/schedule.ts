import type { TrainingSettings } from "../manifest/settings.ts";

/** Learning rate of an epoch (from 1): multiplied by `factor` after every `everyEpochs` epochs. */
export function learningRateAt(settings: TrainingSettings, epoch: number): number {
  const { optimizer, decay } = settings;
  if (decay === null) return optimizer.learningRate;
  return optimizer.learningRate * decay.factor ** Math.floor((epoch - 1) / decay.everyEpochs);
}
