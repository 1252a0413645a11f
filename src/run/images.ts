import type { Store } from "../base/store.ts";
import { type ClipImages, loadImages } from "../features/load.ts";
import { featureSettings } from "../features/settings.ts";
import type { Settings } from "../manifest/settings.ts";
import { moments, standardise } from "../spectrogram/standardise.ts";
import type { FrozenPart } from "./frozen_part.ts";
import { openFrozenPass, toPictures } from "./frozen_pass.ts";
import { loadFrozen } from "./load_frozen.ts";
import type { Split } from "./split.ts";

/** Images of both sides of a run, ready for the layers that are trained. */
export interface RunImages {
  /** Of the clips that are trained on. */
  readonly train: ClipImages;
  /** Of the clips that are tested on. */
  readonly test: ClipImages;
  /** What the pass of all these clips through the frozen layers took, or `null` where none is frozen. */
  readonly featureSeconds: number | null;
}

/** Where images and outputs of frozen layers are kept. */
export interface ImageStores {
  /** Of images. */
  readonly features: Store;
  /** Of outputs of frozen layers. */
  readonly frozen: Store;
}

/**
 * Loads both sides. With `normalise: "training-set"` both are standardised by what the training clips say; a
 * network that takes pictures brings every image to its own range, so that nothing is left of that.
 */
export async function loadRunImages(
  settings: Settings,
  split: Split,
  frozen: FrozenPart | null,
  stores: ImageStores,
): Promise<RunImages> {
  if (frozen !== null) return await loadFrozenImages(split, frozen, stores);
  const { model, spectrogram } = settings;
  const wanted = featureSettings(settings);
  const train = await loadImages(split.train.corpus, split.train.clips, wanted, stores.features);
  const test = await loadImages(split.test.corpus, split.test.clips, wanted, stores.features);
  if (model.name !== "dscnn") {
    const pictures = ({ images, clipOf }: ClipImages) => (
      { images: toPictures(images, spectrogram.size, model), clipOf }
    );
    return { train: pictures(train), test: pictures(test), featureSeconds: null };
  }
  if (spectrogram.normalise === "training-set") {
    const seen = moments(train.images);
    standardise(train.images, seen);
    standardise(test.images, seen);
  }
  return { train, test, featureSeconds: null };
}

async function loadFrozenImages(split: Split, frozen: FrozenPart, stores: ImageStores): Promise<RunImages> {
  const pass = openFrozenPass(stores.features);
  try {
    const train = await loadFrozen(split.train, frozen, stores.frozen, pass);
    const test = await loadFrozen(split.test, frozen, stores.frozen, pass);
    return { train, test, featureSeconds: train.seconds + test.seconds };
  } finally {
    pass.dispose();
  }
}
