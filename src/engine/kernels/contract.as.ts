// Matrix kernels: a convolution is a product of pixels by weights, computed without unrolling the image.
//
// A pixel of the output is the sum, over `runs` rows of the kernel, of `length` consecutive floats of the
// (zero-padded) input times as many rows of a packed panel of 8 weights. One region of pixels, `samples` x
// `rows` x `columns` with a stride in bytes for each, serves the forward pass, every phase of the input
// gradient and dense layers (rows = columns = 1, one run). Twelve accumulators of four lanes, two panel
// vectors and one broadcast fill the fifteen vector registers that V8 hands out on x64.
//
// Deno's V8 checks the bounds of every load but those at constant addresses. So the inputs of six pixels are
// first copied to such addresses, up to `DEPTH` floats of each, and loops over them are written out by build.ts.

import { accumulateStatistics, beginStatistics } from "./affine.as";
import { store8 } from "./lanes.as";

/** Pixels per block: the block's outputs stay in the cache for the statistics that follow. */
const BLOCK: i32 = 96;
const TILE: i32 = 6;
const DEPTH: i32 = 64;
/** Inputs of six pixels, `DEPTH` floats each; the last copied vectors may reach beyond. */
const STAGE: usize = memory.data(6 * 64 * 4 + 32, 16);

/** Pointer tables of one block (in, out) and the sink that swallows the rows that pad the last tile. */
let tables: usize = 0;
let sink: usize = 0;

/** Sets the scratch memory: `SCRATCH_TABLES` bytes of tables, then a sink of the widest output plus 32. */
export function setScratch(address: usize): void {
  tables = address;
  sink = address + 2 * 4 * <usize>(BLOCK + TILE);
}

/** Copies `depth` inputs of six pixels, from run `run` and place `place` in it on. */
function stage(tableIn: usize, run: i32, place: i32, depth: i32, length: i32, runStride: usize): void {
  let offset = <usize>run * runStride + (<usize>place << 2), left = length - place;
  const back = runStride - (<usize>length << 2);
  if (((length | place | depth) & 15) == 0) {
    //# unroll I 0 5
    const p$I = <usize>load<u32>(tableIn, 4 * $I);
    //# end I
    let from: usize;
    //# unroll Q 0 3
    if (depth > 16 * $Q) {
      //# unroll I 0 5
      from = p$I + offset;
      //# unroll J 0 3
      v128.store(STAGE + 256 * $I + 64 * $Q + 16 * $J, v128.load(from, 16 * $J));
      //# end J
      //# end I
      offset += 64;
      left -= 16;
      if (left == 0) {
        left = length;
        offset += back;
      }
    }
    //# end Q
    return;
  }
  for (let i: usize = 0; i < 6; i++) {
    let from = <usize>load<u32>(tableIn + (i << 2)) + offset;
    let to = STAGE + (i << 8);
    for (let rest = depth, n = min(left, depth); rest > 0; n = min(length, rest)) {
      for (let k = 0; k < n; k += 8) {
        v128.store(to + (<usize>k << 2), v128.load(from + (<usize>k << 2)));
        v128.store(to + (<usize>k << 2), v128.load(from + (<usize>k << 2), 16), 16);
      }
      to += <usize>n << 2;
      from += (<usize>n << 2) + back;
      rest -= n;
    }
  }
}

