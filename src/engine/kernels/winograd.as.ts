// Convolutions by Winograd's F(4 x 4, 3 x 3): 36 products where 16 outputs of 9 taps take 144.
//
// Kernels of other sizes and strides are sums of such ones. Along each axis the taps fall into groups of at most
// three that are a stride apart; the groups stand side by side as channels of the input, each seen from its own
// first cell. A phase of the output is the part of an input gradient that meets the same taps; the phases stand
// side by side as channels of the output. Points at infinity see the third tap alone: groups without one take no
// part there, so groups with three come first.

import { accumulateStatistics, beginStatistics } from "./affine.as";
import { contract } from "./contract.as";
import { filterGradient } from "./filter-gradient.as";
import { storeLanes } from "./lanes.as";
import { gradientTile, inputTile, outputTile, tapTile, weightTile } from "./winograd-tiles.as";

/** What one pass of a layer is made of: 32-bit fields in this order, steps and addresses in bytes. */
@unmanaged
class Pass {
  /** Tiles of one sample, and how many tiles of any samples are worked on at once. */
  tileRows: i32;
  tileColumns: i32;
  block: i32;
  /** First cell of the first tile's window, and steps between cells that meet neighbouring taps. */
  input: usize;
  inSample: usize;
  inRow: usize;
  inColumn: usize;
  inChannels: i32;
  /** Groups along each axis, those with three taps, and the place of each pair's window: [rows][columns]. */
  rowGroups: i32;
  columnGroups: i32;
  fullRows: i32;
  fullColumns: i32;
  windows: usize;
  /** Steps between output cells of one phase; first cell, rows and columns of each phase. */
  output: usize;
  outSample: usize;
  outRow: usize;
  outColumn: usize;
  outChannels: i32;
  phases: i32;
  phaseTable: usize;
  /** Kernel `[taps][...]`; number of the tap in [phase][group][3][3], -1 where there is none. */
  weights: usize;
  tapTable: usize;
  /** Steps between taps, between channels of the input, of the output. */
  tapStep: usize;
  inStep: usize;
  outStep: usize;
  /** Scratch: transformed input, products or gradients, weights; bytes from point to point. */
  images: usize;
  imagePoint: usize;
  products: usize;
  productPoint: usize;
  packed: usize;
  packedPoint: usize;
}

const CELLS: usize = memory.data(36 * 16, 16);

/** Channels of a phase, rounded up to whole panels. */
@inline
function lanesOf(p: Pass): i32 {
  return (p.outChannels + 7) & ~7;
}

@inline
function groupsAt(point: i32, all: i32, full: i32): i32 {
  return point == 5 ? full : all;
}

/** Transforms the tiles `first` to `first + count` of all groups. */
function transformInput(p: Pass, first: i32, count: i32): void {
  const perSample = p.tileRows * p.tileColumns;
  const groups = p.rowGroups * p.columnGroups;
  let to = p.images;
  for (let t = first; t < first + count; t++) {
    const s = t / perSample, rest = t - s * perSample;
    const i = rest / p.tileColumns, j = rest - i * p.tileColumns;
    const tile = p.input + <usize>s * p.inSample + <usize>(4 * i) * p.inRow + <usize>(4 * j) * p.inColumn;
    for (let g = 0; g < groups; g++) {
      const from = tile + load<u32>(p.windows + (<usize>g << 2));
      for (let c = 0; c < p.inChannels; c += 4) {
        // What the last vector writes beyond is the next group's place, and is written after.
        inputTile(from + ((<usize>c) << 2), p.inRow, p.inColumn, to + (<usize>c << 2), p.imagePoint);
      }
      to += <usize>p.inChannels << 2;
    }
  }
}

/** Transforms the products back and writes what lies inside each phase. */
function transformOutput(p: Pass, first: i32, count: i32): void {
  const perSample = p.tileRows * p.tileColumns;
  const lanes = lanesOf(p);
  let from = p.products;
  for (let t = first; t < first + count; t++) {
    const s = t / perSample, rest = t - s * perSample;
    const i = 4 * (rest / p.tileColumns), j = 4 * (rest % p.tileColumns);
    for (let f = 0; f < p.phases; f++) {
      const entry = p.phaseTable + <usize>f * 12;
      const rows = min(4, load<i32>(entry, 4) - i), columns = min(4, load<i32>(entry, 8) - j);
      if (rows > 0 && columns > 0) {
        const to = p.output + load<u32>(entry) + <usize>s * p.outSample + <usize>i * p.outRow +
          <usize>j * p.outColumn;
        for (let c = 0; c < p.outChannels; c += 4) {
          const o = <usize>c << 2;
          outputTile(from + o, p.productPoint, to + o, p.outRow, p.outColumn, rows, columns, p.outChannels - c);
        }
      }
      from += <usize>lanes << 2;
    }
  }
}

