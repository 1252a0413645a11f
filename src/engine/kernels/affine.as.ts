// Scale, shift and rectifier after a product: batch norm or a bias, ReLU, and 2 x 2 pooling in one pass. The
// pivot of the sums is the first pixel: differences from it lose no digits when the mean is far from 0.

import { storeLanes } from "./lanes.as";
import {
  addSum, at, clearSums, INVERSE, MEAN, OFFSET, padded, PIVOT, SCALE, SHIFT, SLOPE, SUM, SUM2,
} from "./workspace.as";

/** Pixels summed in float32 before the sum moves to float64. */
const BLOCK: i32 = 96;

/** Sets the pivot to the first pixel and the sums to 0. */
export function beginStatistics(workspace: usize, pixel: usize, channels: i32): void {
  clearSums(workspace, channels);
  if (pixel) memory.copy(at(workspace, channels, PIVOT), pixel, <usize>channels * 4);
}

/** Adds `count` contiguous pixels to the sums of differences from the pivot and of their squares. */
export function accumulateStatistics(workspace: usize, pixels: usize, count: i32, channels: i32): void {
  const step = <usize>channels * 4;
  for (let c = 0; c < channels; c += 4) {
    const pivot = v128.load(at(workspace, channels, PIVOT) + <usize>c * 4);
    let from = pixels + <usize>c * 4;
    let sum = f32x4.splat(0), sum2 = f32x4.splat(0);
    for (let i = 0; i < count; i++) {
      const x = f32x4.sub(v128.load(from), pivot);
      sum = f32x4.add(sum, x);
      sum2 = f32x4.relaxed_madd(x, x, sum2);
      from += step;
    }
    addSum(at(workspace, channels, SUM) + <usize>c * 8, sum);
    addSum(at(workspace, channels, SUM2) + <usize>c * 8, sum2);
  }
}

/** Statistics of a whole tensor, for a batch norm that does not follow a product. */
export function statistics(workspace: usize, pixels: usize, count: i32, channels: i32): void {
  beginStatistics(workspace, pixels, channels);
  for (let i = 0; i < count; i += BLOCK) {
    const from = pixels + <usize>i * <usize>channels * 4;
    accumulateStatistics(workspace, from, min(BLOCK, count - i), channels);
  }
}

/** Scale and shift from the batch's mean and biased variance; moving averages move by `share`. */
export function batchNormTraining(
  workspace: usize, gamma: usize, beta: usize, movingMean: usize, movingVariance: usize,
  channels: i32, count: i32, share: f32, epsilon: f64,
): void {
  for (let c = 0; c < channels; c++) {
    const i = <usize>c * 4;
    const sum = load<f64>(at(workspace, channels, SUM) + i * 2) / count;
    const sum2 = load<f64>(at(workspace, channels, SUM2) + i * 2) / count;
    const mean = <f32>(load<f32>(at(workspace, channels, PIVOT) + i) + sum);
    const variance = max(sum2 - sum * sum, 0);
    const oldMean = load<f32>(movingMean + i), oldVariance = load<f32>(movingVariance + i);
    store<f32>(movingMean + i, oldMean - (oldMean - mean) * share);
    store<f32>(movingVariance + i, oldVariance - (oldVariance - <f32>variance) * share);
    normaliser(workspace, channels, i, load<f32>(gamma + i), load<f32>(beta + i), mean, variance + epsilon);
  }
}

/** Scale and shift from the moving averages. */
export function batchNormInference(
  workspace: usize, gamma: usize, beta: usize, movingMean: usize, movingVariance: usize,
  channels: i32, epsilon: f64,
): void {
  for (let c = 0; c < channels; c++) {
    const i = <usize>c * 4;
    const variance = <f64>load<f32>(movingVariance + i) + epsilon;
    normaliser(
      workspace, channels, i, load<f32>(gamma + i), load<f32>(beta + i), load<f32>(movingMean + i), variance,
    );
  }
}

@inline
function normaliser(
  workspace: usize, channels: i32, i: usize, gamma: f32, beta: f32, mean: f32, variance: f64,
): void {
  const inverse = <f32>(1 / Math.sqrt(variance));
  store<f32>(at(workspace, channels, MEAN) + i, mean);
  store<f32>(at(workspace, channels, INVERSE) + i, inverse);
  store<f32>(at(workspace, channels, SCALE) + i, gamma * inverse);
  store<f32>(at(workspace, channels, SHIFT) + i, beta - mean * gamma * inverse);
}

