import type { Settings, SignalSettings, SpectrogramSettings } from "../manifest/settings.ts";

/** What determines the images of a clip. */
export interface FeatureSettings {
  /** From file to samples. */
  readonly signal: SignalSettings;
  /** From samples to images. */
  readonly spectrogram: SpectrogramSettings;
}

/** The feature settings of a run. Normalisation over the training set is the run's business, not the clip's. */
export function featureSettings(settings: Pick<Settings, "signal" | "spectrogram">): FeatureSettings {
  const { signal, spectrogram } = settings;
  if (spectrogram.normalise !== "training-set") return { signal, spectrogram };
  return { signal, spectrogram: { ...spectrogram, normalise: "none" } };
}
