import type { Random } from "../base/random.ts";

/** The source of voiced sounds: glottal pulses and, while the glottis is open, breath. */
export interface Glottis {
  /**
   * The next sample.
   *
   * @param step Pitch divided by the sampling rate.
   * @param noise White noise in [-1, 1).
   */
  next(step: number, noise: number): number;
}

/**
 * Derivative of a polynomial pulse of air, `x^3 (1 - x)` over the open part of the period, low-passed to set
 * its tilt; each period and its strength vary a little. It closes faster than the `x^2 (1 - x)` of Klatt &
 * Klatt 1990 (JASA 87(2)), after Rosenberg 1971 (JASA 49(2)), and is brighter for it.
 *
 * @param brightnessHz Where the spectrum begins to fall by 12 dB per octave more than the plain pulse's.
 * @param breath Noise against the pulses, 0 to 1.
 * @param jitter Largest change of a period, share.
 */
export function glottis(
  rateHz: number,
  { brightnessHz, breath, jitter }: { brightnessHz: number; breath: number; jitter: number },
  random: Random,
): Glottis {
  // Breathy voices keep the glottis open for longer.
  const open = 0.55 + breath;
  const turn = 2 * Math.PI * brightnessHz / rateHz;
  const share = turn / (1 + turn);
  let [phase, stretch, strength, once, twice] = [0, 1, 1, 0, 0];
  return {
    next(step, noise) {
      phase += step * stretch;
      if (phase >= 1) {
        phase -= 1;
        stretch = 1 + jitter * (2 * random.uniform() - 1);
        strength = 1 - 2 * jitter * random.uniform();
      }
      const x = phase / open;
      const pulse = x < 1 ? strength * (3 - 4 * x) * x * x : 0;
      once += share * (pulse - once);
      twice += share * (once - twice);
      return twice + breath * noise * (x < 1 ? 1 : 0.3);
    },
  };
}