/** Scale 1 and the bias (or, where `bias` is 0, nothing) as shift. */
export function biasPrepare(workspace: usize, bias: usize, channels: i32): void {
  memory.fill(workspace, 0, padded(channels) * 32);
  for (let c = 0; c < channels; c++) {
    const i = <usize>c * 4;
    store<f32>(at(workspace, channels, SCALE) + i, 1);
    if (bias) store<f32>(at(workspace, channels, SHIFT) + i, load<f32>(bias + i));
  }
}

/**
 * `max(x * scale + shift, floor)` from contiguous `[samples, rows, columns, channels]` into a tensor with
 * `top`, `bottom`, `left`, `right` rows and columns of zeros around each sample.
 */
export function affineForward(
  x: usize, workspace: usize, out: usize, samples: i32, rows: i32, columns: i32, channels: i32,
  top: i32, bottom: i32, left: i32, right: i32, floor: f32,
): void {
  const pixel = <usize>channels * 4;
  const rowBytes = <usize>(left + columns + right) * pixel;
  const low = f32x4.splat(floor);
  const scales = at(workspace, channels, SCALE), shifts = at(workspace, channels, SHIFT);
  for (let s = 0; s < samples; s++) {
    out = zeros(out, <usize>top * rowBytes);
    for (let r = 0; r < rows; r++) {
      out = zeros(out, <usize>left * pixel);
      for (let i = 0; i < columns; i++) {
        for (let c = 0; c < channels; c += 4) {
          const o = <usize>c * 4;
          const y = f32x4.relaxed_madd(v128.load(x + o), v128.load(scales + o), v128.load(shifts + o));
          storeLanes(out + o, f32x4.pmax(y, low), channels - c);
        }
        x += pixel;
        out += pixel;
      }
      out = zeros(out, <usize>right * pixel);
    }
    out = zeros(out, <usize>bottom * rowBytes);
  }
}

@inline
export function zeros(out: usize, bytes: usize): usize {
  if (bytes) memory.fill(out, 0, bytes);
  return out + bytes;
}

/** The same followed by 2 x 2 pooling with stride 2; `rows` and `columns` are those of the output. */
export function affinePoolForward(
  x: usize, workspace: usize, out: usize, samples: i32, rows: i32, columns: i32, channels: i32,
  top: i32, bottom: i32, left: i32, right: i32, floor: f32, average: bool,
): void {
  const pixel = <usize>channels * 4;
  const rowBytes = <usize>(left + columns + right) * pixel;
  const below = <usize>columns * 2 * pixel;
  const low = f32x4.splat(floor), quarter = f32x4.splat(0.25);
  const scales = at(workspace, channels, SCALE), shifts = at(workspace, channels, SHIFT);
  for (let s = 0; s < samples; s++) {
    out = zeros(out, <usize>top * rowBytes);
    for (let r = 0; r < rows; r++) {
      out = zeros(out, <usize>left * pixel);
      for (let i = 0; i < columns; i++) {
        for (let c = 0; c < channels; c += 4) {
          const o = <usize>c * 4;
          const scale = v128.load(scales + o), shift = v128.load(shifts + o);
          const y0 = f32x4.pmax(f32x4.relaxed_madd(v128.load(x + o), scale, shift), low);
          const y1 = f32x4.pmax(f32x4.relaxed_madd(v128.load(x + pixel + o), scale, shift), low);
          const y2 = f32x4.pmax(f32x4.relaxed_madd(v128.load(x + below + o), scale, shift), low);
          const y3 = f32x4.pmax(f32x4.relaxed_madd(v128.load(x + below + pixel + o), scale, shift), low);
          const y = average
            ? f32x4.mul(f32x4.add(f32x4.add(y0, y1), f32x4.add(y2, y3)), quarter)
            : f32x4.pmax(f32x4.pmax(y0, y1), f32x4.pmax(y2, y3));
          storeLanes(out + o, y, channels - c);
        }
        x += pixel * 2;
        out += pixel;
      }
      x += below;
      out = zeros(out, <usize>right * pixel);
    }
    out = zeros(out, <usize>bottom * rowBytes);
  }
}

