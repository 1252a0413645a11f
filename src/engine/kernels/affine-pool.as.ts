// Backward pass of scale, shift, rectifier and 2 x 2 pooling in one: the forward pass stores the product and
// the pooled result only, and what lies between is computed again. A maximum's gradient goes to the first of
// equal values; equal values at or below the rectifier's floor carry none.

import { zeros } from "./affine.as";
import { storeLanes } from "./lanes.as";
import { addSum, at, clearSums, MEAN, OFFSET, SCALE, SHIFT, SLOPE, SUM, SUM2 } from "./workspace.as";

/** The sums of `affineReduce` from the gradient of the pooled output; `rows` and `columns` are its size. */
export function affinePoolReduce(
  g: usize, x: usize, workspace: usize, samples: i32, rows: i32, columns: i32, channels: i32,
  floor: f32, average: bool,
): void {
  const pixel = <usize>channels * 4;
  const below = <usize>columns * 2 * pixel;
  const low = f32x4.splat(floor), quarter = f32x4.splat(0.25);
  clearSums(workspace, channels);
  for (let r = samples * rows; r > 0; r--) {
    for (let c = 0; c < channels; c += 4) {
      const o = <usize>c * 4;
      const scale = v128.load(at(workspace, channels, SCALE) + o);
      const shift = v128.load(at(workspace, channels, SHIFT) + o);
      const mean = v128.load(at(workspace, channels, MEAN) + o);
      let px = x + o, pg = g + o;
      let sum = f32x4.splat(0), sum2 = f32x4.splat(0);
      for (let i = 0; i < columns; i++) {
        const v0 = v128.load(px), v1 = v128.load(px + pixel);
        const v2 = v128.load(px + below), v3 = v128.load(px + below + pixel);
        const t0 = f32x4.relaxed_madd(v0, scale, shift), t1 = f32x4.relaxed_madd(v1, scale, shift);
        const t2 = f32x4.relaxed_madd(v2, scale, shift), t3 = f32x4.relaxed_madd(v3, scale, shift);
        if (average) {
          const d = f32x4.mul(v128.load(pg), quarter);
          const d0 = v128.and(d, f32x4.gt(t0, low)), d1 = v128.and(d, f32x4.gt(t1, low));
          const d2 = v128.and(d, f32x4.gt(t2, low)), d3 = v128.and(d, f32x4.gt(t3, low));
          sum = f32x4.add(sum, f32x4.add(f32x4.add(d0, d1), f32x4.add(d2, d3)));
          sum2 = f32x4.relaxed_madd(d0, f32x4.sub(v0, mean), sum2);
          sum2 = f32x4.relaxed_madd(d1, f32x4.sub(v1, mean), sum2);
          sum2 = f32x4.relaxed_madd(d2, f32x4.sub(v2, mean), sum2);
          sum2 = f32x4.relaxed_madd(d3, f32x4.sub(v3, mean), sum2);
        } else {
          const m = f32x4.pmax(f32x4.pmax(t0, t1), f32x4.pmax(t2, t3));
          const d = v128.and(v128.load(pg), f32x4.gt(m, low));
          let v = v128.bitselect(v2, v3, f32x4.eq(t2, m));
          v = v128.bitselect(v1, v, f32x4.eq(t1, m));
          v = v128.bitselect(v0, v, f32x4.eq(t0, m));
          sum = f32x4.add(sum, d);
          sum2 = f32x4.relaxed_madd(d, f32x4.sub(v, mean), sum2);
        }
        px += pixel * 2;
        pg += pixel;
      }
      addSum(at(workspace, channels, SUM) + o * 2, sum);
      addSum(at(workspace, channels, SUM2) + o * 2, sum2);
    }
    x += below * 2;
    g += <usize>columns * pixel;
  }
}

