import type { AffineStage } from "../stages.ts";
import { sizeOf } from "../stages.ts";
import { type AffineText, sumsOf, vectors } from "./affine.ts";
import { ENTRY, type KernelSource, linear } from "./kernel.ts";

/** How rows of `[rows, channels]` are summed: workgroups take blocks, a second pass sums the blocks. */
export interface Blocks {
  /** Channel groups and rows that one workgroup sums at once. */
  readonly across: number;
  readonly down: number;
  /** Rows of a block, and most blocks. */
  readonly length: number;
  readonly count: number;
}

/** Blocks so many that all cores work. */
export function planBlocks(rows: number, channels: number, software: boolean): Blocks {
  const { groups } = vectors(channels);
  const threads = software ? 64 : 256;
  let across = 1;
  while (across < groups && across < 16) across *= 2;
  const down = threads / across;
  const wanted = software ? 8 : 1024;
  const length = Math.max(1, Math.ceil(rows / wanted / down)) * down;
  return { across, down, length, count: Math.ceil(rows / length) };
}

/** Sums over the lanes `down` of `a[]`, always in the same order; the result stands in the first lane. */
function tree(name: string, { across, down }: Blocks): string {
  const halves: string[] = [];
  for (let half = down / 2; half >= 1; half /= 2) {
    halves.push(
      `  workgroupBarrier();
  if (lane < ${half}u) { ${name}[tid] += ${name}[tid + ${half * across}u]; }`,
    );
  }
  return [...halves, "  workgroupBarrier();"].join("\n");
}

function blockCode(
  channels: number,
  blocks: Blocks,
  rows: number,
  functions: string,
  passes: string,
): string {
  const { type, groups } = vectors(channels);
  const { across, down, length } = blocks;
  const columns = Math.ceil(groups / across);
  return `${functions}
var<workgroup> sums: array<${type}, ${across * down}>;
@compute @workgroup_size(${across * down})
${ENTRY}
  let lane = tid / ${across}u;
  let block = group / ${columns}u;
  let c = (group % ${columns}u) * ${across}u + tid % ${across}u;
  let begin = block * ${length}u;
  let end = min(begin + ${length}u, job.samples * ${rows}u);
  let inside = c < ${groups}u;
${passes}
}
`;
}

function grid(channels: number, { across, length }: Blocks, rows: number) {
  const columns = Math.ceil(vectors(channels).groups / across);
  return (samples: number) => linear(Math.ceil(samples * rows / length) * columns);
}

/** Writes what stands in the first lane of `sums` as one row of the partial sums. */
function writeRow(part: number, groups: number): string {
  return `  if (lane == 0u && inside) { partials[(block * 2u + ${part}u) * ${groups}u + c] = sums[tid]; }`;
}

/** Sums of the gradient behind the rectifier, and of it times the difference from the mean. */
export function affineSums(
  text: AffineText,
  buffers: readonly [GPUBuffer, GPUBuffer],
  partials: GPUBuffer,
  blocks: Blocks,
): KernelSource {
  const { stage } = text;
  const { channels } = stage.input;
  const { type, zero, groups } = vectors(channels);
  const { bindings, functions, body, rows } = sumsOf(text, buffers);
  const code = blockCode(
    channels,
    blocks,
    rows,
    functions,
    `  var sum = ${zero};
  var square = ${zero};
  if (inside) {
    let mean = meanOf(c);
    for (var row = begin + lane; row < end; row += ${blocks.down}u) {
      let i = row * ${groups}u + c;
      ${body}
    }
  }
  sums[tid] = sum;
${tree("sums", blocks)}
${writeRow(0, groups)}
  workgroupBarrier();
  sums[tid] = square;
${tree("sums", blocks)}
${writeRow(1, groups)}`,
  );
  return {
    name: `${stage.name} sums`,
    bindings: [...bindings, { name: "partials", buffer: partials, type, write: true }],
    code,
    grid: grid(channels, blocks, rows),
    bytes: 4 * (sizeOf(stage.input) + sizeOf(stage.output)),
  };
}

/** Statistics of a batch norm that does not follow a product, as its epilogue would leave them. */
export function statistics(
  stage: AffineStage,
  x: GPUBuffer,
  partials: GPUBuffer,
  blocks: Blocks,
): KernelSource {
  const { channels } = stage.input;
  const { type, zero, groups } = vectors(channels);
  const rows = stage.input.rows * stage.input.columns;
  const loop = (value: string) =>
    `  if (inside) {
    for (var row = begin + lane; row < end; row += ${blocks.down}u) { ${value} }
  }`;
  const code = blockCode(
    channels,
    blocks,
    rows,
    "",
    `  var sum = ${zero};
${loop(`sum += x[row * ${groups}u + c];`)}
  sums[tid] = sum;
${tree("sums", blocks)}
${writeRow(0, groups)}
  let mean = sums[tid % ${blocks.across}u] / f32(end - begin);
  workgroupBarrier();
  sum = ${zero};
${loop(`let d = x[row * ${groups}u + c] - mean; sum = fma(d, d, sum);`)}
  sums[tid] = sum;
${tree("sums", blocks)}
${writeRow(1, groups)}`,
  );
  return {
    name: `${stage.name} statistics`,
    bindings: [{ name: "x", buffer: x, type }, { name: "partials", buffer: partials, type, write: true }],
    code,
    grid: grid(channels, blocks, rows),
    bytes: 4 * sizeOf(stage.input),
  };
}
