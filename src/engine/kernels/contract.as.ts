// Matrix kernels: a convolution is a product of pixels by weights, computed without unrolling the image.
//
// A pixel of the output is the sum, over `runs` rows of the kernel, of `length` consecutive floats of the
// (zero-padded) input times as many rows of a packed panel of 8 weights. One region of pixels, `samples` x
// `rows` x `columns` with a stride in bytes for each, serves the forward pass, every phase of the input
// gradient and dense layers (rows = columns = 1, one run). Twelve accumulators of four lanes, two panel
// vectors and one broadcast fill the fifteen vector registers that V8 hands out on x64.

import { accumulateStatistics, beginStatistics } from "./affine.as";
import { store8 } from "./lanes.as";

/** Pixels per block: the block's outputs stay in the cache for the statistics that follow. */
const BLOCK: i32 = 96;
const TILE: i32 = 6;

/** Pointer tables of one block (in, out) and the sink that swallows the rows that pad the last tile. */
let tables: usize = 0;
let sink: usize = 0;

/** Sets the scratch memory: `SCRATCH_TABLES` bytes of tables, then a sink of the widest output plus 32. */
export function setScratch(address: usize): void {
  tables = address;
  sink = address + 2 * 4 * <usize>(BLOCK + TILE);
}

/** `tiles` tiles of 6 pixels by one panel of 8 outputs, of which the first `valid` exist. */
function multiplyPanel(
  tableIn: usize, tableOut: usize, tiles: i32, panel: usize, runs: i32, length: i32, runStride: usize,
  column: usize, valid: i32,
): void {
  for (let t = 0; t < tiles; t++) {
    let p0: usize = load<u32>(tableIn, 0);
    let p1: usize = load<u32>(tableIn, 4);
    let p2: usize = load<u32>(tableIn, 8);
    let p3: usize = load<u32>(tableIn, 12);
    let p4: usize = load<u32>(tableIn, 16);
    let p5: usize = load<u32>(tableIn, 20);
    let b = panel;
    let c00 = f32x4.splat(0), c01 = f32x4.splat(0);
    let c10 = f32x4.splat(0), c11 = f32x4.splat(0);
    let c20 = f32x4.splat(0), c21 = f32x4.splat(0);
    let c30 = f32x4.splat(0), c31 = f32x4.splat(0);
    let c40 = f32x4.splat(0), c41 = f32x4.splat(0);
    let c50 = f32x4.splat(0), c51 = f32x4.splat(0);
    for (let r = 0; r < runs; r++) {
      for (let k = length; k > 0; k--) {
        const b0 = v128.load(b), b1 = v128.load(b, 16);
        let a = v128.load32_splat(p0);
        c00 = f32x4.relaxed_madd(a, b0, c00);
        c01 = f32x4.relaxed_madd(a, b1, c01);
        a = v128.load32_splat(p1);
        c10 = f32x4.relaxed_madd(a, b0, c10);
        c11 = f32x4.relaxed_madd(a, b1, c11);
        a = v128.load32_splat(p2);
        c20 = f32x4.relaxed_madd(a, b0, c20);
        c21 = f32x4.relaxed_madd(a, b1, c21);
        a = v128.load32_splat(p3);
        c30 = f32x4.relaxed_madd(a, b0, c30);
        c31 = f32x4.relaxed_madd(a, b1, c31);
        a = v128.load32_splat(p4);
        c40 = f32x4.relaxed_madd(a, b0, c40);
        c41 = f32x4.relaxed_madd(a, b1, c41);
        a = v128.load32_splat(p5);
        c50 = f32x4.relaxed_madd(a, b0, c50);
        c51 = f32x4.relaxed_madd(a, b1, c51);
        b += 32;
        p0 += 4;
        p1 += 4;
        p2 += 4;
        p3 += 4;
        p4 += 4;
        p5 += 4;
      }
      p0 += runStride;
      p1 += runStride;
      p2 += runStride;
      p3 += runStride;
      p4 += runStride;
      p5 += runStride;
    }
    store8(load<u32>(tableOut, 0) + column, c00, c01, valid);
    store8(load<u32>(tableOut, 4) + column, c10, c11, valid);
    store8(load<u32>(tableOut, 8) + column, c20, c21, valid);
    store8(load<u32>(tableOut, 12) + column, c30, c31, valid);
    store8(load<u32>(tableOut, 16) + column, c40, c41, valid);
    store8(load<u32>(tableOut, 20) + column, c50, c51, valid);
    tableIn += 24;
    tableOut += 24;
  }
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
  const panelBytes = <usize>(runs * length) * 32;
  const nextRun = runStride - <usize>length * 4;
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
    let panel = packed;
    for (let j = 0; j < width; j += 8) {
      multiplyPanel(
        tables, tableOut, tiles, panel, runs, length, nextRun, <usize>j * 4, width - j,
      );
      panel += panelBytes;
    }
    if (statistics) {
      if (first == 0) beginStatistics(statistics, output, width);
      accumulateStatistics(statistics, output + <usize>first * outColumn, count, width);
    }
  }
}
