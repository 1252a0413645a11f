// Filter gradient: a product over pixels. Tiles of input floats by 8 outputs stay in registers while a block of
// pixels passes; the block is small enough that its images stay in the cache for all tiles.

import { store8 } from "./lanes.as";

@inline
function add8(to: usize, low: v128, high: v128, valid: i32, add: bool): void {
  if (add) {
    low = f32x4.add(low, v128.load(to));
    high = f32x4.add(high, v128.load(to, 16));
  }
  store8(to, low, high, valid);
}

/** Adds a block of pixels to 6 rows by 8 columns of the filter gradient. */
function gradientTile6(
  a: usize, aSample: usize, aRow: usize, aColumn: usize,
  d: usize, dSample: usize, dRow: usize, dColumn: usize,
  samples: i32, rows: i32, columns: i32, out: usize, outRow: usize, height: i32, valid: i32, add: bool,
): void {
  let c00 = f32x4.splat(0), c01 = f32x4.splat(0);
  let c10 = f32x4.splat(0), c11 = f32x4.splat(0);
  let c20 = f32x4.splat(0), c21 = f32x4.splat(0);
  let c30 = f32x4.splat(0), c31 = f32x4.splat(0);
  let c40 = f32x4.splat(0), c41 = f32x4.splat(0);
  let c50 = f32x4.splat(0), c51 = f32x4.splat(0);
  for (let s = 0; s < samples; s++) {
    for (let r = 0; r < rows; r++) {
      let p = a + <usize>s * aSample + <usize>r * aRow;
      let q = d + <usize>s * dSample + <usize>r * dRow;
      for (let c = columns; c > 0; c--) {
        const b0 = v128.load(q), b1 = v128.load(q, 16);
        let x = v128.load32_splat(p, 0);
        c00 = f32x4.relaxed_madd(x, b0, c00);
        c01 = f32x4.relaxed_madd(x, b1, c01);
        x = v128.load32_splat(p, 4);
        c10 = f32x4.relaxed_madd(x, b0, c10);
        c11 = f32x4.relaxed_madd(x, b1, c11);
        x = v128.load32_splat(p, 8);
        c20 = f32x4.relaxed_madd(x, b0, c20);
        c21 = f32x4.relaxed_madd(x, b1, c21);
        x = v128.load32_splat(p, 12);
        c30 = f32x4.relaxed_madd(x, b0, c30);
        c31 = f32x4.relaxed_madd(x, b1, c31);
        x = v128.load32_splat(p, 16);
        c40 = f32x4.relaxed_madd(x, b0, c40);
        c41 = f32x4.relaxed_madd(x, b1, c41);
        x = v128.load32_splat(p, 20);
        c50 = f32x4.relaxed_madd(x, b0, c50);
        c51 = f32x4.relaxed_madd(x, b1, c51);
        p += aColumn;
        q += dColumn;
      }
    }
  }
  if (height > 0) add8(out + 0 * outRow, c00, c01, valid, add);
  if (height > 1) add8(out + 1 * outRow, c10, c11, valid, add);
  if (height > 2) add8(out + 2 * outRow, c20, c21, valid, add);
  if (height > 3) add8(out + 3 * outRow, c30, c31, valid, add);
  if (height > 4) add8(out + 4 * outRow, c40, c41, valid, add);
  if (height > 5) add8(out + 5 * outRow, c50, c51, valid, add);
}

/** Adds a block of pixels to 4 rows by 8 columns of the filter gradient. */
function gradientTile4(
  a: usize, aSample: usize, aRow: usize, aColumn: usize,
  d: usize, dSample: usize, dRow: usize, dColumn: usize,
  samples: i32, rows: i32, columns: i32, out: usize, outRow: usize, height: i32, valid: i32, add: bool,
): void {
  let c00 = f32x4.splat(0), c01 = f32x4.splat(0);
  let c10 = f32x4.splat(0), c11 = f32x4.splat(0);
  let c20 = f32x4.splat(0), c21 = f32x4.splat(0);
  let c30 = f32x4.splat(0), c31 = f32x4.splat(0);
  for (let s = 0; s < samples; s++) {
    for (let r = 0; r < rows; r++) {
      let p = a + <usize>s * aSample + <usize>r * aRow;
      let q = d + <usize>s * dSample + <usize>r * dRow;
      for (let c = columns; c > 0; c--) {
        const b0 = v128.load(q), b1 = v128.load(q, 16);
        let x = v128.load32_splat(p, 0);
        c00 = f32x4.relaxed_madd(x, b0, c00);
        c01 = f32x4.relaxed_madd(x, b1, c01);
        x = v128.load32_splat(p, 4);
        c10 = f32x4.relaxed_madd(x, b0, c10);
        c11 = f32x4.relaxed_madd(x, b1, c11);
        x = v128.load32_splat(p, 8);
        c20 = f32x4.relaxed_madd(x, b0, c20);
        c21 = f32x4.relaxed_madd(x, b1, c21);
        x = v128.load32_splat(p, 12);
        c30 = f32x4.relaxed_madd(x, b0, c30);
        c31 = f32x4.relaxed_madd(x, b1, c31);
        p += aColumn;
        q += dColumn;
      }
    }
  }
  if (height > 0) add8(out + 0 * outRow, c00, c01, valid, add);
  if (height > 1) add8(out + 1 * outRow, c10, c11, valid, add);
  if (height > 2) add8(out + 2 * outRow, c20, c21, valid, add);
  if (height > 3) add8(out + 3 * outRow, c30, c31, valid, add);
}

