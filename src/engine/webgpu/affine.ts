import { type AffineStage, sizeOf } from "../stages.ts";
import { type Binding, cellsGrid, each, type KernelSource } from "./kernel.ts";

/** Rows of an affine stage's workspace, one number per channel each. */
export const WORKSPACE = { scale: 0, shift: 1, mean: 2, inverse: 3, slope: 4, offset: 5 } as const;
/** Number of those rows. */
export const WORKSPACE_ROWS = 6;

/** How an affine stage is computed: what was applied in the product's epilogue already is not applied again. */
export interface AffineText {
  readonly stage: AffineStage;
  /** Where scale and shift come from. */
  readonly from: "workspace" | "bias" | "nothing";
  readonly workspace: GPUBuffer | undefined;
  readonly weights: GPUBuffer;
  /** Place of the bias. */
  readonly bias: number;
}

/** Words of the shaders for a number of channels: four at once where it divides. */
export function vectors(channels: number) {
  const wide = channels % 4 === 0;
  const type: Binding["type"] = wide ? "vec4<f32>" : "f32";
  return {
    type,
    zero: wide ? "vec4<f32>()" : "0.0",
    groups: wide ? channels / 4 : channels,
    lanes: wide ? 4 : 1,
  };
}

/** Bindings and functions that give scale, shift and the activation of a channel group. */
function activation(text: AffineText) {
  const { stage, from } = text;
  const { type, zero, groups, lanes } = vectors(stage.input.channels);
  const bindings: Binding[] = [];
  if (from === "workspace") bindings.push({ name: "workspace", buffer: text.workspace!, type });
  if (from === "bias") bindings.push({ name: "weights", buffer: text.weights, type });
  const value = {
    workspace: `fma(v, workspace[c], workspace[${groups}u + c])`,
    bias: `v + weights[${text.bias / lanes}u + c]`,
    nothing: "v",
  }[from];
  const open = stage.relu ? `select(${zero}, g, t > ${zero})` : "g";
  return {
    bindings,
    functions: `fn affine(v: ${type}, c: u32) -> ${type} { return ${value}; }
fn rectified(v: ${type}, c: u32) -> ${type} { return ${
      stage.relu ? `max(affine(v, c), ${zero})` : "affine(v, c)"
    }; }
fn gate(g: ${type}, t: ${type}) -> ${type} { return ${open}; }
`,
  };
}

/** Input cells of the 2 x 2 window behind the output cell `i`, as `q0` to `q3`, all in groups of channels. */
function windowCells({ input, output }: AffineStage, groups: number): string {
  return `let pixel = i / ${groups}u;
  let q0 = ((pixel / ${output.columns}u) * ${
    2 * input.columns
  }u + (pixel % ${output.columns}u) * 2u) * ${groups}u + c;
  let q1 = q0 + ${groups}u;
  let q2 = q0 + ${input.columns * groups}u;
  let q3 = q2 + ${groups}u;`;
}

/** Scale, shift, ReLU and 2 x 2 pooling in one pass. */
export function applyAffine(text: AffineText, [x, y]: readonly [GPUBuffer, GPUBuffer]): KernelSource {
  const { stage } = text;
  const { type, groups } = vectors(stage.input.channels);
  const { bindings, functions } = activation(text);
  const cells = stage.output.rows * stage.output.columns * groups;
  const t = (i: number) => `rectified(x[q${i}], c)`;
  const pooled = stage.pool === "average"
    ? `(${t(0)} + ${t(1)} + (${t(2)} + ${t(3)})) * 0.25`
    : `max(max(${t(0)}, ${t(1)}), max(${t(2)}, ${t(3)}))`;
  const body = stage.pool === "none"
    ? "y[i] = rectified(x[i], c);"
    : `${windowCells(stage, groups)}\n  y[i] = ${pooled};`;
  return {
    name: `${stage.name} ${stage.pool === "none" ? "apply" : "apply and pool"}`,
    bindings: [{ name: "x", buffer: x, type }, { name: "y", buffer: y, type, write: true }, ...bindings],
    code: functions + each(
      `job.samples * ${cells}u`,
      `  let c = i % ${groups}u;
  ${body}`,
    ),
    grid: (samples) => cellsGrid(samples * cells),
    bytes: 4 * (sizeOf(stage.input) + sizeOf(stage.output)),
  };
}

