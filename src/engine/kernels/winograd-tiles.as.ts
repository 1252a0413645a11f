// Winograd's transforms of F(4, 3) (Lavin & Gray 2016) along one axis and along both. The points are 0, infinity
// and two pairs, +-5/8 and +-3/2: of all pairs of small fractions tried they round least, a third less than the
// customary 1, -1, 1/2 and -2, and pairs take fewer operations.
//
// Tiles pass from one axis to the other through `TILE`: its address is a constant, so V8 checks no bounds.

import { storeLanes } from "./lanes.as";

const TILE: usize = memory.data(36 * 16, 16);

const A: f32 = 0.625, A2: f32 = 0.390625, A3: f32 = 0.244140625;
const B: f32 = 1.5, B2: f32 = 2.25, B3: f32 = 3.375;
/** Coefficients of (x^2 - A2)(x^2 - B2). */
const LINEAR: f32 = -2.640625, CONSTANT: f32 = 0.87890625;
/** One over the product of a point's differences from the others. */
const AT_ZERO: f32 = 1 / 0.87890625, AT_A: f32 = 1 / (2 * 0.390625 * -1.859375), AT_B: f32 = 1 / (2 * 2.25 * 1.859375);

@inline
function times(factor: f32, x: v128, plus: v128): v128 {
  return f32x4.relaxed_madd(f32x4.splat(factor), x, plus);
}

/** Six input cells to six points. */
@inline
function inputLine(from: usize, step: usize, to: usize, next: usize, valid: i32): void {
  const x0 = v128.load(from), x1 = v128.load(from + step), x2 = v128.load(from + 2 * step);
  const x3 = v128.load(from + 3 * step), x4 = v128.load(from + 4 * step), x5 = v128.load(from + 5 * step);
  storeLanes(to, times(CONSTANT, x0, times(LINEAR, x2, x4)), valid);
  let even = times(-B2, x2, x4), odd = times(-B2, x1, x3);
  storeLanes(to + next, times(A, odd, even), valid);
  storeLanes(to + 2 * next, times(-A, odd, even), valid);
  even = times(-A2, x2, x4), odd = times(-A2, x1, x3);
  storeLanes(to + 3 * next, times(B, odd, even), valid);
  storeLanes(to + 4 * next, times(-B, odd, even), valid);
  storeLanes(to + 5 * next, times(CONSTANT, x1, times(LINEAR, x3, x5)), valid);
}

/** Six points to the first `count` of four output cells. */
@inline
function outputLine(from: usize, step: usize, to: usize, next: usize, count: i32, valid: i32): void {
  const m1 = v128.load(from + step), m2 = v128.load(from + 2 * step);
  const m3 = v128.load(from + 3 * step), m4 = v128.load(from + 4 * step);
  const sA = f32x4.add(m1, m2), dA = f32x4.sub(m1, m2), sB = f32x4.add(m3, m4), dB = f32x4.sub(m3, m4);
  storeLanes(to, f32x4.add(v128.load(from), f32x4.add(sA, sB)), valid);
  if (count > 1) storeLanes(to + next, times(A, dA, f32x4.mul(f32x4.splat(B), dB)), valid);
  if (count > 2) storeLanes(to + 2 * next, times(A2, sA, f32x4.mul(f32x4.splat(B2), sB)), valid);
  if (count > 3) storeLanes(to + 3 * next, times(A3, dA, times(B3, dB, v128.load(from + 5 * step))), valid);
}

/** Four cells of the output's gradient to six points: the transpose of `outputLine`. */
@inline
function gradientLine(from: usize, step: usize, to: usize, next: usize): void {
  const g0 = v128.load(from), g1 = v128.load(from + step);
  const g2 = v128.load(from + 2 * step), g3 = v128.load(from + 3 * step);
  v128.store(to, g0);
  let even = times(A2, g2, g0), odd = times(A2, g3, g1);
  v128.store(to + next, times(A, odd, even));
  v128.store(to + 2 * next, times(-A, odd, even));
  even = times(B2, g2, g0), odd = times(B2, g3, g1);
  v128.store(to + 3 * next, times(B, odd, even));
  v128.store(to + 4 * next, times(-B, odd, even));
  v128.store(to + 5 * next, g3);
}