/** Six staged pixels by one panel of 8 outputs, of which the first `valid` exist; added to what is there if `add`. */
function multiplyPanel(tableOut: usize, column: usize, b: usize, depth: i32, valid: i32, add: bool): void {
  const o0 = <usize>load<u32>(tableOut, 0) + column, o1 = <usize>load<u32>(tableOut, 4) + column;
  const o2 = <usize>load<u32>(tableOut, 8) + column, o3 = <usize>load<u32>(tableOut, 12) + column;
  const o4 = <usize>load<u32>(tableOut, 16) + column, o5 = <usize>load<u32>(tableOut, 20) + column;
  //# unroll I 0 5
  let c$I0 = f32x4.splat(0), c$I1 = f32x4.splat(0);
  //# end I
  if (add) {
    //# unroll I 0 5
    c$I0 = v128.load(o$I);
    c$I1 = v128.load(o$I, 16);
    //# end I
  }
  // One name for all loads keeps the compiler from drawing them together, which would take more registers.
  let a: v128, b0: v128, b1: v128;
  //# unroll Q 0 3
  if (depth >= 16 * $Q + 16) {
    //# unroll K 0 15
    b0 = v128.load(b, 32 * (16 * $Q + $K));
    b1 = v128.load(b, 32 * (16 * $Q + $K) + 16);
    //# unroll I 0 5
    a = v128.load32_splat(STAGE + 256 * $I + 4 * (16 * $Q + $K));
    c$I0 = f32x4.relaxed_madd(a, b0, c$I0);
    c$I1 = f32x4.relaxed_madd(a, b1, c$I1);
    //# end I
    //# end K
  }
  //# end Q
  let k = <usize>(depth & ~15);
  b += k << 5;
  for (let p = STAGE + (k << 2); p < STAGE + (<usize>depth << 2); p += 4) {
    b0 = v128.load(b);
    b1 = v128.load(b, 16);
    //# unroll I 0 5
    a = v128.load32_splat(p, 256 * $I);
    c$I0 = f32x4.relaxed_madd(a, b0, c$I0);
    c$I1 = f32x4.relaxed_madd(a, b1, c$I1);
    //# end I
    b += 32;
  }
  //# unroll I 0 5
  store8(o$I, c$I0, c$I1, valid);
  //# end I
}

/**
 * Writes the products of a region of pixels. With `statistics` the outputs must be contiguous; their
 * per-channel sums are then left in that workspace (see affine.as.ts).
 */
export function contract(
  input: usize, inSample: usize, inRow: usize, inColumn: usize,
  output: usize, outSample: usize, outRow: usize, outColumn: usize,
  samples: i32, rows: i32, columns: i32,
  packed: usize, runs: i32, length: i32, runStride: usize, width: i32, statistics: usize,
): void {
  const total = samples * rows * columns;
  const tableOut = tables + 4 * <usize>(BLOCK + TILE);
  const all = runs * length;
  let s = 0, r = 0, c = 0;
  let pin = input, pout = output;
  if (statistics && total == 0) beginStatistics(statistics, 0, width);
  for (let first = 0; first < total; first += BLOCK) {
    const count = min(BLOCK, total - first);
    for (let i = 0; i < count; i++) {
      store<u32>(tables + ((<usize>i) << 2), <u32>pin);
      store<u32>(tableOut + ((<usize>i) << 2), <u32>pout);
      pin += inColumn;
      pout += outColumn;
      if (++c == columns) {
        c = 0;
        if (++r == rows) {
          r = 0;
          s++;
        }
        pin = input + <usize>s * inSample + <usize>r * inRow;
        pout = output + <usize>s * outSample + <usize>r * outRow;
      }
    }
    const tiles = (count + TILE - 1) / TILE;
    const last = load<u32>(tables + 4 * <usize>(count - 1));
    for (let i = count; i < tiles * TILE; i++) {
      store<u32>(tables + ((<usize>i) << 2), last);
      store<u32>(tableOut + ((<usize>i) << 2), <u32>sink);
    }
    for (let t = 0; t < tiles; t++) {
      const tile = <usize>(t * TILE) << 2;
      let k = 0;
      do {
        const depth = min(DEPTH, all - k);
        if (depth > 0) stage(tables + tile, k / length, k % length, depth, length, runStride);
        for (let j = 0; j < width; j += 8) {
          const panel = packed + <usize>((j >> 3) * all + k) * 32;
          multiplyPanel(tableOut + tile, <usize>j * 4, panel, depth, width - j, k > 0);
        }
        k += DEPTH;
      } while (k < all);
    }
    if (statistics) {
      if (first == 0) beginStatistics(statistics, output, width);
      accumulateStatistics(statistics, output + <usize>first * outColumn, count, width);
    }
  }
}
