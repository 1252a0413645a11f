// Winograd's transforms of F(4, 3) (Lavin & Gray 2016) along one axis and along both. The points are 0, infinity
// and two pairs, +-5/8 and +-3/2: of all pairs of small fractions tried they round least, a third less than the
// customary 1, -1, 1/2 and -2, and pairs take fewer operations.
//
// Tiles pass from one axis to the other through `TILE`: its address is a constant, so V8 checks no bounds.

import { storeLanes } from "./lanes.as";

const TILE: usize = memory.data(36 * 16, 16);

// The coefficients, four times each: a load from a constant address is cheaper than a vector constant. A = 5/8,
// B = 3/2; LINEAR and CONSTANT are coefficients of (x^2 - A2)(x^2 - B2); AT is one over the product of a point's
// differences from the others.
const PLUS_A: usize = memory.data<f32>([0.625, 0.625, 0.625, 0.625], 16);
const LESS_A: usize = memory.data<f32>([-0.625, -0.625, -0.625, -0.625], 16);
const PLUS_A2: usize = memory.data<f32>([0.390625, 0.390625, 0.390625, 0.390625], 16);
const LESS_A2: usize = memory.data<f32>([-0.390625, -0.390625, -0.390625, -0.390625], 16);
const PLUS_A3: usize = memory.data<f32>([0.244140625, 0.244140625, 0.244140625, 0.244140625], 16);
const PLUS_B: usize = memory.data<f32>([1.5, 1.5, 1.5, 1.5], 16);
const LESS_B: usize = memory.data<f32>([-1.5, -1.5, -1.5, -1.5], 16);
const PLUS_B2: usize = memory.data<f32>([2.25, 2.25, 2.25, 2.25], 16);
const LESS_B2: usize = memory.data<f32>([-2.25, -2.25, -2.25, -2.25], 16);
const PLUS_B3: usize = memory.data<f32>([3.375, 3.375, 3.375, 3.375], 16);
const LINEAR: usize = memory.data<f32>([-2.640625, -2.640625, -2.640625, -2.640625], 16);
const CONSTANT: usize = memory.data<f32>([0.87890625, 0.87890625, 0.87890625, 0.87890625], 16);
const AT_ZERO: f32 = 1 / 0.87890625, AT_A: f32 = 1 / (2 * 0.390625 * -1.859375), AT_B: f32 = 1 / (2 * 2.25 * 1.859375);

@inline
function times(factor: usize, x: v128, plus: v128): v128 {
  return f32x4.relaxed_madd(v128.load(factor), x, plus);
}

/** Six input cells to six points. */
@inline
function inputLine(from: usize, step: usize, to: usize, next: usize): void {
  const x0 = v128.load(from), x1 = v128.load(from + step), x2 = v128.load(from + 2 * step);
  const x3 = v128.load(from + 3 * step), x4 = v128.load(from + 4 * step), x5 = v128.load(from + 5 * step);
  v128.store(to, times(CONSTANT, x0, times(LINEAR, x2, x4)));
  let even = times(LESS_B2, x2, x4), odd = times(LESS_B2, x1, x3);
  v128.store(to + next, times(PLUS_A, odd, even));
  v128.store(to + 2 * next, times(LESS_A, odd, even));
  even = times(LESS_A2, x2, x4), odd = times(LESS_A2, x1, x3);
  v128.store(to + 3 * next, times(PLUS_B, odd, even));
  v128.store(to + 4 * next, times(LESS_B, odd, even));
  v128.store(to + 5 * next, times(CONSTANT, x1, times(LINEAR, x3, x5)));
}

/** Six points to the first `count` of four output cells. */
@inline
function outputLine(from: usize, step: usize, to: usize, next: usize, count: i32, valid: i32): void {
  const m1 = v128.load(from + step), m2 = v128.load(from + 2 * step);
  const m3 = v128.load(from + 3 * step), m4 = v128.load(from + 4 * step);
  const sA = f32x4.add(m1, m2), dA = f32x4.sub(m1, m2), sB = f32x4.add(m3, m4), dB = f32x4.sub(m3, m4);
  storeLanes(to, f32x4.add(v128.load(from), f32x4.add(sA, sB)), valid);
  if (count > 1) storeLanes(to + next, times(PLUS_A, dA, f32x4.mul(v128.load(PLUS_B), dB)), valid);
  if (count > 2) storeLanes(to + 2 * next, times(PLUS_A2, sA, f32x4.mul(v128.load(PLUS_B2), sB)), valid);
  if (count > 3) storeLanes(to + 3 * next, times(PLUS_A3, dA, times(PLUS_B3, dB, v128.load(from + 5 * step))), valid);
}

