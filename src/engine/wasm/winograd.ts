import type { Padding } from "../../model/layers.ts";
import type { ProductStage } from "../stages.ts";
import { FLOAT, gradientPadding, interior, phases, type Placed } from "./geometry.ts";

/** How the convolutions of a step are computed: where it pays by Winograd's algorithm, everywhere, nowhere. */
export type Convolutions = "fastest" | "winograd" | "direct";

/** One axis of a convolution as a sum of ones with three taps and stride 1; see `kernels/winograd.as.ts`. */
interface Axis {
  /** Tiles of four output cells. */
  readonly tiles: number;
  /** Cells between neighbouring cells of a window, and where each group's window starts. */
  readonly step: number;
  readonly starts: readonly number[];
  /** Groups with a third tap; they come first. */
  readonly full: number;
  /** Output cells: every `stride`-th from `first`. */
  readonly phases: readonly { readonly first: number; readonly count: number }[];
  /** Number of the tap by phase, group and place in the window; -1 where there is none. */
  readonly taps: readonly (readonly (readonly number[])[])[];
}

/** A pass of a layer by Winograd's algorithm. */
export interface Winograd {
  readonly rows: Axis;
  readonly columns: Axis;
  readonly kernelWidth: number;
  readonly inChannels: number;
  readonly outChannels: number;
  /** Tiles that are worked on at once. */
  readonly block: number;
  /** Floats of a transformed tile of the input and of the output, rounded up to whole panels. */
  readonly depth: number;
  readonly width: number;
}

/** Which passes of a layer go by Winograd's algorithm. */
export interface WinogradPasses {
  readonly forward?: Winograd;
  readonly filter?: Winograd;
  readonly input?: Winograd;
}

const TAPS = 3;
const TILE = 4;
const POINTS = 36;
/** Bytes of the transformed tiles of a block: with the weights they stay in the second-level cache. */
const BLOCK_BYTES = 2 ** 19;

function forwardAxis(kernel: number, stride: number, out: number): Axis {
  const groups: number[][] = [];
  for (let first = 0; first < Math.min(stride, kernel); first++) {
    for (let tap = first; tap < kernel; tap += TAPS * stride) {
      groups.push(Array.from({ length: TAPS }, (_, i) => tap + i * stride).map((t) => t < kernel ? t : -1));
    }
  }
  groups.sort((a, b) => Number(b[TAPS - 1]! >= 0) - Number(a[TAPS - 1]! >= 0));
  return {
    tiles: Math.ceil(out / TILE),
    step: stride,
    starts: groups.map((taps) => taps[0]!),
    full: groups.filter((taps) => taps[TAPS - 1]! >= 0).length,
    phases: [{ first: 0, count: out }],
    taps: [groups],
  };
}

/** The axis of an input gradient, whose input is the gradient of the output; `undefined` if a phase is empty. */
function backwardAxis(size: number, kernel: number, stride: number, before: number): Axis | undefined {
  const all = phases(size, kernel, stride, before);
  if (all.some((phase) => phase.taps === 0)) return undefined;
  const start = Math.min(...all.map((phase) => phase.from));
  const end = Math.max(...all.map((phase) => phase.from + phase.taps));
  const starts = Array.from({ length: Math.ceil((end - start) / TAPS) }, (_, i) => start + i * TAPS);
  return {
    tiles: Math.ceil(Math.max(...all.map((phase) => phase.count)) / TILE),
    step: 1,
    starts,
    full: Math.floor((end - start) / TAPS),
    phases: all,
    taps: all.map((phase) =>
      starts.map((first) =>
        Array.from({ length: TAPS }, (_, i) => first + i - phase.from)
          .map((n) => n >= 0 && n < phase.taps ? phase.last - n * stride : -1)
      )
    ),
  };
}

function winograd(
  rows: Axis,
  columns: Axis,
  kernelWidth: number,
  inChannels: number,
  outChannels: number,
  unit: number,
): Winograd {
  const depth = rows.starts.length * columns.starts.length * inChannels;
  const width = rows.phases.length * columns.phases.length * Math.ceil(outChannels / 8) * 8;
  const fitting = Math.round(BLOCK_BYTES / (POINTS * FLOAT * (depth + width)) / unit);
  const block = unit * Math.min(96 / unit, Math.max(1, fitting));
  return { rows, columns, kernelWidth, inChannels, outChannels, depth, width, block };
}

/**
 * The passes of a layer that go by Winograd's algorithm.
 *
 * @param samples Samples at once.
 * @param padded Whether what stands before the layer can write into a tensor with zeros around it.
 */
