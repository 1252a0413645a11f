import type { Store } from "../base/store.ts";
import { type ClipImages, loadImages } from "../features/load.ts";
import { featureSettings } from "../features/settings.ts";
import { leaks } from "../manifest/leaks.ts";
import type { Settings } from "../manifest/settings.ts";
import { moments, standardise } from "../spectrogram/standardise.ts";
import type { FrozenPart } from "./frozen_part.ts";
import { openFrozenPass, toPictures } from "./frozen_pass.ts";
import { type FrozenImages, loadFrozen } from "./load_frozen.ts";
import { type Side, type Split, splitImages } from "./split.ts";

/** Images of both sides of a run, ready for the layers that are trained. */
export interface RunImages {
  /** How the clips are divided, or the images themselves where the protocol deals them. */
  readonly split: Split;
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
  if (frozen !== null) return await loadFrozenImages(settings, split, frozen, stores);
  const { model, spectrogram } = settings;
  const wanted = featureSettings(settings);
  const sides = await loadSides(
    settings,
    split,
    ({ corpus, clips }) => loadImages(corpus, clips, wanted, stores.features),
  );
  if (model.name !== "dscnn") {
    const pictures = ({ images, clipOf }: ClipImages) => (
      { images: toPictures(images, spectrogram.size, model), clipOf }
    );
    return {
      split: sides.split,
      train: pictures(sides.train),
      test: pictures(sides.test),
      featureSeconds: null,
    };
  }
  if (spectrogram.normalise === "training-set") {
    const seen = moments(sides.train.images);
    standardise(sides.train.images, seen);
    standardise(sides.test.images, seen);
  }
  return { ...sides, featureSeconds: null };
}

async function loadFrozenImages(
  settings: Settings,
  split: Split,
  frozen: FrozenPart,
  stores: ImageStores,
): Promise<RunImages> {
  const pass = openFrozenPass(stores.features);
  let featureSeconds = 0;
  const load = async (side: Side): Promise<FrozenImages> => {
    const loaded = await loadFrozen(side, frozen, stores.frozen, pass);
    featureSeconds += loaded.seconds;
    return loaded;
  };
  try {
    return { ...await loadSides(settings, split, load), featureSeconds };
  } finally {
    pass.dispose();
  }
}

/** Both sides by clip; or all clips once, whose images are then dealt. */
async function loadSides(
  settings: Settings,
  split: Split,
  load: (side: Side) => Promise<ClipImages>,
): Promise<Omit<RunImages, "featureSeconds">> {
  if (!leaks(settings.protocol)) {
    return { split, train: await load(split.train), test: await load(split.test) };
  }
  const all = await load(split.train);
  const dealt = splitImages(settings, split.train.corpus, all.clipOf);
  return { split: dealt, train: chosenImages(all, dealt.train), test: chosenImages(all, dealt.test) };
}

/** Some of the images, each counted as a clip of its own. */
function chosenImages({ images, clipOf }: ClipImages, { clips }: Side): ClipImages {
  const size = images.length / clipOf.length;
  const chosen = new Float32Array(clips.length * size);
  clips.forEach((image, i) => chosen.set(images.subarray(image * size, (image + 1) * size), i * size));
  return { images: chosen, clipOf: Int32Array.from(clips.keys()) };
}
