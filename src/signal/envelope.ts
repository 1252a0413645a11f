import { rangeError } from "../base/errors.ts";

/** Lowest and highest sample of each stretch of a recording, for drawing its waveform. */
export interface Envelope {
  /** Shape `[points]`. */
  readonly min: number[];
  /** Shape `[points]`. */
  readonly max: number[];
}

/**
 * Divides samples into `points` stretches of equal length and gives the range of each, so that no peak is
 * lost however small the drawing is. A stretch that is shorter than a sample takes the sample it lies in.
 *
 * @param samples Shape `[n]`; no samples give zeros.
 * @param points Stretches; an integer >= 1.
 * @throws {RangeError} If `points` is out of range.
 */
export function envelope(samples: Float32Array, points: number): Envelope {
  if (!(Number.isInteger(points) && points >= 1)) {
    throw rangeError("draw a waveform", "points must be an integer >= 1", points);
  }
  const min = new Array<number>(points).fill(0);
  const max = new Array<number>(points).fill(0);
  if (samples.length === 0) return { min, max };
  for (let i = 0; i < points; i++) {
    const from = Math.floor((i * samples.length) / points);
    const to = Math.max(from + 1, Math.floor(((i + 1) * samples.length) / points));
    let low = Infinity;
    let high = -Infinity;
    for (let j = from; j < to; j++) {
      low = Math.min(low, samples[j]!);
      high = Math.max(high, samples[j]!);
    }
    min[i] = low;
    max[i] = high;
  }
  return { min, max };
}
