import { join } from "node:path";
import { UserError } from "../base/errors.ts";
import type { Store } from "../base/store.ts";
import type { Corpus } from "../corpus/clip.ts";
import { clipImages, NOTHING_LEFT } from "./clip_images.ts";
import { readWav } from "../signal/wav.ts";
import { decodeImages, encodeImages, featureKey } from "./entry.ts";
import type { FeatureSettings } from "./settings.ts";

/** Images of several clips, one after the other. */
export interface ClipImages {
  /** `[images, height * width]` */
  readonly images: Float32Array;
  /** For each image, which of the clips asked for it shows; ascending. */
  readonly clipOf: Int32Array;
}

/** Clips that are read from the cache at the same time. */
const AT_ONCE = 32;

/**
 * The images of some clips, from the cache; an entry that is missing or damaged is made again.
 * @param clips Indices into `corpus.clips`.
 * @throws {UserError} If a clip cannot be read; the message names the file.
 */
export async function loadImages(
  corpus: Corpus,
  clips: readonly number[],
  settings: FeatureSettings,
  store: Store,
): Promise<ClipImages> {
  const size = settings.spectrogram.size[0] * settings.spectrogram.size[1];
  const parts: { count: number; values: Float32Array }[] = [];
  for (let start = 0; start < clips.length; start += AT_ONCE) {
    const some = clips.slice(start, start + AT_ONCE);
    parts.push(...await Promise.all(some.map((clip) => loadClip(corpus, clip, settings, store, size))));
  }
  const total = parts.reduce((sum, part) => sum + part.count, 0);
  const images = new Float32Array(total * size);
  const clipOf = new Int32Array(total);
  let image = 0;
  parts.forEach(({ count, values }, clip) => {
    images.set(values, image * size);
    clipOf.fill(clip, image, image + count);
    image += count;
  });
  return { images, clipOf };
}

async function loadClip(
  corpus: Corpus,
  index: number,
  settings: FeatureSettings,
  store: Store,
  size: number,
) {
  const clip = corpus.clips[index]!;
  const key = featureKey(clip.sha256, settings);
  const entry = await store.read(key);
  const cached = entry && decodeImages(entry, size);
  if (cached) return cached;
  const path = join(corpus.root, clip.path);
  const [images] = clipImages(readWav(path), path, [settings]);
  if (images!.length === 0) throw new UserError(`${path}: ${NOTHING_LEFT}`);
  const made = encodeImages(images!);
  await store.write(key, made);
  return decodeImages(made, size)!;
}