export function winogradPasses(
  stage: ProductStage,
  samples: number,
  how: Convolutions,
  padded: boolean,
): WinogradPasses {
  if (how === "direct" || !padded || stage.output.rows * stage.output.columns === 1) return {};
  const { kernel, stride, padding, input, output } = stage;
  const [from, to] = [input.channels, output.channels];
  const forward = [
    forwardAxis(kernel[0], stride[0], output.rows),
    forwardAxis(kernel[1], stride[1], output.columns),
  ];
  const rows = backwardAxis(input.rows, kernel[0], stride[0], padding[0]);
  const columns = backwardAxis(input.columns, kernel[1], stride[1], padding[2]);
  const there = (unit: number) => winograd(forward[0]!, forward[1]!, kernel[1], from, to, unit);
  const back = rows && columns && winograd(rows, columns, kernel[1], to, from, PIXELS);
  const pays = (pass: Winograd, direct: number, sums: boolean) =>
    how === "winograd" || microseconds(pass, sums) < MARGIN * direct;
  const pixels = output.rows * output.columns;
  const ahead = directMicroseconds(pixels, stage, to);
  // Without a third tap the forward pass rounds more than four times as much as the direct one.
  const exact = how === "winograd" || forward.every((axis) => axis.full > 0);
  const summed = how === "winograd" || samples * forward[0]!.tiles * forward[1]!.tiles >= FEWEST_SUMMED;
  return {
    ...(exact && pays(there(PIXELS), ahead, false) ? { forward: there(PIXELS) } : {}),
    ...(summed && pays(there(SUMMANDS), ahead, true) ? { filter: there(SUMMANDS) } : {}),
    ...(back && pays(back, directMicroseconds(pixels, stage, from), false) ? { input: back } : {}),
  };
}

/** Tiles fill whole steps of the product kernels: six pixels of a product, 16 summands of a gradient. */
const PIXELS = 6;
const SUMMANDS = 16;
/** Tiles below which the filter gradient rounds more than four times as much as the direct one. */
const FEWEST_SUMMED = 256;
/** Samples that share the transform of the weights; one number for all, so that no prediction depends on the batch. */
const BATCH = 128;
/** What a pass must save to be worth its rounding. */
const MARGIN = 0.9;
/** Measured microseconds on one core of an AMD EPYC (Zen 4): of a multiply-add, of a float that it reads, of... */
const MULTIPLY = 1 / 25000;
const STAGE = 0.00025;
/** ...the transform of four channels of a tile there and back, of four weights, of adding a float to a sum. */
const TRANSFORM = [0.046, 0.035] as const;
const WEIGHTS = 0.3;
const SUM = 0.0003;

/** Time of a pass for one sample; `sums` for the filter gradient. */
function microseconds(pass: Winograd, sums: boolean): number {
  const { rows, columns, inChannels, width, block } = pass;
  const places = (axis: Axis) => 5 * axis.starts.length + axis.full;
  const inputs = places(rows) * places(columns) * inChannels;
  const groups = rows.starts.length * columns.starts.length;
  const tile = inputs * width * MULTIPLY + inputs * STAGE +
    groups * Math.ceil(inChannels / 4) * TRANSFORM[0] + width / 4 * TRANSFORM[1] +
    (sums ? inputs * width * SUM / block : 0);
  return rows.tiles * columns.tiles * tile + pass.depth * width / 4 * WEIGHTS / BATCH;
}

/** Time of a direct pass of one sample: outputs of `width` channels, each of the layer's products. */
function directMicroseconds(pixels: number, { kernel, input, output }: ProductStage, width: number): number {
  const inputs = kernel[0] * kernel[1] * input.channels * output.channels / width;
  return pixels * inputs * (width * MULTIPLY + STAGE);
}

/** Zeros before and after one axis of `size` cells so that no window reaches outside. */
function margin(axis: Axis, size: number): [number, number] {
  const last = Math.max(...axis.starts) + (TILE * axis.tiles + 1) * axis.step;
  return [Math.max(0, -Math.min(...axis.starts)), Math.max(0, last + 1 - size)];
}

/** The padding of a layer's input that its passes read; at least what the layer itself has. */
export function paddingFor(stage: ProductStage, { forward, filter }: WinogradPasses): Padding {
  const { input, padding: [top, bottom, left, right] } = stage;
  const pass = forward ?? filter;
  if (!pass) return stage.padding;
  return [
    top,
    Math.max(bottom, margin(pass.rows, input.rows + top)[1]),
    left,
    Math.max(right, margin(pass.columns, input.columns + left)[1]),
  ];
}

