import { rangeError } from "../base/errors.ts";
import type { Matrix } from "./matrix.ts";

/** Triangular filters, each as the stretch of bins where it is not zero. */
export interface MelFilters {
  /** First bin of each band, shape `[mels]`. */
  readonly first: Int32Array;
  /** Weights of each band from its first bin on; `mels` arrays. */
  readonly weights: readonly Float64Array[];
}

/** Slaney's scale: linear below 1000 Hz, 200/3 Hz per mel; logarithmic above, 27 mels per factor of 6.4. */
const LINEAR_HZ = 200 / 3;
const CORNER_HZ = 1000;
const CORNER_MEL = CORNER_HZ / LINEAR_HZ;
const LOG_STEP = Math.log(6.4) / 27;

/** Frequency on Slaney's mel scale. */
export function hzToMel(hz: number): number {
  return hz < CORNER_HZ ? hz / LINEAR_HZ : CORNER_MEL + Math.log(hz / CORNER_HZ) / LOG_STEP;
}

/** Frequency in Hz of a point on Slaney's mel scale. */
export function melToHz(mel: number): number {
  return mel < CORNER_MEL ? mel * LINEAR_HZ : CORNER_HZ * Math.exp((mel - CORNER_MEL) * LOG_STEP);
}

/**
 * Mel filters from 0 Hz to half the rate, each of area 1 Hz: same weights as `librosa.filters.mel` with its
 * defaults. Source: Slaney 1998, "Auditory Toolbox: version 2"; McFee et al. 2015, "librosa".
 *
 * @param rateHz Sampling rate, Hz.
 * @param length Samples per frame; `length / 2 + 1` bins.
 * @param mels Bands; an integer >= 1.
 * @throws {RangeError} If a band would hold no bin: too many bands for the frame length.
 */
export function melFilters(rateHz: number, length: number, mels: number): MelFilters {
  const bins = length / 2 + 1;
  const highest = hzToMel(rateHz / 2);
  const edges = Float64Array.from({ length: mels + 2 }, (_, i) => melToHz((highest * i) / (mels + 1)));
  const first = new Int32Array(mels);
  const weights: Float64Array[] = [];
  for (let band = 0; band < mels; band++) {
    const low = edges[band]!, middle = edges[band + 1]!, high = edges[band + 2]!;
    const row: number[] = [];
    const firstBin = Math.floor((low * length) / rateHz);
    for (let bin = firstBin; bin < bins && bin * rateHz < high * length; bin++) {
      const hz = (bin * rateHz) / length;
      const weight = Math.min((hz - low) / (middle - low), (high - hz) / (high - middle));
      if (weight <= 0) continue;
      if (row.length === 0) first[band] = bin;
      row.push((weight * 2) / (high - low));
    }
    if (row.length === 0) throw rangeError("make mel bands", "mels must leave a bin to every band", mels);
    weights.push(Float64Array.from(row));
  }
  return { first, weights };
}

/**
 * Power in each mel band: squared magnitudes, weighted and summed.
 *
 * @param magnitudes One row per frame, one column per bin.
 * @returns One row per frame, one column per band.
 */
export function melPowers(magnitudes: Matrix, filters: MelFilters): Matrix {
  const columns = filters.weights.length;
  const values = new Float32Array(magnitudes.rows * columns);
  for (let row = 0; row < magnitudes.rows; row++) {
    for (let band = 0; band < columns; band++) {
      const weights = filters.weights[band]!;
      let from = row * magnitudes.columns + filters.first[band]!;
      let sum = 0;
      for (let i = 0; i < weights.length; i++) sum += weights[i]! * magnitudes.values[from++]! ** 2;
      values[row * columns + band] = sum;
    }
  }
  return { rows: magnitudes.rows, columns, values };
}
