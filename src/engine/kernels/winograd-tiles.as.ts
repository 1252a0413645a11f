// Winograd's transforms of F(4, 3) (Lavin & Gray 2016) along one axis and along both. The points are 0, 1, -1,
// 1/2, -2 and infinity: of the sets with cheap factors the one that rounds least (Barabasz et al. 2020).
//
// Tiles pass from one axis to the other through `TILE`: its address is a constant, so V8 checks no bounds.

import { storeLanes } from "./lanes.as";

const TILE: usize = memory.data(36 * 16, 16);

/** Six input cells to six points. */
@inline
function inputLine(from: usize, step: usize, to: usize, next: usize, valid: i32): void {
  const x0 = v128.load(from), x1 = v128.load(from + step), x2 = v128.load(from + 2 * step);
  const x3 = v128.load(from + 3 * step), x4 = v128.load(from + 4 * step), x5 = v128.load(from + 5 * step);
  const p = f32x4.sub(x4, x2), q = f32x4.sub(x3, x1), more = f32x4.splat(1.5);
  storeLanes(to, f32x4.relaxed_madd(more, q, f32x4.add(f32x4.sub(x0, x2), p)), valid);
  storeLanes(to + next, f32x4.relaxed_madd(more, f32x4.add(x2, x3), f32x4.add(p, q)), valid);
  storeLanes(to + 2 * next, f32x4.relaxed_madd(more, f32x4.sub(x3, x2), f32x4.sub(p, q)), valid);
  storeLanes(to + 3 * next, f32x4.relaxed_madd(f32x4.splat(2), q, p), valid);
  storeLanes(to + 4 * next, f32x4.relaxed_madd(f32x4.splat(-0.5), q, p), valid);
  storeLanes(to + 5 * next, f32x4.relaxed_madd(more, p, f32x4.sub(f32x4.sub(x5, x3), q)), valid);
}

/** Six points to four output cells. */
@inline
function outputLine(from: usize, step: usize, to: usize, next: usize, count: i32, valid: i32): void {
  const m1 = v128.load(from + step), m2 = v128.load(from + 2 * step);
  const m3 = v128.load(from + 3 * step), m4 = v128.load(from + 4 * step);
  const s = f32x4.add(m1, m2), d = f32x4.sub(m1, m2);
  storeLanes(to, f32x4.add(f32x4.add(v128.load(from), s), f32x4.add(m3, m4)), valid);
  if (count > 1) {
    const y = f32x4.relaxed_madd(f32x4.splat(0.5), m3, d);
    storeLanes(to + next, f32x4.relaxed_madd(f32x4.splat(-2), m4, y), valid);
  }
  if (count > 2) {
    const y = f32x4.relaxed_madd(f32x4.splat(0.25), m3, s);
    storeLanes(to + 2 * next, f32x4.relaxed_madd(f32x4.splat(4), m4, y), valid);
  }
  if (count > 3) {
    const y = f32x4.relaxed_madd(f32x4.splat(0.125), m3, f32x4.add(d, v128.load(from + 5 * step)));
    storeLanes(to + 3 * next, f32x4.relaxed_madd(f32x4.splat(-8), m4, y), valid);
  }
}

/** Four cells of the output's gradient to six points: the transpose of `outputLine`. */
@inline
function gradientLine(from: usize, step: usize, to: usize, next: usize): void {
  const g0 = v128.load(from), g1 = v128.load(from + step);
  const g2 = v128.load(from + 2 * step), g3 = v128.load(from + 3 * step);
  const even = f32x4.add(g0, g2), odd = f32x4.add(g1, g3);
  v128.store(to, g0);
  v128.store(to + next, f32x4.add(even, odd));
  v128.store(to + 2 * next, f32x4.sub(even, odd));
  const half = f32x4.relaxed_madd(f32x4.splat(0.25), g3, g1), less = f32x4.relaxed_madd(f32x4.splat(0.25), g2, g0);
  v128.store(to + 3 * next, f32x4.relaxed_madd(f32x4.splat(0.5), half, less));
  const twice = f32x4.relaxed_madd(f32x4.splat(4), g3, g1), fourth = f32x4.relaxed_madd(f32x4.splat(4), g2, g0);
  v128.store(to + 4 * next, f32x4.relaxed_madd(f32x4.splat(-2), twice, fourth));
  v128.store(to + 5 * next, g3);
}

/** Three taps to six points. */
@inline
function weightLine(from: usize, step: usize, to: usize, next: usize): void {
  const w0 = v128.load(from), w1 = v128.load(from + step), w2 = v128.load(from + 2 * step);
  const ends = f32x4.add(w0, w2), third = f32x4.splat(1.0 / 3);
  v128.store(to, w0);
  v128.store(to + next, f32x4.mul(f32x4.add(ends, w1), third));
  v128.store(to + 2 * next, f32x4.mul(f32x4.sub(w1, ends), third));
  let w = f32x4.relaxed_madd(f32x4.splat(0.25), w2, w0);
  v128.store(to + 3 * next, f32x4.mul(f32x4.relaxed_madd(f32x4.splat(0.5), w1, w), f32x4.splat(-16.0 / 15)));
  w = f32x4.relaxed_madd(f32x4.splat(4), w2, w0);
  v128.store(to + 4 * next, f32x4.mul(f32x4.relaxed_madd(f32x4.splat(-2), w1, w), f32x4.splat(1.0 / 15)));
  v128.store(to + 5 * next, w2);
}

/** Six points of the gradient to three taps: the transpose of `weightLine`. */
@inline
function tapLine(from: usize, step: usize, to: usize, next: usize): void {
  const third = f32x4.splat(1.0 / 3);
  const d1 = v128.load(from + step), d2 = v128.load(from + 2 * step);
  const s = f32x4.mul(f32x4.sub(d1, d2), third), a = f32x4.mul(f32x4.add(d1, d2), third);
  const d3 = f32x4.mul(v128.load(from + 3 * step), f32x4.splat(-16.0 / 15));
  const d4 = f32x4.mul(v128.load(from + 4 * step), f32x4.splat(1.0 / 15));
  v128.store(to, f32x4.add(f32x4.add(v128.load(from), s), f32x4.add(d3, d4)));
  v128.store(to + next, f32x4.relaxed_madd(f32x4.splat(-2), d4, f32x4.relaxed_madd(f32x4.splat(0.5), d3, a)));
  const w = f32x4.relaxed_madd(f32x4.splat(0.25), d3, f32x4.add(s, v128.load(from + 5 * step)));
  v128.store(to + 2 * next, f32x4.relaxed_madd(f32x4.splat(4), d4, w));
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
