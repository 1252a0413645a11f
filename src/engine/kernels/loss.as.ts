// Softmax cross entropy, dropout and the batch.

import { zeros } from "./affine.as";

/**
 * Softmax cross entropy of `samples` rows of logits. Writes the gradient times `weight`, and adds the sum of
 * losses and the number of rows whose first largest logit is the label to the two float64 at `totals`.
 */
export function softmaxLoss(
  logits: usize, labels: usize, order: usize, samples: i32, classes: i32, weight: f32, g: usize, totals: usize,
): void {
  for (let s = 0; s < samples; s++) {
    const label = load<i32>(labels + (<usize>load<i32>(order + (<usize>s << 2)) << 2));
    let best = 0;
    let top = load<f32>(logits);
    for (let c = 1; c < classes; c++) {
      const v = load<f32>(logits + (<usize>c << 2));
      if (v > top) {
        top = v;
        best = c;
      }
    }
    let sum: f64 = 0;
    for (let c = 0; c < classes; c++) sum += Math.exp(<f64>load<f32>(logits + (<usize>c << 2)) - top);
    for (let c = 0; c < classes; c++) {
      const share = Math.exp(<f64>load<f32>(logits + (<usize>c << 2)) - top) / sum;
      store<f32>(g + (<usize>c << 2), <f32>(share - (c == label ? 1 : 0)) * weight);
    }
    const own = <f64>load<f32>(logits + (<usize>label << 2)) - top;
    store<f64>(totals, load<f64>(totals) + Math.log(sum) - own);
    if (best == label) store<f64>(totals, load<f64>(totals, 8) + 1, 8);
    logits += <usize>classes << 2;
    g += <usize>classes << 2;
  }
}

/** "lowbias32" (Wellons 2018, "Prospecting for Hash Functions"). */
@inline
function mix(x: u32): u32 {
  x = (x ^ (x >> 16)) * 0x7feb352d;
  x = (x ^ (x >> 15)) * 0x846ca68b;
  return x ^ (x >> 16);
}

/**
 * `x` where the hash of (seed, unit) reaches `threshold`, times `scale`, else 0; forward and backward. The
 * same units as in `src/training/dropout.ts`.
 */
export function dropout(
  x: usize, out: usize, count: i32, first: u32, seed: u32, threshold: u32, scale: f32,
): void {
  const key = mix(seed ^ 0x9e3779b9);
  for (let i: u32 = 0; i < <u32>count; i++) {
    const kept = mix(key ^ (first + i)) >= threshold;
    store<f32>(out + (<usize>i << 2), kept ? load<f32>(x + (<usize>i << 2)) * scale : 0);
  }
}

/** Copies the images numbered by `order` into a batch with zeros around each. */
export function gather(
  images: usize, order: usize, samples: i32, rows: i32, rowBytes: usize, out: usize,
  topBytes: usize, bottomBytes: usize, leftBytes: usize, rightBytes: usize,
): void {
  for (let s = 0; s < samples; s++) {
    let from = images + <usize>load<i32>(order + (<usize>s << 2)) * <usize>rows * rowBytes;
    out = zeros(out, topBytes);
    for (let r = 0; r < rows; r++) {
      out = zeros(out, leftBytes);
      memory.copy(out, from, rowBytes);
      from += rowBytes;
      out = zeros(out + rowBytes, rightBytes);
    }
    out = zeros(out, bottomBytes);
  }
}
