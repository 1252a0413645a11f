import type { SpectrogramSettings } from "../manifest/settings.ts";

/** Weight of the cosine in `1 - a + -a cos`. */
const COSINE: Readonly<Record<SpectrogramSettings["window"], number>> = {
  hann: 0.5,
  hamming: 0.46,
  rectangular: 0,
};

/**
 * A window in its periodic form, which is the one for spectra; same values as `scipy.signal.get_window`.
 * Source: Harris 1978, "On the use of windows for harmonic analysis with the discrete Fourier transform".
 *
 * @param length Samples per frame; an integer >= 1.
 * @returns Shape `[length]`.
 */
export function windowOf(name: SpectrogramSettings["window"], length: number): Float64Array {
  const a = COSINE[name];
  return Float64Array.from({ length }, (_, i) => 1 - a - a * Math.cos((2 * Math.PI * i) / length));
}