/** Transforms the gradient of the output, whose tiles are those of the pass. */
function transformGradient(p: Pass, first: i32, count: i32): void {
  const perSample = p.tileRows * p.tileColumns;
  const lanes = lanesOf(p);
  let to = p.products;
  for (let t = first; t < first + count; t++) {
    const s = t / perSample, rest = t - s * perSample;
    const i = rest / p.tileColumns, j = rest - i * p.tileColumns;
    const tile = p.output + <usize>s * p.outSample + <usize>(4 * i) * p.outRow + <usize>(4 * j) * p.outColumn;
    for (let c = 0; c < p.outChannels; c += 4) {
      gradientTile(tile + (<usize>c << 2), p.outRow, p.outColumn, to + (<usize>c << 2), p.productPoint);
    }
    to += <usize>lanes << 2;
  }
}

/** Transforms the weights into panels of 8 outputs for each point. */
export function winogradWeights(address: usize): void {
  const p = changetype<Pass>(address);
  const lanes = lanesOf(p);
  const groups = p.rowGroups * p.columnGroups;
  for (let f = 0; f < p.phases; f++) {
    for (let g = 0; g < groups; g++) {
      const a = g / p.columnGroups, b = g - a * p.columnGroups;
      const taps = p.tapTable + <usize>(f * groups + g) * 36;
      for (let c = 0; c < p.inChannels; c++) {
        for (let n = 0; n < lanes; n += 4) {
          const from = p.weights + <usize>c * p.inStep + <usize>n * p.outStep;
          for (let u: usize = 0; u < 9; u++) {
            const tap = load<i32>(taps + (u << 2));
            loadCell(CELLS + (u << 4), from + <usize>tap * p.tapStep, p.outStep, tap < 0 ? 0 : p.outChannels - n);
          }
          weightTile(CELLS);
          storePoints(p, a, b, c, f * lanes + n);
        }
      }
    }
  }
}

/** One tap of four outputs. */
@inline
function loadCell(to: usize, from: usize, step: usize, valid: i32): void {
  if (valid >= 4 && step == 4) {
    v128.store(to, v128.load(from));
  } else {
    for (let i = 0; i < 4; i++) {
      store<f32>(to + (<usize>i << 2), i < valid ? load<f32>(from + <usize>i * step) : 0);
    }
  }
}

function storePoints(p: Pass, a: i32, b: i32, c: i32, n: i32): void {
  for (let i = 0; i < 6; i++) {
    const rows = groupsAt(i, p.rowGroups, p.fullRows);
    for (let j = 0; j < 6; j++) {
      const columns = groupsAt(j, p.columnGroups, p.fullColumns);
      if (a < rows && b < columns) {
        const depth = rows * columns * p.inChannels, k = (a * columns + b) * p.inChannels + c;
        const point = i * 6 + j;
        const to = p.packed + <usize>point * p.packedPoint + <usize>((n >> 3) * depth + k) * 32;
        v128.store(to + (<usize>(n & 7) << 2), v128.load(CELLS + (<usize>point << 4)));
      }
    }
  }
}

/** Pixels of the samples whose rows are all written once the first `tiles` tiles are. */
@inline
function pixelsOf(p: Pass, tiles: i32): i32 {
  const perSample = p.tileRows * p.tileColumns;
  const s = tiles / perSample, i = (tiles - s * perSample) / p.tileColumns;
  const rows = load<i32>(p.phaseTable, 4), columns = load<i32>(p.phaseTable, 8);
  return (s * rows + min(4 * i, rows)) * columns;
}

/**
 * Convolves `samples` samples with the weights of `winogradWeights`. With `statistics` the outputs must be
 * contiguous, as for `contract`.
 */
