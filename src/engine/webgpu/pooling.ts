import { type PoolStage, sizeOf } from "../stages.ts";
import { vectors } from "./affine.ts";
import { cellsGrid, each, type KernelSource } from "./kernel.ts";

/** First and last real cell of the window `at` along one axis, as `from` and `to`. */
function clipped(
  name: string,
  at: string,
  stride: number,
  before: number,
  size: number,
  cells: number,
): string {
  return `  let ${name}0 = max(0, i32(${at}) * ${stride} - ${before});
  let ${name}1 = min(${cells}, i32(${at}) * ${stride} - ${before} + ${size});`;
}

/** Pooling with any window; cells outside the image take no part. */
export function pool(stage: PoolStage, [x, y]: readonly [GPUBuffer, GPUBuffer]): KernelSource {
  const { input, output, size, stride, padding, average } = stage;
  const { type, zero, groups } = vectors(input.channels);
  const start = average ? zero : `${type}(${LOWEST})`;
  const body = `  let c = i % ${groups}u;
  let pixel = i / ${groups}u;
  let image = i32(pixel / ${output.rows * output.columns}u) * ${input.rows};
${clipped("r", `(pixel / ${output.columns}u) % ${output.rows}u`, stride[0], padding[0], size[0], input.rows)}
${clipped("q", `pixel % ${output.columns}u`, stride[1], padding[2], size[1], input.columns)}
  var best = ${start};
  for (var r = r0; r < r1; r++) {
    for (var q = q0; q < q1; q++) {
      let v = x[u32((image + r) * ${input.columns} + q) * ${groups}u + c];
      best = ${average ? "best + v" : "max(best, v)"};
    }
  }
  y[i] = best${average ? " / f32((r1 - r0) * (q1 - q0))" : ""};`;
  const cells = output.rows * output.columns * groups;
  return {
    name: `${stage.name} forward`,
    bindings: [{ name: "x", buffer: x, type }, { name: "y", buffer: y, type, write: true }],
    code: each(`job.samples * ${cells}u`, body),
    grid: (samples) => cellsGrid(samples * cells),
    bytes: 4 * (sizeOf(input) + sizeOf(output)),
  };
}

const LOWEST = "-0x1.fffffep+127f";

/** Gradient of a pooling's input: every cell asks the windows that it lies in, so that no sums collide. */
export function poolBackward(
  stage: PoolStage,
  [x, g, out]: readonly [GPUBuffer, GPUBuffer, GPUBuffer],
): KernelSource {
  const { input, output, size, stride, padding, average } = stage;
  const { channels } = input;
  const windows = (name: string, at: string, axis: 0 | 1, count: number) =>
    `  let ${name} = ${at} + ${padding[2 * axis]};
  let ${name}First = max(0, (${name} - ${size[axis] - stride[axis]}) / ${stride[axis]});
  let ${name}Last = min(${count - 1}, ${name} / ${stride[axis]});`;
  const share = average ? "sum += d / f32((r1 - r0) * (q1 - q0));" : `var best = ${LOWEST};
      var winner = -1;
      for (var a = r0; a < r1; a++) {
        for (var b = q0; b < q1; b++) {
          let v = x[u32((image + a) * ${input.columns} + b) * ${channels}u + c];
          if (v > best || winner < 0) { best = v; winner = a * ${input.columns} + b; }
        }
      }
      sum += select(0.0, d, winner == cell);`;
  const body = `  let c = i % ${channels}u;
  let pixel = i / ${channels}u;
  let sample = i32(pixel / ${input.rows * input.columns}u);
  let cell = i32(pixel % ${input.rows * input.columns}u);
  let image = sample * ${input.rows};
${windows("row", `cell / ${input.columns}`, 0, output.rows)}
${windows("column", `cell % ${input.columns}`, 1, output.columns)}
  var sum = 0.0;
  for (var r = rowFirst; r <= rowLast; r++) {
    for (var q = columnFirst; q <= columnLast; q++) {
${clipped("r", "r", stride[0], padding[0], size[0], input.rows)}
${clipped("q", "q", stride[1], padding[2], size[1], input.columns)}
      if (row - ${padding[0]} >= r1 || column - ${padding[2]} >= q1) { continue; }
      if (row - ${padding[0]} < r0 || column - ${padding[2]} < q0) { continue; }
      let d = g[u32((sample * ${output.rows} + r) * ${output.columns} + q) * ${channels}u + c];
      ${share}
    }
  }
  dx[i] = sum;`;
  const cells = sizeOf(input);
  return {
    name: `${stage.name} backward`,
    bindings: [
      ...(average ? [] : [{ name: "x", buffer: x, type: "f32" } as const]),
      { name: "g", buffer: g, type: "f32" },
      { name: "dx", buffer: out, type: "f32", write: true },
    ],
    code: each(`job.samples * ${cells}u`, body),
    grid: (samples) => cellsGrid(samples * cells),
    bytes: 4 * (2 * sizeOf(input) + sizeOf(output)),
  };
}