/** Three taps to six points. */
@inline
function weightLine(from: usize, step: usize, to: usize, next: usize): void {
  const w0 = v128.load(from), w1 = v128.load(from + step), w2 = v128.load(from + 2 * step);
  const atA = f32x4.splat(AT_A), atB = f32x4.splat(AT_B);
  v128.store(to, f32x4.mul(f32x4.splat(AT_ZERO), w0));
  let even = times(A2, w2, w0);
  v128.store(to + next, f32x4.mul(atA, times(A, w1, even)));
  v128.store(to + 2 * next, f32x4.mul(atA, times(-A, w1, even)));
  even = times(B2, w2, w0);
  v128.store(to + 3 * next, f32x4.mul(atB, times(B, w1, even)));
  v128.store(to + 4 * next, f32x4.mul(atB, times(-B, w1, even)));
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
  v128.store(to, times(AT_ZERO, v128.load(from), f32x4.add(sA, sB)));
  v128.store(to + next, times(A, f32x4.sub(d1, d2), f32x4.mul(f32x4.splat(B), f32x4.sub(d3, d4))));
  v128.store(to + 2 * next, times(A2, sA, times(B2, sB, v128.load(from + 5 * step))));
}

/** 6 x 6 input cells to 36 points, `point` bytes apart, of which the first `valid` lanes are stored. */
export function inputTile(from: usize, row: usize, column: usize, to: usize, point: usize, valid: i32): void {
  inputLine(from, row, TILE, 96, 4);
  inputLine(from + column, row, TILE + 16, 96, 4);
  inputLine(from + 2 * column, row, TILE + 32, 96, 4);
  inputLine(from + 3 * column, row, TILE + 48, 96, 4);
  inputLine(from + 4 * column, row, TILE + 64, 96, 4);
  inputLine(from + 5 * column, row, TILE + 80, 96, 4);
  inputLine(TILE, 16, to, point, valid);
  inputLine(TILE + 96, 16, to + 6 * point, point, valid);
  inputLine(TILE + 192, 16, to + 12 * point, point, valid);
  inputLine(TILE + 288, 16, to + 18 * point, point, valid);
  inputLine(TILE + 384, 16, to + 24 * point, point, valid);
  inputLine(TILE + 480, 16, to + 30 * point, point, valid);
}

/** 36 points to the first `rows` x `columns` of 4 x 4 output cells. */
export function outputTile(
  from: usize, point: usize, to: usize, row: usize, column: usize, rows: i32, columns: i32, valid: i32,
): void {
  outputLine(from, 6 * point, TILE, 96, 4, 4);
  outputLine(from + point, 6 * point, TILE + 16, 96, 4, 4);
  outputLine(from + 2 * point, 6 * point, TILE + 32, 96, 4, 4);
  outputLine(from + 3 * point, 6 * point, TILE + 48, 96, 4, 4);
  outputLine(from + 4 * point, 6 * point, TILE + 64, 96, 4, 4);
  outputLine(from + 5 * point, 6 * point, TILE + 80, 96, 4, 4);
  outputLine(TILE, 16, to, column, columns, valid);
  if (rows > 1) outputLine(TILE + 96, 16, to + row, column, columns, valid);
  if (rows > 2) outputLine(TILE + 192, 16, to + 2 * row, column, columns, valid);
  if (rows > 3) outputLine(TILE + 288, 16, to + 3 * row, column, columns, valid);
}

/** 4 x 4 cells of the output's gradient to 36 points. */
export function gradientTile(from: usize, row: usize, column: usize, to: usize, point: usize): void {
  gradientLine(from, row, TILE, 64);
  gradientLine(from + column, row, TILE + 16, 64);
  gradientLine(from + 2 * column, row, TILE + 32, 64);
  gradientLine(from + 3 * column, row, TILE + 48, 64);
  gradientLine(TILE, 16, to, point);
  gradientLine(TILE + 64, 16, to + 6 * point, point);
  gradientLine(TILE + 128, 16, to + 12 * point, point);
  gradientLine(TILE + 192, 16, to + 18 * point, point);
  gradientLine(TILE + 256, 16, to + 24 * point, point);
  gradientLine(TILE + 320, 16, to + 30 * point, point);
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
