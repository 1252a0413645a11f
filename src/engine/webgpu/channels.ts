import type { AffineStage } from "../stages.ts";
import { WORKSPACE } from "./affine.ts";
import { ENTRY, float, type KernelSource, linear } from "./kernel.ts";

/** Invocations that finish one channel. */
const FINISH = 64;

/** Combines partial sums per channel; `text` uses `total(part)`-like numbers `first` and `second`. */
function finishCode(channels: number, rows: number, length: number, second: string, last: string): string {
  return `var<workgroup> sums: array<f32, ${FINISH}>;
fn reduce(tid: u32, value: f32) -> f32 {
  workgroupBarrier();
  sums[tid] = value;
  for (var width = ${FINISH / 2}u; width >= 1u; width /= 2u) {
    workgroupBarrier();
    if (tid < width) { sums[tid] += sums[tid + width]; }
  }
  workgroupBarrier();
  return sums[0];
}
@compute @workgroup_size(${FINISH})
${ENTRY}
  let c = group;
  if (c >= ${channels}u) { return; }
  let all = job.samples * ${rows}u;
  let blocks = (all + ${length - 1}u) / ${length}u;
  var sum = 0.0;
  for (var i = tid; i < blocks; i += ${FINISH}u) { sum += partials[i * ${2 * channels}u + c]; }
  let first = reduce(tid, sum);
  let mean = first / f32(all);
  sum = 0.0;
  for (var i = tid; i < blocks; i += ${FINISH}u) {
    let value = partials[i * ${2 * channels}u + ${channels}u + c];
    ${second}
  }
  let second = reduce(tid, sum);
  if (tid == 0u) {
${last}
  }
}
`;
}

/** Where a batch norm's numbers lie: places of gamma, beta and the moving averages in their buffers. */
export interface Norm {
  readonly gamma: number;
  readonly beta: number;
  readonly mean: number;
  readonly variance: number;
}

const row = (name: keyof typeof WORKSPACE, channels: number) =>
  `workspace[${WORKSPACE[name] * channels}u + c]`;

function normaliser(channels: number, { gamma, beta }: Norm, epsilon: number): string {
  return `    let inverse = 1.0 / sqrt(variance + ${float(epsilon)});
    let scale = weights[${gamma}u + c] * inverse;
    ${row("scale", channels)} = scale;
    ${row("shift", channels)} = weights[${beta}u + c] - mean * scale;
    ${row("mean", channels)} = mean;
    ${row("inverse", channels)} = inverse;`;
}

/**
 * Mean and biased variance of the batch from the blocks' sums and squared differences (Chan, Golub & LeVeque
 * 1983), scale and shift from them, and the moving averages.
 */
export function moments(
  stage: AffineStage,
  norm: Norm,
  length: number,
  [partials, workspace, weights, moving]: readonly [GPUBuffer, GPUBuffer, GPUBuffer, GPUBuffer],
): KernelSource {
  const { channels, rows, columns } = stage.input;
  const share = float(1 - stage.momentum);
  const average = (name: string, at: number) =>
    `    moving[${at}u + c] = moving[${at}u + c] - (moving[${at}u + c] - ${name}) * ${share};`;
  const second = `let n = f32(min(${length}u, all - i * ${length}u));
    let d = partials[i * ${2 * channels}u + c] / n - mean;
    sum += value + n * d * d;`;
  const last = `    let variance = second / f32(all);
${average("mean", norm.mean)}
${average("variance", norm.variance)}
${normaliser(channels, norm, stage.epsilon)}`;
  return {
    name: `${stage.name} moments`,
    bindings: [
      { name: "partials", buffer: partials, type: "f32" },
      { name: "workspace", buffer: workspace, type: "f32", write: true },
      { name: "weights", buffer: weights, type: "f32" },
      { name: "moving", buffer: moving, type: "f32", write: true },
    ],
    code: finishCode(channels, rows * columns, length, second, last),
    grid: () => linear(channels),
  };
}

/** Scale and shift from the moving averages. */
export function inferenceMoments(
  stage: AffineStage,
  norm: Norm,
  [workspace, weights, moving]: readonly [GPUBuffer, GPUBuffer, GPUBuffer],
): KernelSource {
  const { channels } = stage.input;
  return {
    name: `${stage.name} averages`,
    bindings: [
      { name: "workspace", buffer: workspace, type: "f32", write: true },
      { name: "weights", buffer: weights, type: "f32" },
      { name: "moving", buffer: moving, type: "f32" },
    ],
    code: `@compute @workgroup_size(${FINISH})
${ENTRY}
  let c = group * ${FINISH}u + tid;
  if (c >= ${channels}u) { return; }
  let mean = moving[${norm.mean}u + c];
  let variance = moving[${norm.variance}u + c];
${normaliser(channels, norm, stage.epsilon)}
}
`,
    grid: () => linear(Math.ceil(channels / FINISH)),
  };
}

/** Gradients of gamma and beta, and the slope and offset of what batch norm adds to every pixel's gradient. */
export function normGradients(
  stage: AffineStage,
  { gamma, beta }: Pick<Norm, "gamma" | "beta">,
  rows: number,
  length: number,
  [partials, workspace, gradients]: readonly [GPUBuffer, GPUBuffer, GPUBuffer],
): KernelSource {
  const { channels } = stage.input;
  const pixels = stage.input.rows * stage.input.columns;
  const last = `    let inverse = ${row("inverse", channels)};
    let scale = ${row("scale", channels)} / f32(job.samples * ${pixels}u);
    gradients[${gamma}u + c] = second * inverse;
    gradients[${beta}u + c] = first;
    ${row("slope", channels)} = -scale * inverse * inverse * second;
    ${row("offset", channels)} = -scale * first;`;
  return {
    name: `${stage.name} gradients`,
    bindings: [
      { name: "partials", buffer: partials, type: "f32" },
      { name: "workspace", buffer: workspace, type: "f32", write: true },
      { name: "gradients", buffer: gradients, type: "f32", write: true },
    ],
    code: finishCode(channels, rows, length, "sum += value;", last),
    grid: () => linear(channels),
  };
}

/** Gradient of a bias. */
export function biasGradient(
  stage: AffineStage,
  bias: number,
  rows: number,
  length: number,
  [partials, gradients]: readonly [GPUBuffer, GPUBuffer],
): KernelSource {
  const { channels } = stage.input;
  const at = `gradients[${bias}u + c]`;
  return {
    name: `${stage.name} gradients`,
    bindings: [
      { name: "partials", buffer: partials, type: "f32" },
      { name: "gradients", buffer: gradients, type: "f32", write: true },
    ],
    code: finishCode(
      channels,
      rows,
      length,
      "sum += value;",
      `    ${at} = first + select(0.0, ${at}, job.accumulate == 1u);`,
    ),
    grid: () => linear(channels),
  };
}
