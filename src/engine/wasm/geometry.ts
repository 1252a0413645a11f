import type { Extent, ProductStage } from "../stages.ts";
import type { Padding } from "../../model/layers.ts";

/** Bytes of a float. */
export const FLOAT = 4;

/** A tensor in the arena with zeros around each sample; strides in bytes. */
export interface Tensor {
  readonly extent: Extent;
  readonly padding: Padding;
  readonly pixel: number;
  readonly row: number;
  readonly sample: number;
}

/** A tensor and where it lies. */
export type Placed = Tensor & { readonly address: number };

/** Layout of a padded tensor. */
export function tensor(extent: Extent, padding: Padding): Tensor {
  const [top, bottom, left, right] = padding;
  const pixel = extent.channels * FLOAT;
  const row = (left + extent.columns + right) * pixel;
  return { extent, padding, pixel, row, sample: (top + extent.rows + bottom) * row };
}

/** Bytes from the start of a tensor to its first real pixel. */
export function interior(t: Tensor): number {
  return t.padding[0] * t.row + t.padding[2] * t.pixel;
}

/**
 * The input gradient of a strided convolution falls into phases: along one axis, input cells whose padded
 * position has the same remainder by the stride meet the same taps, and each phase is a convolution with
 * stride 1 of the output gradient.
 */
export interface Phase {
  /** First input cell of the phase, and how many (every `stride`-th). */
  readonly first: number;
  readonly count: number;
  /** Taps `last`, `last - stride`, ...; the output cell that the first input cell meets through `last`. */
  readonly taps: number;
  readonly last: number;
  readonly from: number;
}

/** The phases along one axis; those without input cells are left out. */
export function phases(size: number, kernel: number, stride: number, before: number): Phase[] {
  const all: Phase[] = [];
  for (let phase = 0; phase < stride; phase++) {
    const first = (((phase - before) % stride) + stride) % stride;
    const count = first < size ? Math.ceil((size - first) / stride) : 0;
    if (count === 0) continue;
    const taps = phase < kernel ? Math.floor((kernel - 1 - phase) / stride) + 1 : 0;
    const last = phase + (taps - 1) * stride;
    all.push({ first, count, taps, last, from: taps === 0 ? 0 : (first + before - last) / stride });
  }
  return all;
}

/** Zeros that the output gradient needs along one axis so that no phase reads outside: before, after. */
function margin(size: number, kernel: number, stride: number, before: number, out: number): [number, number] {
  let low = 0;
  let high = 0;
  for (const phase of phases(size, kernel, stride, before)) {
    if (phase.taps === 0) continue;
    low = Math.max(low, -phase.from);
    high = Math.max(high, phase.from + phase.count + phase.taps - 1 - out);
  }
  return [low, high];
}

/** Padding of the gradient of a product's output. */
export function gradientPadding(stage: ProductStage): Padding {
  const { input, output, kernel, stride, padding } = stage;
  return [
    ...margin(input.rows, kernel[0], stride[0], padding[0], output.rows),
    ...margin(input.columns, kernel[1], stride[1], padding[2], output.columns),
  ];
}
