import { rangeError } from "../base/errors.ts";
import { type PolyphaseFilter, polyphaseFilter } from "./polyphase.ts";
import type { Signal } from "./signal.ts";

/**
 * Changes the sampling rate by a ratio of whole numbers: zeros are put between the samples, a low-pass
 * filter removes what the lower of the two rates cannot carry, and samples are dropped; all at once, so
 * that only what is kept is computed. The signal is silent outside its samples. Same result as
 * `scipy.signal.resample_poly(samples, up, down)` with its defaults. Source: Crochiere & Rabiner 1983,
 * "Multirate Digital Signal Processing", chapter 3.
 *
 * @param signal Never modified.
 * @param rateHz New rate, Hz; an integer >= 1.
 * @returns `ceil(n * rateHz / signal.rateHz)` samples; `signal` itself if it has that rate already.
 * @throws {RangeError} If a rate is no integer >= 1, or above 2,000,000 Hz after their common factor.
 */
export function resample(signal: Signal, rateHz: number): Signal {
  for (const rate of [rateHz, signal.rateHz]) {
    if (!(Number.isInteger(rate) && rate >= 1)) {
      throw rangeError("resample", "rateHz must be an integer >= 1", rate);
    }
  }
  if (rateHz === signal.rateHz) return signal;
  const divisor = greatestCommonDivisor(rateHz, signal.rateHz);
  const filter = polyphaseFilter(rateHz / divisor, signal.rateHz / divisor);
  return { samples: filterPhases(signal.samples, filter), rateHz };
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** Outputs of one phase that are computed together. */
const GROUP = 8;

/**
 * Output `n` is the dot product of the taps of phase `(n * down + centre) % up` and the samples that end at
 * `floor((n * down + centre) / up)`. Outputs `up` apart have the same phase; `GROUP` of them are computed
 * together where their samples exist, and one by one at the ends.
 */
function filterPhases(samples: Float32Array, filter: PolyphaseFilter): Float32Array {
  const { up, down, tapsPerPhase, centre } = filter;
  const out = new Float32Array(Math.ceil((samples.length * up) / down));
  for (let block = 0; block < out.length; block += GROUP * up) {
    for (let n = block; n < Math.min(block + up, out.length); n++) {
      const at = n * down + centre;
      const phase = at % up;
      const from = (at - phase) / up - tapsPerPhase + 1;
      const end = from + (GROUP - 1) * down + tapsPerPhase;
      if (from >= 0 && end <= samples.length && n + (GROUP - 1) * up < out.length) {
        groupOfDots(samples, from, filter, phase, out, n);
        continue;
      }
      for (let k = 0; k < GROUP && n + k * up < out.length; k++) {
        out[n + k * up] = dotWithin(samples, from + k * down, filter, phase);
      }
    }
  }
  return out;
}

/** One output, samples outside the signal being silent. */
function dotWithin(samples: Float32Array, from: number, filter: PolyphaseFilter, phase: number): number {
  const { taps, tapsPerPhase } = filter;
  const start = phase * tapsPerPhase;
  const end = Math.min(tapsPerPhase, samples.length - from);
  let sum = 0;
  for (let j = Math.max(0, -from); j < end; j++) sum += taps[start + j]! * samples[from + j]!;
  return sum;
}

/**
 * `GROUP` outputs from `n` on, `up` apart, written out so that they share each tap and keep independent sums
 * going: a quarter of the time of one after another.
 */
function groupOfDots(
  samples: Float32Array,
  from: number,
  filter: PolyphaseFilter,
  phase: number,
  out: Float32Array,
  n: number,
): void {
  const { up, down, taps, tapsPerPhase } = filter;
  const start = phase * tapsPerPhase;
  const end = start + tapsPerPhase;
  let s0 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0, s5 = 0, s6 = 0, s7 = 0;
  for (let j = start; j < end; j++) {
    const tap = taps[j]!;
    let at = from++;
    s0 += tap * samples[at]!;
    s1 += tap * samples[at += down]!;
    s2 += tap * samples[at += down]!;
    s3 += tap * samples[at += down]!;
    s4 += tap * samples[at += down]!;
    s5 += tap * samples[at += down]!;
    s6 += tap * samples[at += down]!;
    s7 += tap * samples[at += down]!;
  }
  out[n] = s0;
  out[n += up] = s1;
  out[n += up] = s2;
  out[n += up] = s3;
  out[n += up] = s4;
  out[n += up] = s5;
  out[n += up] = s6;
  out[n + up] = s7;
}
