import { rangeError } from "../base/errors.ts";
import type { TimeSettings } from "../manifest/settings.ts";
import type { Signal } from "../signal/signal.ts";

/**
 * The stretches of a recording that become one image each:
 *
 * - `"resize"`: the whole recording;
 * - `fixed`: its first `seconds`, filled up with silence if it is shorter;
 * - `windows`: stretches of `seconds`, each `overlap` of it over the one before, until every sample is in
 *   one; the last is filled up with silence.
 *
 * @param signal Never modified; the stretches may be views of its samples.
 * @returns At least one stretch.
 * @throws {RangeError} If a stretch, or the step between two, is shorter than one sample.
 */
export function stretches(signal: Signal, time: TimeSettings): Float32Array[] {
  const { samples, rateHz } = signal;
  if (time === "resize") return [samples];
  const length = wholeSamples(time.seconds * rateHz, "time.seconds", time.seconds);
  if (time.method === "fixed") return [stretch(samples, 0, length)];
  const step = wholeSamples(length * (1 - time.overlap), "the step of time.overlap", time.overlap);
  const count = 1 + Math.ceil(Math.max(0, samples.length - length) / step);
  return Array.from({ length: count }, (_, i) => stretch(samples, i * step, length));
}

function wholeSamples(length: number, what: string, value: number): number {
  const whole = Math.round(length);
  if (whole < 1) throw rangeError("cut a recording", `${what} must be at least one sample`, value);
  return whole;
}

/** Samples `[start, start + length)`, silence beyond the end. */
function stretch(samples: Float32Array, start: number, length: number): Float32Array {
  const part = samples.subarray(start, start + length);
  if (part.length === length) return part;
  const filled = new Float32Array(length);
  filled.set(part);
  return filled;
}
