import { messageOf, UserError } from "../base/errors.ts";
import { resample } from "../signal/resample.ts";
import type { Signal } from "../signal/signal.ts";
import { removeSilence } from "../signal/silence.ts";
import { images } from "../spectrogram/image.ts";
import type { FeatureSettings } from "./settings.ts";

/** Why a clip has no image under some settings. */
export const NOTHING_LEFT = "nothing is left after silence removal";

/**
 * The images of one clip for several settings at once, which share decoding and resampling.
 *
 * @param original The decoded file.
 * @param name Named in errors.
 * @returns One list per settings, each of one or more images `[height * width]`, or of none where silence removal
 * leaves nothing.
 * @throws {UserError} If the settings allow no image.
 */
export function clipImages(
  original: Signal,
  name: string,
  wanted: readonly FeatureSettings[],
): Float32Array[][] {
  const resampled = new Map<number, Signal>();
  return wanted.map(({ signal: { rateHz, silence }, spectrogram }) => {
    const signal = resampled.get(rateHz) ?? resample(original, rateHz);
    resampled.set(rateHz, signal);
    const heard = silence === null ? signal : removeSilence(signal, silence);
    if (heard.samples.length === 0) return [];
    try {
      return images(heard, spectrogram);
    } catch (error) {
      throw new UserError(`${name}: ${messageOf(error)}`, undefined, { cause: error });
    }
  });
}
