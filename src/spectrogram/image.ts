import { rangeError } from "../base/errors.ts";
import type { SpectrogramSettings } from "../manifest/settings.ts";
import type { Signal } from "../signal/signal.ts";
import { checkSpectrogramSettings } from "./check.ts";
import { amplitudeToDecibels, limitRange, powerToDecibels } from "./decibel.ts";
import type { Matrix } from "./matrix.ts";
import { melFilters, melPowers } from "./mel.ts";
import { areaResize } from "./resize.ts";
import { standardise } from "./standardise.ts";
import { spectrogram } from "./stft.ts";
import { stretches } from "./time.ts";

/**
 * Spectrogram images of a recording: one, or with `time: "windows"` one per window, in order. Each is a
 * short-time Fourier transform in decibels (or its mel bands), resized by area, with what lies more than
 * `rangeDb` below the loudest cell lifted to that level, and with `normalise: "image"` brought to mean 0 and
 * deviation 1; otherwise it stays in decibels of full scale. A silent recording gives an image of one
 * value: 0 with `normalise: "image"`, else -120 dB. Source: Deepika & Kuchibhotla 2025, "Spectrogram
 * Generation".
 *
 * @param signal Finite samples, at least one; never modified.
 * @returns Images of shape `[height * width]`, row by row; row 0 is the lowest frequency, columns are time.
 * @throws {RangeError} If a setting is out of range, the signal is empty or a sample in a frame is not finite.
 */
export function images(signal: Signal, settings: SpectrogramSettings): Float32Array[] {
  checkSpectrogramSettings(settings);
  if (signal.samples.length === 0) throw rangeError("make a spectrogram", "the signal must hold samples", 0);
  return stretches(signal, settings.time).map((samples) => image(samples, signal.rateHz, settings));
}

function image(samples: Float32Array, rateHz: number, settings: SpectrogramSettings): Float32Array {
  const [height, width] = settings.size;
  const small = areaResize(decibels(samples, rateHz, settings), width, height);
  const upright = transpose(small);
  limitRange(upright, settings.rangeDb);
  if (settings.normalise === "image") standardise(upright);
  return upright;
}

/** One row per frame, one column per bin or mel band. */
function decibels(samples: Float32Array, rateHz: number, settings: SpectrogramSettings): Matrix {
  const magnitudes = spectrogram(samples, settings);
  if (settings.scale === "decibel") {
    amplitudeToDecibels(magnitudes.values);
    return magnitudes;
  }
  const bands = melPowers(magnitudes, melFilters(rateHz, settings.length, settings.mels));
  powerToDecibels(bands.values);
  return bands;
}

function transpose(matrix: Matrix): Float32Array {
  const { rows, columns, values } = matrix;
  const out = new Float32Array(values.length);
  for (let r = 0, i = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) out[c * rows + r] = values[i++]!;
  }
  return out;
}
