import type { Store } from "../base/store.ts";
import { type ClipImages, loadImages } from "../features/load.ts";
import { featureSettings } from "../features/settings.ts";
import type { Settings } from "../manifest/settings.ts";
import { moments, standardise } from "../spectrogram/standardise.ts";
import type { Split } from "./split.ts";

/** Images of both sides of a run, ready for the network. */
export interface RunImages {
  readonly train: ClipImages;
  readonly test: ClipImages;
}

/** Loads both sides; with `normalise: "training-set"` both are standardised by what the training clips say. */
export async function loadRunImages(settings: Settings, split: Split, store: Store): Promise<RunImages> {
  const wanted = featureSettings(settings);
  const train = await loadImages(split.train.corpus, split.train.clips, wanted, store);
  const test = await loadImages(split.test.corpus, split.test.clips, wanted, store);
  if (settings.spectrogram.normalise === "training-set") {
    const seen = moments(train.images);
    standardise(train.images, seen);
    standardise(test.images, seen);
  }
  return { train, test };
}
