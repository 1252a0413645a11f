import { messageOf, UserError } from "../base/errors.ts";
import { resample } from "../signal/resample.ts";
import type { Signal } from "../signal/signal.ts";
import { removeSilence } from "../signal/silence.ts";
import { decodeWav } from "../signal/wav.ts";
import { images } from "../spectrogram/image.ts";
import type { FeatureSettings } from "./settings.ts";

/**
 * The images of one clip for several settings at once, which share decoding and resampling.
 *
 * @param bytes The WAV file.
 * @param name Named in errors.
 * @returns One list per settings, each of one or more images `[height * width]`.
 * @throws {UserError} If the file cannot be decoded or nothing of it is left.
 */
export function clipImages(
  bytes: Uint8Array,
  name: string,
  wanted: readonly FeatureSettings[],
): Float32Array[][] {
  const original = decodeWav(bytes, name);
  const resampled = new Map<number, Signal>();
  return wanted.map(({ signal: { rateHz, silence }, spectrogram }) => {
    const signal = resampled.get(rateHz) ?? resample(original, rateHz);
    resampled.set(rateHz, signal);
    const heard = silence === null ? signal : removeSilence(signal, silence);
    if (heard.samples.length === 0) throw new UserError(`${name}: nothing is left after silence removal`);
    try {
      return images(heard, spectrogram);
    } catch (error) {
      throw new UserError(`${name}: ${messageOf(error)}`, undefined, { cause: error });
    }
  });
}