@inline
function storeInput(
  to: usize, d: v128, v: v128, mean: v128, slope: v128, offset: v128, scale: v128, valid: i32,
): void {
  const rest = f32x4.relaxed_madd(f32x4.sub(v, mean), slope, offset);
  storeLanes(to, f32x4.relaxed_madd(d, scale, rest), valid);
}

/** Gradient of the product from that of the pooled output; zeros around each sample as asked. */
export function affinePoolBackward(
  g: usize, x: usize, workspace: usize, out: usize, samples: i32, rows: i32, columns: i32, channels: i32,
  top: i32, bottom: i32, left: i32, right: i32, floor: f32, average: bool,
): void {
  const pixel = <usize>channels * 4;
  const below = <usize>columns * 2 * pixel;
  const rowBytes = <usize>(left + columns * 2 + right) * pixel;
  const low = f32x4.splat(floor), quarter = f32x4.splat(0.25);
  for (let s = 0; s < samples; s++) {
    out = zeros(out, <usize>top * rowBytes);
    for (let r = 0; r < rows; r++) {
      zeros(out, <usize>left * pixel);
      zeros(out + rowBytes - <usize>right * pixel, <usize>right * pixel);
      zeros(out + rowBytes, <usize>left * pixel);
      zeros(out + rowBytes * 2 - <usize>right * pixel, <usize>right * pixel);
      for (let c = 0; c < channels; c += 4) {
        const o = <usize>c * 4;
        const scale = v128.load(at(workspace, channels, SCALE) + o);
        const shift = v128.load(at(workspace, channels, SHIFT) + o);
        const mean = v128.load(at(workspace, channels, MEAN) + o);
        const slope = v128.load(at(workspace, channels, SLOPE) + o);
        const offset = v128.load(at(workspace, channels, OFFSET) + o);
        let px = x + o, pg = g + o, to = out + <usize>left * pixel + o;
        for (let i = 0; i < columns; i++) {
          const v0 = v128.load(px), v1 = v128.load(px + pixel);
          const v2 = v128.load(px + below), v3 = v128.load(px + below + pixel);
          const t0 = f32x4.relaxed_madd(v0, scale, shift), t1 = f32x4.relaxed_madd(v1, scale, shift);
          const t2 = f32x4.relaxed_madd(v2, scale, shift), t3 = f32x4.relaxed_madd(v3, scale, shift);
          let d0: v128, d1: v128, d2: v128, d3: v128;
          if (average) {
            const d = f32x4.mul(v128.load(pg), quarter);
            d0 = v128.and(d, f32x4.gt(t0, low));
            d1 = v128.and(d, f32x4.gt(t1, low));
            d2 = v128.and(d, f32x4.gt(t2, low));
            d3 = v128.and(d, f32x4.gt(t3, low));
          } else {
            const m = f32x4.pmax(f32x4.pmax(t0, t1), f32x4.pmax(t2, t3));
            let d = v128.and(v128.load(pg), f32x4.gt(m, low));
            let first = f32x4.eq(t0, m);
            d0 = v128.and(d, first);
            d = v128.andnot(d, first);
            first = f32x4.eq(t1, m);
            d1 = v128.and(d, first);
            d = v128.andnot(d, first);
            first = f32x4.eq(t2, m);
            d2 = v128.and(d, first);
            d3 = v128.andnot(d, first);
          }
          const valid = channels - c;
          storeInput(to, d0, v0, mean, slope, offset, scale, valid);
          storeInput(to + pixel, d1, v1, mean, slope, offset, scale, valid);
          storeInput(to + rowBytes, d2, v2, mean, slope, offset, scale, valid);
          storeInput(to + rowBytes + pixel, d3, v3, mean, slope, offset, scale, valid);
          px += pixel * 2;
          pg += pixel;
          to += pixel * 2;
        }
      }
      x += below * 2;
      g += <usize>columns * pixel;
      out += rowBytes * 2;
    }
    out = zeros(out, <usize>bottom * rowBytes);
  }
}
