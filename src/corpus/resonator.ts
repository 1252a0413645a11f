import { cosineOfTurns, powerOfTwo } from "./portable_math.ts";

/** A digital resonator, gain 1 at 0 Hz: Klatt 1980, "Software for a cascade/parallel formant synthesizer". */
export interface Resonator {
  /**
   * Sets the middle of the band and its width, Hz, to be reached evenly within `samples`: a sudden change
   * would be heard, and seen in the spectrogram, as a click.
   */
  glide(hz: number, widthHz: number, samples: number): void;
  /** The next sample. */
  next(x: number): number;
}

/** A resonator at rest, tuned to a band, for signals of `rateHz`. */
export function resonator(rateHz: number, hz: number, widthHz: number): Resonator {
  const tuned = (hz: number, widthHz: number) => {
    const radius = powerOfTwo(-Math.PI * Math.LOG2E * widthHz / rateHz);
    return { b: 2 * radius * cosineOfTurns(hz / rateHz), c: -radius * radius };
  };
  let { b, c } = tuned(hz, widthHz);
  let [stepB, stepC, steps, y1, y2] = [0, 0, 0, 0, 0];
  return {
    glide(hz, widthHz, samples) {
      const target = tuned(hz, widthHz);
      stepB = (target.b - b) / samples;
      stepC = (target.c - c) / samples;
      steps = samples;
    },
    next(x) {
      if (steps > 0) {
        b += stepB;
        c += stepC;
        steps--;
      }
      const y = (1 - b - c) * x + b * y1 + c * y2;
      y2 = y1;
      return y1 = y;
    },
  };
}