/** Sums over pixels of the gradient behind the rectifier, and of it times `x - mean`. */
export function affineReduce(g: usize, x: usize, workspace: usize, count: i32, channels: i32, floor: f32): void {
  const step = <usize>channels * 4;
  const low = f32x4.splat(floor);
  clearSums(workspace, channels);
  for (let first = 0; first < count; first += BLOCK) {
    const n = min(BLOCK, count - first);
    for (let c = 0; c < channels; c += 4) {
      const o = <usize>c * 4;
      const scale = v128.load(at(workspace, channels, SCALE) + o);
      const shift = v128.load(at(workspace, channels, SHIFT) + o);
      const mean = v128.load(at(workspace, channels, MEAN) + o);
      let px = x + o, pg = g + o;
      let sum = f32x4.splat(0), sum2 = f32x4.splat(0);
      for (let i = 0; i < n; i++) {
        const v = v128.load(px);
        const open = f32x4.gt(f32x4.relaxed_madd(v, scale, shift), low);
        const d = v128.and(v128.load(pg), open);
        sum = f32x4.add(sum, d);
        sum2 = f32x4.relaxed_madd(d, f32x4.sub(v, mean), sum2);
        px += step;
        pg += step;
      }
      addSum(at(workspace, channels, SUM) + o * 2, sum);
      addSum(at(workspace, channels, SUM2) + o * 2, sum2);
    }
    x += <usize>n * step;
    g += <usize>n * step;
  }
}

/** Gradients of gamma and beta, and the slope and offset of the term that batch norm adds to every pixel. */
export function batchNormBackward(
  workspace: usize, gammaGradient: usize, betaGradient: usize, channels: i32, count: i32,
): void {
  for (let c = 0; c < channels; c++) {
    const i = <usize>c * 4;
    const sum = load<f64>(at(workspace, channels, SUM) + i * 2);
    const sum2 = load<f64>(at(workspace, channels, SUM2) + i * 2);
    const inverse = <f64>load<f32>(at(workspace, channels, INVERSE) + i);
    const scale = <f64>load<f32>(at(workspace, channels, SCALE) + i);
    store<f32>(gammaGradient + i, <f32>(sum2 * inverse));
    store<f32>(betaGradient + i, <f32>sum);
    store<f32>(at(workspace, channels, SLOPE) + i, <f32>(-scale * inverse * inverse * sum2 / count));
    store<f32>(at(workspace, channels, OFFSET) + i, <f32>(-scale * sum / count));
  }
}

/** Gradient of a bias: the sum; added to what is there when `accumulate`. */
export function biasBackward(workspace: usize, gradient: usize, channels: i32, accumulate: bool): void {
  for (let c = 0; c < channels; c++) {
    const i = <usize>c * 4;
    const sum = <f32>load<f64>(at(workspace, channels, SUM) + i * 2);
    store<f32>(gradient + i, accumulate ? load<f32>(gradient + i) + sum : sum);
  }
}

/** Gradient of the input of `affineForward`, into a tensor with zeros around each sample. */
export function affineBackward(
  g: usize, x: usize, workspace: usize, out: usize, samples: i32, rows: i32, columns: i32, channels: i32,
  top: i32, bottom: i32, left: i32, right: i32, floor: f32,
): void {
  const pixel = <usize>channels * 4;
  const rowBytes = <usize>(left + columns + right) * pixel;
  const low = f32x4.splat(floor);
  for (let s = 0; s < samples; s++) {
    out = zeros(out, <usize>top * rowBytes);
    for (let r = 0; r < rows; r++) {
      out = zeros(out, <usize>left * pixel);
      for (let c = 0; c < channels; c += 4) {
        const o = <usize>c * 4;
        const scale = v128.load(at(workspace, channels, SCALE) + o);
        const shift = v128.load(at(workspace, channels, SHIFT) + o);
        const mean = v128.load(at(workspace, channels, MEAN) + o);
        const slope = v128.load(at(workspace, channels, SLOPE) + o);
        const offset = v128.load(at(workspace, channels, OFFSET) + o);
        let px = x + o, pg = g + o, to = out + o;
        for (let i = 0; i < columns; i++) {
          const v = v128.load(px);
          const open = f32x4.gt(f32x4.relaxed_madd(v, scale, shift), low);
          const d = v128.and(v128.load(pg), open);
          const rest = f32x4.relaxed_madd(f32x4.sub(v, mean), slope, offset);
          storeLanes(to, f32x4.relaxed_madd(d, scale, rest), channels - c);
          px += pixel;
          pg += pixel;
          to += pixel;
        }
      }
      x += <usize>columns * pixel;
      g += <usize>columns * pixel;
      out += <usize>columns * pixel;
      out = zeros(out, <usize>right * pixel);
    }
    out = zeros(out, <usize>bottom * rowBytes);
  }
}