export function winogradConvolve(address: usize, samples: i32, statistics: usize): void {
  const p = changetype<Pass>(address);
  const tiles = samples * p.tileRows * p.tileColumns;
  const depth = p.rowGroups * p.columnGroups * p.inChannels;
  const width = p.phases * lanesOf(p);
  const imageTile = <usize>depth << 2, productTile = <usize>width << 2;
  let summed = 0;
  for (let first = 0; first < tiles; first += p.block) {
    const count = min(p.block, tiles - first);
    transformInput(p, first, count);
    for (let i = 0; i < 6; i++) {
      const runs = groupsAt(i, p.rowGroups, p.fullRows);
      for (let j = 0; j < 6; j++) {
        const length = groupsAt(j, p.columnGroups, p.fullColumns) * p.inChannels;
        const point = <usize>(i * 6 + j);
        contract(
          p.images + point * p.imagePoint, 0, 0, imageTile, p.products + point * p.productPoint, 0, 0, productTile,
          1, 1, count, p.packed + point * p.packedPoint, runs, length,
          <usize>(p.columnGroups * p.inChannels) << 2, width, 0,
        );
      }
    }
    transformOutput(p, first, count);
    if (statistics) {
      if (first == 0) beginStatistics(statistics, p.output, p.outChannels);
      for (const end = pixelsOf(p, first + count); summed < end;) {
        const n = min(96, end - summed);
        accumulateStatistics(statistics, p.output + <usize>summed * p.outColumn, n, p.outChannels);
        summed += n;
      }
    }
  }
}

/** Gradient of the weights from the input and the gradient of the output; added to `gradient` if `accumulate`. */
export function winogradFilter(address: usize, samples: i32, gradient: usize, accumulate: bool): void {
  const p = changetype<Pass>(address);
  const tiles = samples * p.tileRows * p.tileColumns;
  const groups = p.rowGroups * p.columnGroups;
  const width = lanesOf(p);
  const imageTile = <usize>(groups * p.inChannels) << 2, productTile = <usize>width << 2;
  for (let first = 0; first < tiles; first += p.block) {
    const count = min(p.block, tiles - first);
    transformInput(p, first, count);
    transformGradient(p, first, count);
    for (let i = 0; i < 6; i++) {
      const runs = groupsAt(i, p.rowGroups, p.fullRows);
      for (let j = 0; j < 6; j++) {
        const length = groupsAt(j, p.columnGroups, p.fullColumns) * p.inChannels;
        const point = <usize>(i * 6 + j);
        filterGradient(
          p.images + point * p.imagePoint, 0, 0, imageTile, p.products + point * p.productPoint, 0, 0, productTile,
          1, 1, count, runs, length, <usize>(p.columnGroups * p.inChannels) << 2, width,
          p.packed + point * p.packedPoint, first > 0,
        );
      }
    }
  }
  for (let g = 0; g < groups; g++) {
    const a = g / p.columnGroups, b = g - a * p.columnGroups;
    const taps = p.tapTable + <usize>g * 36;
    for (let c = 0; c < p.inChannels; c++) {
      for (let n = 0; n < p.outChannels; n += 4) {
        loadPoints(p, a, b, c, n, width);
        tapTile(CELLS);
        for (let u: usize = 0; u < 9; u++) {
          const tap = load<i32>(taps + (u << 2));
          if (tap >= 0) {
            const to = gradient + <usize>tap * p.tapStep + <usize>c * p.inStep + (<usize>n << 2);
            const sum = v128.load(CELLS + (u << 4));
            storeLanes(to, accumulate ? f32x4.add(sum, v128.load(to)) : sum, p.outChannels - n);
          }
        }
      }
    }
  }
}

function loadPoints(p: Pass, a: i32, b: i32, c: i32, n: i32, width: i32): void {
  for (let i = 0; i < 6; i++) {
    const rows = groupsAt(i, p.rowGroups, p.fullRows);
    for (let j = 0; j < 6; j++) {
      const columns = groupsAt(j, p.columnGroups, p.fullColumns);
      const point = i * 6 + j, k = (a * columns + b) * p.inChannels + c;
      const from = p.packed + <usize>point * p.packedPoint + <usize>(k * width + n) * 4;
      v128.store(CELLS + (<usize>point << 4), a < rows && b < columns ? v128.load(from) : f32x4.splat(0));
    }
  }
}