/** Adds a block of pixels to 3 rows by 8 columns of the filter gradient. */
function gradientTile3(
  a: usize, aSample: usize, aRow: usize, aColumn: usize,
  d: usize, dSample: usize, dRow: usize, dColumn: usize,
  samples: i32, rows: i32, columns: i32, out: usize, outRow: usize, height: i32, valid: i32, add: bool,
): void {
  let c00 = f32x4.splat(0), c01 = f32x4.splat(0);
  let c10 = f32x4.splat(0), c11 = f32x4.splat(0);
  let c20 = f32x4.splat(0), c21 = f32x4.splat(0);
  for (let s = 0; s < samples; s++) {
    for (let r = 0; r < rows; r++) {
      let p = a + <usize>s * aSample + <usize>r * aRow;
      let q = d + <usize>s * dSample + <usize>r * dRow;
      for (let c = columns; c > 0; c--) {
        const b0 = v128.load(q), b1 = v128.load(q, 16);
        let x = v128.load32_splat(p, 0);
        c00 = f32x4.relaxed_madd(x, b0, c00);
        c01 = f32x4.relaxed_madd(x, b1, c01);
        x = v128.load32_splat(p, 4);
        c10 = f32x4.relaxed_madd(x, b0, c10);
        c11 = f32x4.relaxed_madd(x, b1, c11);
        x = v128.load32_splat(p, 8);
        c20 = f32x4.relaxed_madd(x, b0, c20);
        c21 = f32x4.relaxed_madd(x, b1, c21);
        p += aColumn;
        q += dColumn;
      }
    }
  }
  if (height > 0) add8(out + 0 * outRow, c00, c01, valid, add);
  if (height > 1) add8(out + 1 * outRow, c10, c11, valid, add);
  if (height > 2) add8(out + 2 * outRow, c20, c21, valid, add);
}

/** Pixels whose part of the gradient is summed in registers before it is added to memory. */
const GRADIENT_BLOCK: i32 = 128;

/**
 * Filter gradient `out[runs * length, width]`: the sum over the region's pixels of input floats times the
 * output gradient. `accumulate` adds to what `out` holds.
 */
export function filterGradient(
  a: usize, aSample: usize, aRow: usize, aColumn: usize,
  d: usize, dSample: usize, dRow: usize, dColumn: usize,
  samples: i32, rows: i32, columns: i32,
  runs: i32, length: i32, runStride: usize, width: i32, out: usize, accumulate: bool,
): void {
  const image = rows * columns;
  const sampleStep = image >= GRADIENT_BLOCK ? 1 : (GRADIENT_BLOCK + image - 1) / image;
  const rowStep = image >= GRADIENT_BLOCK ? min(rows, (GRADIENT_BLOCK + columns - 1) / columns) : rows;
  let add = accumulate;
  for (let s = 0; s < samples; s += sampleStep) {
    const sampleCount = min(sampleStep, samples - s);
    for (let r = 0; r < rows; r += rowStep) {
      gradientBlock(
        a + <usize>s * aSample + <usize>r * aRow, aSample, aRow, aColumn,
        d + <usize>s * dSample + <usize>r * dRow, dSample, dRow, dColumn,
        sampleCount, min(rowStep, rows - r), columns, runs, length, runStride, width, out, add,
      );
      add = true;
    }
  }
}

/** One block: tiles of 6, 4 or 3 rows, chosen so that little of the last one is wasted. */
function gradientBlock(
  a: usize, aSample: usize, aRow: usize, aColumn: usize,
  d: usize, dSample: usize, dRow: usize, dColumn: usize,
  samples: i32, rows: i32, columns: i32,
  runs: i32, length: i32, runStride: usize, width: i32, out: usize, add: bool,
): void {
  const outRow = <usize>width * 4;
  for (let run = 0; run < runs; run++) {
    let left = length;
    let from = a + <usize>run * runStride;
    let to = out + <usize>(run * length) * outRow;
    while (left > 0) {
      const tile = left == 7 || left == 8 || left == 11 || left == 4 ? 4 : left < 4 ? 3 : 6;
      const height = min(left, tile);
      for (let j = 0; j < width; j += 8) {
        const column = <usize>j * 4;
        if (tile == 6) {
          gradientTile6(
            from, aSample, aRow, aColumn, d + column, dSample, dRow, dColumn,
            samples, rows, columns, to + column, outRow, height, width - j, add,
          );
        } else if (tile == 4) {
          gradientTile4(
            from, aSample, aRow, aColumn, d + column, dSample, dRow, dColumn,
            samples, rows, columns, to + column, outRow, height, width - j, add,
          );
        } else {
          gradientTile3(
            from, aSample, aRow, aColumn, d + column, dSample, dRow, dColumn,
            samples, rows, columns, to + column, outRow, height, width - j, add,
          );
        }
      }
      from += <usize>height * 4;
      to += <usize>height * outRow;
      left -= height;
    }
  }
}
