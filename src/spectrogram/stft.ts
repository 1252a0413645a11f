import FFT from "fft.js";
import { rangeError } from "../base/errors.ts";
import type { SpectrogramSettings } from "../manifest/settings.ts";
import type { Matrix } from "./matrix.ts";
import { windowOf } from "./window.ts";

/** What one frame length and window need, and room to work in. */
interface Plan {
  readonly fft: FFT;
  /** Window over twice its sum: over its sum for the scale, over two to separate the pair. */
  readonly window: Float64Array;
  /** Complex numbers, real and imaginary parts in turn, shape `[2 * length]`. */
  readonly input: Float64Array;
  readonly output: Float64Array;
}

/**
 * Magnitudes of the short-time Fourier transform, in units of full scale: divided by the sum of the window,
 * as in `scipy.signal.stft`, so that a sine of amplitude 1 gives 0.5. Frames start at
 * the first sample and end within the last; nothing is centred or padded, but a signal shorter than one
 * frame is filled up with zeros. Two frames share one complex transform: the spectrum of the real part is
 * even and that of the imaginary part odd. Source: Allen & Rabiner 1977; for the pairs, Press et al. 2007,
 * "Numerical Recipes", section 12.3.
 *
 * @param samples Shape `[n]`; never modified.
 * @param settings `length` (a power of two >= 2), `hop` and `window`.
 * @returns One row per frame, `length / 2 + 1` columns, from 0 Hz to half the rate.
 * @throws {RangeError} If a sample in a frame is not finite.
 */
export function spectrogram(
  samples: Float32Array,
  settings: Pick<SpectrogramSettings, "window" | "length" | "hop">,
): Matrix {
  const { length, hop } = settings;
  const plan = planFor(settings.window, length);
  const rows = samples.length < length ? 1 : Math.floor((samples.length - length) / hop) + 1;
  const columns = length / 2 + 1;
  // Room for a partner of the last frame, which stays silent if there is none.
  const values = new Float32Array((rows + rows % 2) * columns);
  for (let row = 0; row < rows; row += 2) {
    loadFrames(samples, row * hop, row + 1 < rows ? (row + 1) * hop : samples.length, plan);
    plan.fft.transform(plan.output, plan.input);
    separate(plan.output, length, values, row * columns);
  }
  for (let row = 0; row < rows; row++) {
    // The mean of a frame is finite exactly when its samples are.
    const mean = values[row * columns]!;
    if (!Number.isFinite(mean)) throw rangeError("make a spectrogram", "samples must be finite", mean);
  }
  return { rows, columns, values: values.subarray(0, rows * columns) };
}

/** Puts two windowed frames into the real and the imaginary parts; beyond the samples is silence. */
function loadFrames(samples: Float32Array, first: number, second: number, plan: Plan): void {
  const { window, input } = plan;
  const length = window.length;
  if (second + length > samples.length) return loadLast(samples, first, second, plan);
  // Two samples of each frame at a time take half as long as one.
  for (let i = 0, at = 0; i < length; i += 2, at += 4) {
    const weight = window[i]!;
    const nextWeight = window[i + 1]!;
    input[at] = weight * samples[first + i]!;
    input[at + 1] = weight * samples[second + i]!;
    input[at + 2] = nextWeight * samples[first + i + 1]!;
    input[at + 3] = nextWeight * samples[second + i + 1]!;
  }
}

function loadLast(samples: Float32Array, first: number, second: number, plan: Plan): void {
  const { window, input } = plan;
  for (let i = 0; i < window.length; i++) {
    input[2 * i] = window[i]! * (samples[first + i] ?? 0);
    input[2 * i + 1] = window[i]! * (samples[second + i] ?? 0);
  }
}

/**
 * Magnitudes of the two frames from the transform of their pair: sums and differences of mirrored bins.
 * The second row follows the first.
 */
function separate(pair: Float64Array, length: number, values: Float32Array, row: number): void {
  const columns = length / 2 + 1;
  values[row] = 2 * Math.abs(pair[0]!);
  values[row + columns] = 2 * Math.abs(pair[1]!);
  for (let k = 1, at = 2, mirror = 2 * length - 2; k < columns; k++, at += 2, mirror -= 2) {
    const re = pair[at]!;
    const im = pair[at + 1]!;
    const mirrorRe = pair[mirror]!;
    const mirrorIm = pair[mirror + 1]!;
    const evenRe = re + mirrorRe;
    const evenIm = im + mirrorIm;
    const oddRe = re - mirrorRe;
    const oddIm = im - mirrorIm;
    values[row + k] = Math.sqrt(evenRe * evenRe + oddIm * oddIm);
    values[row + columns + k] = Math.sqrt(evenIm * evenIm + oddRe * oddRe);
  }
}

const plans = new Map<string, Plan>();

function planFor(name: SpectrogramSettings["window"], length: number): Plan {
  const key = `${name}/${length}`;
  let plan = plans.get(key);
  if (plan === undefined) {
    const weights = windowOf(name, length);
    const sum = weights.reduce((a, b) => a + b, 0);
    plan = {
      fft: new FFT(length),
      window: weights.map((w) => w / (2 * sum)),
      input: new Float64Array(2 * length),
      output: new Float64Array(2 * length),
    };
    plans.set(key, plan);
  }
  return plan;
}
