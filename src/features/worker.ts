import { UnusableError } from "../audio/unusable.ts";
import { serveTasks } from "../base/pool.ts";
import { readWav } from "../signal/wav.ts";
import { clipImages, NOTHING_LEFT } from "./clip_images.ts";
import { encodeImages } from "./entry.ts";
import type { FeatureSettings } from "./settings.ts";

/** One clip and the settings it is wanted for. */
export interface FeatureTask {
  /** The WAV file. */
  readonly path: string;
  /** One entry is made for each. */
  readonly wanted: readonly FeatureSettings[];
}

/** A cache entry, or why there are no images for it. */
export type FeatureResult = Uint8Array<ArrayBuffer> | string;

serveTasks<FeatureTask, FeatureResult[]>((task) => {
  const result = resultsOf(task);
  const transfer = result.flatMap((one) => (typeof one === "string" ? [] : [one.buffer]));
  return Promise.resolve({ result, transfer });
});

function resultsOf({ path, wanted }: FeatureTask): FeatureResult[] {
  try {
    return clipImages(readWav(path), path, wanted)
      .map((images) => (images.length === 0 ? NOTHING_LEFT : encodeImages(images)));
  } catch (error) {
    if (error instanceof UnusableError) return wanted.map(() => error.message);
    throw error;
  }
}