/**
 * The padding of the gradient of a layer's output that its passes read.
 *
 * @param upstream Whether the gradient of the input is wanted too.
 */
export function gradientPaddingFor(
  stage: ProductStage,
  { input, filter }: WinogradPasses,
  upstream: boolean,
): Padding {
  const { rows, columns } = stage.output;
  const direct = upstream ? gradientPadding(stage) : [0, 0, 0, 0] as const;
  const spare = (axis: Axis | undefined, size: number) => axis ? TILE * axis.tiles - size : 0;
  const [top, bottom] = input ? margin(input.rows, rows) : [0, 0];
  const [left, right] = input ? margin(input.columns, columns) : [0, 0];
  return [
    Math.max(direct[0], top),
    Math.max(direct[1], bottom, spare(filter?.rows, rows)),
    Math.max(direct[2], left),
    Math.max(direct[3], right, spare(filter?.columns, columns)),
  ];
}

/** Bytes of each scratch of a pass: transformed input, products, weights. A point's part begins on its own cache set. */
export function scratchBytes(pass: Winograd): { images: number; products: number; packed: number } {
  const { imagePoint, productPoint, packedPoint } = pointBytes(pass);
  return { images: POINTS * imagePoint, products: POINTS * productPoint, packed: POINTS * packedPoint };
}

function pointBytes({ block, depth, width }: Winograd) {
  const apart = (floats: number) => (Math.ceil(floats * FLOAT / 128) * 2 + 1) * 64;
  return {
    imagePoint: apart(block * depth),
    productPoint: apart(block * width),
    packedPoint: apart(depth * width),
  };
}

/** Number of fields of `Pass` in `kernels/winograd.as.ts`. */
const FIELDS = 32;

/** Bytes of the tables that describe a pass to the kernels. */
export function tableBytes(pass: Winograd): number {
  const groups = pass.rows.starts.length * pass.columns.starts.length;
  const phaseCount = pass.rows.phases.length * pass.columns.phases.length;
  return 4 * (FIELDS + groups + 3 * phaseCount + 9 * phaseCount * groups);
}

/** Addresses of the scratch that the passes share. */
export interface Scratch {
  readonly images: number;
  readonly products: number;
  readonly packed: number;
}

/** What a pass reads and writes; steps of the weights in bytes. */
export interface Operands {
  readonly input: Placed;
  readonly output: Placed;
  readonly weights: number;
  readonly tapStep: number;
  readonly inStep: number;
  readonly outStep: number;
  /** Cells between output cells of a phase. */
  readonly stride: readonly [number, number];
  /** Whether windows start at the first cell behind the padding of the input, not in it. */
  readonly inside: boolean;
}

/** The tables of a pass that lie at `address`. */
export function passTable(pass: Winograd, address: number, operands: Operands, scratch: Scratch): Int32Array {
  const { rows, columns } = pass;
  const { input: x, output: y, stride } = operands;
  const windows = rows.starts.flatMap((r) => columns.starts.map((c) => r * x.row + c * x.pixel));
  const places = rows.phases.flatMap((r) =>
    columns.phases.flatMap((c) => [r.first * y.row + c.first * y.pixel, r.count, c.count])
  );
  const taps = rows.taps.flatMap((phaseRows) =>
    columns.taps.flatMap((phaseColumns) =>
      phaseRows.flatMap((groupRows) =>
        phaseColumns.flatMap((groupColumns) =>
          groupRows.flatMap((r) => groupColumns.map((c) => r < 0 || c < 0 ? -1 : r * pass.kernelWidth + c))
        )
      )
    )
  );
  const windowTable = address + 4 * FIELDS;
  const phaseTable = windowTable + 4 * windows.length;
  const tapTable = phaseTable + 4 * places.length;
  const { imagePoint, productPoint, packedPoint } = pointBytes(pass);
  // deno-fmt-ignore
  const fields = [
    rows.tiles, columns.tiles, pass.block,
    x.address + (operands.inside ? interior(x) : 0), x.sample, rows.step * x.row, columns.step * x.pixel,
    pass.inChannels, rows.starts.length, columns.starts.length, rows.full, columns.full, windowTable,
    y.address + interior(y), y.sample, stride[0] * y.row, stride[1] * y.pixel,
    pass.outChannels, places.length / 3, phaseTable,
    operands.weights, tapTable, operands.tapStep, operands.inStep, operands.outStep,
    scratch.images, imagePoint, scratch.products, productPoint, scratch.packed, packedPoint, 0,
  ];
  return Int32Array.from([...fields, ...windows, ...places, ...taps]);
}
