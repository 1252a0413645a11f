import type { Matrix } from "./matrix.ts";

/** How each of `m` new cells is made of `n` old ones; the weights of a new cell sum to 1. */
interface Overlaps {
  /** First old cell of each new one, shape `[m]`. */
  readonly first: Int32Array;
  /** Where a new cell's weights start, shape `[m + 1]`. */
  readonly start: Int32Array;
  readonly weights: Float64Array;
}

/**
 * Resizes a matrix to any size, larger or smaller: each new cell is the mean of the old cells under it, by
 * the share of its area that each covers. The mean over all cells is unchanged.
 *
 * @param matrix Never modified; at least one row and column.
 * @param rows New rows; an integer >= 1.
 * @param columns New columns; an integer >= 1.
 */
export function areaResize(matrix: Matrix, rows: number, columns: number): Matrix {
  const narrow = new Float32Array(matrix.rows * columns);
  const across = overlaps(matrix.columns, columns);
  for (let row = 0; row < matrix.rows; row++) {
    resizeRow(matrix.values, row * matrix.columns, across, narrow, row * columns);
  }
  const values = new Float32Array(rows * columns);
  addRows(narrow, overlaps(matrix.rows, rows), values, columns);
  return { rows, columns, values };
}

/** One row: `values[from...]` into `out[to...]`. A function of its own is optimised sooner than a nested loop. */
function resizeRow(values: Float32Array, from: number, parts: Overlaps, out: Float32Array, to: number): void {
  const { first, start, weights } = parts;
  let w = 0;
  for (let c = 0; c < first.length; c++) {
    const end = start[c + 1]!;
    let at = from + first[c]!;
    let sum = 0;
    while (w < end) sum += weights[w++]! * values[at++]!;
    out[to + c] = sum;
  }
}

/** Each new row is a weighted sum of old ones. */
function addRows(old: Float32Array, parts: Overlaps, out: Float32Array, columns: number): void {
  const { first, start, weights } = parts;
  const sums = new Float64Array(columns);
  for (let row = 0; row < first.length; row++) {
    sums.fill(0);
    let from = first[row]! * columns;
    for (let w = start[row]!; w < start[row + 1]!; w++) {
      const weight = weights[w]!;
      for (let c = 0; c < columns; c++) sums[c] = sums[c]! + weight * old[from++]!;
    }
    out.set(sums, row * columns);
  }
}

/** Shares of old cells `[i, i + 1)` in new cells `[j n / m, (j + 1) n / m)`. */
function overlaps(n: number, m: number): Overlaps {
  const first = new Int32Array(m);
  const start = new Int32Array(m + 1);
  const weights: number[] = [];
  const size = n / m;
  for (let j = 0; j < m; j++) {
    // Whole numbers divided once: edges that meet a cell's edge do so exactly.
    const low = (j * n) / m;
    const high = ((j + 1) * n) / m;
    first[j] = Math.floor(low);
    for (let i = Math.floor(low); i < high; i++) {
      weights.push((Math.min(high, i + 1) - Math.max(low, i)) / size);
    }
    start[j + 1] = weights.length;
  }
  return { first, start, weights: Float64Array.from(weights) };
}
