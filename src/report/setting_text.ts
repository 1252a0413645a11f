const NAMES: Readonly<Record<string, string>> = {
  "signal.silence": "silence removal",
  "signal.rateHz": "sample rate",
  "spectrogram.scale": "scale",
  "spectrogram.time": "time axis",
  "spectrogram.normalise": "normalisation",
  "model.strides": "stride 2 in",
  "model.padding": "padding",
  "model.initialiser": "first weights",
  "model.batchNorm.momentum": "batch norm's momentum",
  "framework": "framework's defaults",
  "model.downsampling": "down-sampling",
  "training.optimizer": "optimiser",
  "training.decay.factor": "learning rate",
  "protocol": "split",
};

/** A setting's path in words: `signal.silence` is `silence removal`; a path without words stays as it is. */
export function settingText(path: string): string {
  return NAMES[path] ?? path;
}
