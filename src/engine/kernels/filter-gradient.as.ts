// Filter gradient: a product over pixels. Tiles of input floats by 8 outputs stay in registers while a block of
// pixels passes. A tile's inputs are first copied to constant addresses; see contract.as.ts.

import { store8 } from "./lanes.as";

/** Pixels whose part of the gradient is summed in registers before it is added to memory. */
const BLOCK: i32 = 64;
/** Addresses of a block's pixels in the input and in the output's gradient, and eight input floats of each. */
const INPUTS: usize = memory.data(64 * 4, 16);
const OUTPUTS: usize = memory.data(64 * 4, 16);
const STAGE: usize = memory.data(64 * 32, 16);

@inline
function add8(to: usize, low: v128, high: v128, valid: i32, add: bool): void {
  if (add) {
    low = f32x4.add(low, v128.load(to));
    high = f32x4.add(high, v128.load(to, 16));
  }
  store8(to, low, high, valid);
}

/** Copies eight input floats of each of `count` pixels. */
function stage(offset: usize, count: i32): void {
  let from: usize;
  //# unroll Q 0 3
  if (count > 16 * $Q) {
    //# unroll T 0 15
    from = <usize>load<u32>(INPUTS + 4 * (16 * $Q + $T)) + offset;
    v128.store(STAGE + 32 * (16 * $Q + $T), v128.load(from));
    v128.store(STAGE + 32 * (16 * $Q + $T) + 16, v128.load(from, 16));
    //# end T
  }
  //# end Q
}

//# unroll TILE 4 6
//# unroll FROM 0 1
/** Adds a block of pixels, staged inputs from 4 * $FROM on, to $TILE rows by 8 columns of the filter gradient. */
function gradientTile$TILE$FROM(
  column: usize, count: i32, out: usize, outRow: usize, height: i32, valid: i32, add: bool,
): void {
  //# unroll I 1 $TILE
  let c$I0 = f32x4.splat(0), c$I1 = f32x4.splat(0);
  //# end I
  // One name for all loads, as in contract.as.ts.
  let q: usize, a: v128, b0: v128, b1: v128;
  //# unroll Q 0 3
  if (count >= 16 * $Q + 16) {
    //# unroll T 0 15
    q = <usize>load<u32>(OUTPUTS + 4 * (16 * $Q + $T)) + column;
    b0 = v128.load(q);
    b1 = v128.load(q, 16);
    //# unroll I 1 $TILE
    a = v128.load32_splat(STAGE + 32 * (16 * $Q + $T) + 4 * $I - 4 + 16 * $FROM);
    c$I0 = f32x4.relaxed_madd(a, b0, c$I0);
    c$I1 = f32x4.relaxed_madd(a, b1, c$I1);
    //# end I
    //# end T
  }
  //# end Q
  for (let t = <usize>(count & ~15); t < <usize>count; t++) {
    q = <usize>load<u32>(OUTPUTS + (t << 2)) + column;
    b0 = v128.load(q);
    b1 = v128.load(q, 16);
    //# unroll I 1 $TILE
    a = v128.load32_splat(STAGE + (t << 5), 4 * $I - 4 + 16 * $FROM);
    c$I0 = f32x4.relaxed_madd(a, b0, c$I0);
    c$I1 = f32x4.relaxed_madd(a, b1, c$I1);
    //# end I
  }
  //# unroll I 1 $TILE
  if (height >= $I) add8(out + ($I - 1) * outRow, c$I0, c$I1, valid, add);
  //# end I
}

//# end FROM
//# end TILE
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
  const total = samples * rows * columns;
  let s = 0, r = 0, c = 0;
  let pa = a, pd = d;
  for (let first = 0; first < total; first += BLOCK) {
    const count = min(BLOCK, total - first);
    for (let i = 0; i < BLOCK; i++) {
      store<u32>(INPUTS + (<usize>i << 2), <u32>pa);
      store<u32>(OUTPUTS + (<usize>i << 2), <u32>pd);
      if (i >= count - 1 && first + BLOCK >= total) continue;
      pa += aColumn;
      pd += dColumn;
      if (++c == columns) {
        c = 0;
        if (++r == rows) {
          r = 0;
          s++;
        }
        pa = a + <usize>s * aSample + <usize>r * aRow;
        pd = d + <usize>s * dSample + <usize>r * dRow;
      }
    }
    gradientBlock(count, runs, length, runStride, width, out, accumulate || first > 0);
  }
}

/** One block: tiles of 6 rows, at the end of a run one or two of 4 where that is enough. */
function gradientBlock(
  count: i32, runs: i32, length: i32, runStride: usize, width: i32, out: usize, add: bool,
): void {
  const outRow = <usize>width << 2;
  for (let run = 0; run < runs; run++) {
    let height = 0;
    for (let k = 0; k < length; k += height) {
      const left = length - k;
      height = left == 7 || left == 8 ? left : min(left, 6);
      stage(<usize>run * runStride + (<usize>k << 2), count);
      const to = out + <usize>(run * length + k) * outRow;
      for (let j = 0; j < width; j += 8) {
        const column = <usize>j << 2;
        if (height > 4 && height <= 6) {
          gradientTile60(column, count, to + column, outRow, height, width - j, add);
        } else {
          gradientTile40(column, count, to + column, outRow, min(height, 4), width - j, add);
          if (height > 4) gradientTile41(column, count, to + column + 4 * outRow, outRow, height - 4, width - j, add);
        }
      }
    }
  }
}