/** Four cells of the output's gradient to six points: the transpose of `outputLine`. */
@inline
function gradientLine(from: usize, step: usize, to: usize, next: usize): void {
  const g0 = v128.load(from), g1 = v128.load(from + step);
  const g2 = v128.load(from + 2 * step), g3 = v128.load(from + 3 * step);
  v128.store(to, g0);
  let even = times(PLUS_A2, g2, g0), odd = times(PLUS_A2, g3, g1);
  v128.store(to + next, times(PLUS_A, odd, even));
  v128.store(to + 2 * next, times(LESS_A, odd, even));
  even = times(PLUS_B2, g2, g0), odd = times(PLUS_B2, g3, g1);
  v128.store(to + 3 * next, times(PLUS_B, odd, even));
  v128.store(to + 4 * next, times(LESS_B, odd, even));
  v128.store(to + 5 * next, g3);
}

/** Three taps to six points. */
@inline
function weightLine(from: usize, step: usize, to: usize, next: usize): void {
  const w0 = v128.load(from), w1 = v128.load(from + step), w2 = v128.load(from + 2 * step);
  const atA = f32x4.splat(AT_A), atB = f32x4.splat(AT_B);
  v128.store(to, f32x4.mul(f32x4.splat(AT_ZERO), w0));
  let even = times(PLUS_A2, w2, w0);
  v128.store(to + next, f32x4.mul(atA, times(PLUS_A, w1, even)));
  v128.store(to + 2 * next, f32x4.mul(atA, times(LESS_A, w1, even)));
  even = times(PLUS_B2, w2, w0);
  v128.store(to + 3 * next, f32x4.mul(atB, times(PLUS_B, w1, even)));
  v128.store(to + 4 * next, f32x4.mul(atB, times(LESS_B, w1, even)));
  v128.store(to + 5 * next, w2);
}

/** Six points of the gradient to three taps: the transpose of `weightLine`. */
@inline
function tapLine(from: usize, step: usize, to: usize, next: usize): void {
  const d1 = f32x4.mul(f32x4.splat(AT_A), v128.load(from + step));
  const d2 = f32x4.mul(f32x4.splat(AT_A), v128.load(from + 2 * step));
  const d3 = f32x4.mul(f32x4.splat(AT_B), v128.load(from + 3 * step));
  const d4 = f32x4.mul(f32x4.splat(AT_B), v128.load(from + 4 * step));
  const sA = f32x4.add(d1, d2), sB = f32x4.add(d3, d4);
  v128.store(to, f32x4.add(f32x4.mul(f32x4.splat(AT_ZERO), v128.load(from)), f32x4.add(sA, sB)));
  v128.store(to + next, times(PLUS_A, f32x4.sub(d1, d2), f32x4.mul(v128.load(PLUS_B), f32x4.sub(d3, d4))));
  v128.store(to + 2 * next, times(PLUS_A2, sA, times(PLUS_B2, sB, v128.load(from + 5 * step))));
}

/** 6 x 6 input cells to 36 points, `point` bytes apart. */
export function inputTile(from: usize, row: usize, column: usize, to: usize, point: usize): void {
  //# unroll I 0 5
  inputLine(from + $I * column, row, TILE + 16 * $I, 96);
  //# end I
  //# unroll I 0 5
  inputLine(TILE + 96 * $I, 16, to + 6 * $I * point, point);
  //# end I
}

/** 36 points to the first `rows` x `columns` of 4 x 4 output cells. */
export function outputTile(
  from: usize, point: usize, to: usize, row: usize, column: usize, rows: i32, columns: i32, valid: i32,
): void {
  //# unroll I 0 5
  outputLine(from + $I * point, 6 * point, TILE + 16 * $I, 96, 4, 4);
  //# end I
  if (columns >= 4 && valid >= 4) {
    //# unroll I 0 3
    if (rows > $I) outputLine(TILE + 96 * $I, 16, to + $I * row, column, 4, 4);
    //# end I
  } else {
    //# unroll I 0 3
    if (rows > $I) outputLine(TILE + 96 * $I, 16, to + $I * row, column, columns, valid);
    //# end I
  }
}

/** 4 x 4 cells of the output's gradient to 36 points. */
export function gradientTile(from: usize, row: usize, column: usize, to: usize, point: usize): void {
  //# unroll I 0 3
  gradientLine(from + $I * column, row, TILE + 16 * $I, 64);
  //# end I
  //# unroll I 0 5
  gradientLine(TILE + 64 * $I, 16, to + 6 * $I * point, point);
  //# end I
}

/** Nine taps at `cells`, rows of three vectors, to 36 vectors there. */
export function weightTile(cells: usize): void {
  for (let q: usize = 0; q < 48; q += 16) weightLine(cells + q, 48, TILE + q, 48);
  for (let i: usize = 0; i < 6; i++) weightLine(TILE + i * 48, 16, cells + i * 96, 16);
}

/** 36 vectors at `cells` to nine taps there, rows of three vectors. */
export function tapTile(cells: usize): void {
  for (let q: usize = 0; q < 96; q += 16) tapLine(cells + q, 96, TILE + q, 96);
  for (let i: usize = 0; i < 3; i++) tapLine(TILE + i * 96, 16, cells + i * 48, 16);
}