/** How the gradient `d0` to `d3` of a pooled window's four values comes from that of its result. */
function spread(stage: AffineStage, type: string, zero: string): string {
  const values = [0, 1, 2, 3].map((k) => `let v${k} = x[q${k}]; let t${k} = affine(v${k}, c);`).join("\n  ");
  if (stage.pool === "average") {
    return `${values}
  let d = g[i] * 0.25;
  ${[0, 1, 2, 3].map((k) => `let d${k} = gate(d, t${k});`).join(" ")}`;
  }
  // The gradient goes to the first of equal values; what is left of it goes on to the next.
  return `${values}
  let top = max(max(t0, t1), max(t2, t3));
  var d: ${type} = gate(g[i], top);
  ${
    [0, 1, 2].map((k) =>
      `let d${k} = select(${zero}, d, t${k} == top); d = select(d, ${zero}, t${k} == top);`
    ).join("\n  ")
  }
  let d3 = d;`;
}

/** Gradient of the stage's input. */
export function affineBackward(
  text: AffineText,
  [g, x, out]: readonly [GPUBuffer, GPUBuffer, GPUBuffer],
): KernelSource {
  const { stage, from } = text;
  const { type, zero, groups } = vectors(stage.input.channels);
  const { bindings, functions } = activation(text);
  const at = (row: keyof typeof WORKSPACE) => `workspace[${WORKSPACE[row] * groups}u + c]`;
  const result = from === "workspace"
    ? `fma(d, ${at("scale")}, fma(v - ${at("mean")}, ${at("slope")}, ${at("offset")}))`
    : "d";
  const cells = stage.output.rows * stage.output.columns * groups;
  const body = stage.pool === "none"
    ? "let v = x[i]; dx[i] = back(gate(g[i], affine(v, c)), v, c);"
    : `${windowCells(stage, groups)}
  ${spread(stage, type, zero)}
  ${[0, 1, 2, 3].map((k) => `dx[q${k}] = back(d${k}, v${k}, c);`).join(" ")}`;
  return {
    name: `${stage.name} backward`,
    bindings: [
      { name: "g", buffer: g, type },
      { name: "x", buffer: x, type },
      { name: "dx", buffer: out, type, write: true },
      ...bindings,
    ],
    code: functions + `fn back(d: ${type}, v: ${type}, c: u32) -> ${type} { return ${result}; }
` + each(
        `job.samples * ${cells}u`,
        `  let c = i % ${groups}u;
  ${body}`,
      ),
    grid: (samples) => cellsGrid(samples * cells),
    bytes: 4 * (2 * sizeOf(stage.input) + sizeOf(stage.output)),
  };
}

/** The loop body and bindings of the sums that {@linkcode affineBackward} and the parameters' gradients need. */
export function sumsOf(
  text: AffineText,
  [g, x]: readonly [GPUBuffer, GPUBuffer],
): { bindings: Binding[]; functions: string; body: string; rows: number } {
  const { stage, from } = text;
  const { type, zero, groups } = vectors(stage.input.channels);
  const { bindings, functions } = activation(text);
  const mean = from === "workspace" ? `workspace[${WORKSPACE.mean * groups}u + c]` : zero;
  const add = (d: string, v: string) => `sum += ${d}; square = fma(${d}, ${v} - mean, square);`;
  const body = stage.pool === "none"
    ? `let v = x[i]; let d = gate(g[i], affine(v, c)); ${add("d", "v")}`
    : `${windowCells(stage, groups)}
  ${spread(stage, type, zero)}
  ${[0, 1, 2, 3].map((k) => add(`d${k}`, `v${k}`)).join(" ")}`;
  return {
    bindings: [{ name: "g", buffer: g, type }, { name: "x", buffer: x, type }, ...bindings],
    functions: functions + `fn meanOf(c: u32) -> ${type} { return ${mean}; }\n`,
    body,
    rows: stage.output.rows * stage.output.columns,
  };
}
