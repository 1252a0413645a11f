import { rangeError } from "../base/errors.ts";
import type { SilenceSettings } from "../manifest/settings.ts";

/**
 * The adaptive threshold of each frame, by method:
 *
 * - `peak`: `rangeDb` below the loudest frame, the same for all;
 * - `noise-floor`: `marginDb` above the `percentile` of the frame peaks (linear between ranks), the same
 *   for all; 0 where the floor is digital silence, so that any sound is kept;
 * - `running-mean`: `ratio` times the mean peak of the frames within half of `windowMs` on either side, the
 *   frame itself included; near the ends of those that there are.
 *
 * @param framePeaks Largest magnitude of each frame, shape `[frames]`, finite and >= 0.
 * @returns Shape `[frames]`.
 * @throws {RangeError} If a setting is out of range.
 */
export function thresholds(framePeaks: Float32Array, settings: SilenceSettings): Float64Array {
  const demand = (holds: boolean, rule: string, value: number) => {
    if (!holds) throw rangeError("remove silence", rule, value);
  };
  switch (settings.method) {
    case "peak": {
      const { rangeDb } = settings;
      demand(rangeDb > 0 && rangeDb < Infinity, "rangeDb must be > 0", rangeDb);
      const loudest = framePeaks.reduce((a, b) => Math.max(a, b), 0);
      return new Float64Array(framePeaks.length).fill(loudest * decibels(-rangeDb));
    }
    case "noise-floor": {
      const { percentile, marginDb } = settings;
      demand(percentile >= 0 && percentile <= 100, "percentile must be 0 to 100", percentile);
      demand(marginDb >= 0 && marginDb < Infinity, "marginDb must be >= 0", marginDb);
      const floor = percentileOf(framePeaks, percentile);
      return new Float64Array(framePeaks.length).fill(floor * decibels(marginDb));
    }
    case "running-mean": {
      const { windowMs, ratio, frameMs } = settings;
      demand(windowMs >= frameMs && windowMs < Infinity, "windowMs must be >= frameMs", windowMs);
      demand(ratio > 0 && ratio < Infinity, "ratio must be > 0", ratio);
      const reach = Math.floor(windowMs / frameMs / 2);
      return runningMean(framePeaks, reach).map((mean) => mean * ratio);
    }
  }
}

/** Factor of amplitude. */
function decibels(value: number): number {
  return 10 ** (value / 20);
}

/** Linear between the two nearest ranks, as `numpy.percentile`; 0 for no values. */
function percentileOf(values: Float32Array, percentile: number): number {
  if (values.length === 0) return 0;
  const sorted = values.toSorted();
  const rank = (percentile / 100) * (values.length - 1);
  const below = sorted[Math.floor(rank)]!;
  const above = sorted[Math.ceil(rank)]!;
  return below + (above - below) * (rank - Math.floor(rank));
}

/** Mean of the values from `i - reach` to `i + reach`, of those that there are. */
function runningMean(values: Float32Array, reach: number): Float64Array {
  const sums = new Float64Array(values.length + 1);
  for (let i = 0; i < values.length; i++) sums[i + 1] = sums[i]! + values[i]!;
  return Float64Array.from(values, (_, i) => {
    const from = Math.max(0, i - reach);
    const to = Math.min(values.length, i + reach + 1);
    return (sums[to]! - sums[from]!) / (to - from);
  });
}
