import { rangeError } from "../base/errors.ts";

/** A low-pass filter for a change of rate by `up / down`, split into its phases. */
export interface PolyphaseFilter {
  /** Factor of interpolation. */
  readonly up: number;
  /** Factor of decimation. */
  readonly down: number;
  /** Taps, shape `[up, tapsPerPhase]`, each phase in the order of the samples it is multiplied with. */
  readonly taps: Float64Array;
  /** Samples that one output is made of. */
  readonly tapsPerPhase: number;
  /** Index of the filter's middle before it was split. */
  readonly centre: number;
}

/** Half length in samples of the lower rate, and shape of the window: SciPy's defaults. */
const HALF_LENGTH = 10;
const BETA = 5;
const HIGHEST_FACTOR = 2_000_000;
/** Filters kept: corpora have one or two rates. */
const MOST_KEPT = 4;
/** Taps of a filter that is kept; rates that recorders have need far fewer, other ones up to 160 megabytes. */
const MOST_KEPT_TAPS = 1 << 20;
const kept = new Map<string, PolyphaseFilter>();

/**
 * Windowed-sinc filter of `20 * max(up, down) + 1` taps with a Kaiser window of beta 5, cut off at half the
 * lower rate, gain `up` at 0 Hz. The last four are kept. Source: Oppenheim & Schafer 2010, "Discrete-Time
 * Signal Processing", section 7.5; length and beta as in `scipy.signal.resample_poly`.
 *
 * @param up Factor of interpolation, >= 1, without a common factor with `down`.
 * @param down Factor of decimation, >= 1.
 * @throws {RangeError} If a factor is above 2,000,000, for which the filter would take gigabytes.
 */
export function polyphaseFilter(up: number, down: number): PolyphaseFilter {
  const key = `${up}/${down}`;
  const known = kept.get(key);
  if (known !== undefined) return known;
  if (Math.max(up, down) > HIGHEST_FACTOR) {
    throw rangeError("resample", `up/down must have factors <= ${HIGHEST_FACTOR}`, key);
  }
  const filter = splitPhases(kaiserSinc(Math.max(up, down), up), up, down);
  if (filter.taps.length > MOST_KEPT_TAPS) return filter;
  if (kept.size >= MOST_KEPT) kept.delete(kept.keys().next().value!);
  kept.set(key, filter);
  return filter;
}

/** Low-pass filter, cut off at `1 / factor` of half the rate; the taps sum to `gain`. */
function kaiserSinc(factor: number, gain: number): Float64Array {
  const half = HALF_LENGTH * factor;
  const taps = new Float64Array(2 * half + 1);
  for (let i = 0; i <= half; i++) {
    const angle = (Math.PI * i) / factor;
    const sinc = i === 0 ? 1 : Math.sin(angle) / angle;
    taps[half + i] = taps[half - i] = sinc * besselI0(BETA * Math.sqrt(1 - (i / half) ** 2));
  }
  const scale = gain / taps.reduce((sum, tap) => sum + tap, 0);
  return taps.map((tap) => tap * scale);
}

function splitPhases(filter: Float64Array, up: number, down: number): PolyphaseFilter {
  const tapsPerPhase = Math.ceil(filter.length / up);
  const taps = new Float64Array(up * tapsPerPhase);
  for (let i = 0; i < filter.length; i++) {
    const back = Math.floor(i / up);
    taps[(i % up) * tapsPerPhase + tapsPerPhase - 1 - back] = filter[i]!;
  }
  return { up, down, taps, tapsPerPhase, centre: (filter.length - 1) / 2 };
}

/** Modified Bessel function of the first kind, order 0, by its power series. */
function besselI0(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > 1e-17 * sum; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}
