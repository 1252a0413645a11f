import type { ProductStage } from "../stages.ts";
import type { Binding } from "./kernel.ts";
import type { TileChoice } from "./tiles.ts";

/** What all products of a plan share. */
export interface Place {
  readonly software: boolean;
  readonly tile: TileChoice;
  /** Samples at once at most. */
  readonly samples: number;
  readonly weights: GPUBuffer;
  readonly gradients: GPUBuffer;
}

/** Four neighbours at once where the innermost extent allows. */
export function quad(name: string, buffer: GPUBuffer, innermost: number, write = false): Binding {
  return { name, buffer, type: innermost % 4 === 0 ? "vec4<f32>" : "f32", write };
}

/** Four expressions as a vector. */
export function four(of: (lane: number) => string): string {
  return `vec4<f32>(${[0, 1, 2, 3].map(of).join(", ")})`;
}

/** `store`-like body: writes the four values `v` at `row * n + quad * 4` where they exist. */
export function writeQuad(array: string, offset: string, n: number): string {
  if (n % 4 === 0) return `${array}[(${offset}) * ${n / 4}u + quad] = v;`;
  return [0, 1, 2, 3].map((l) =>
    `if (quad * 4u + ${l}u < ${n}u) { ${array}[(${offset}) * ${n}u + quad * 4u + ${l}u] = v.${"xyzw"[l]}; }`
  ).join(" ");
}

/** `b(k, quad)`: four neighbours of a matrix `[k, n]`. */
export function matrix(array: string, start: number, n: number, inside: string): string {
  const value = n % 4 === 0
    ? `${array}[${start / 4}u + k * ${n / 4}u + quad]`
    : four((l) =>
      `select(0.0, ${array}[${start}u + k * ${n}u + min(quad * 4u + ${l}u, ${
        n - 1
      }u)], quad * 4u + ${l}u < ${n}u)`
    );
  return `fn b(k: u32, quad: u32) -> vec4<f32> {
  if (${inside} || quad * 4u >= ${n}u) { return vec4<f32>(); }
  return ${value};
}
`;
}

/** Cells of the image `x` that tap `k` of the window at `p` meets; 0 outside. */
export function gather(stage: ProductStage, array: string, limit: string): string {
  const { input: { rows, columns, channels: c }, kernel: [, kw] } = stage;
  const at = (lane: boolean) =>
    `let tap = k / ${c}u;
  let row = p.y + i32(tap / ${kw}u);
  let column = p.z + i32(tap % ${kw}u);
  if (${limit} || row < 0 || row >= ${rows} || column < 0 || column >= ${columns}) { return ${
      lane ? "0.0" : "vec4<f32>()"
    }; }
  let cell = u32(p.x + row * ${columns} + column) * ${c}u + k % ${c}u;`;
  if (c % 4 === 0) {
    return `fn cells(p: vec4<i32>, quad: u32) -> vec4<f32> {
  let k = quad * 4u;
  ${at(false)}
  return ${array}[cell / 4u];
}
`;
  }
  return `fn one(p: vec4<i32>, k: u32) -> f32 {
  ${at(true)}
  return ${array}[cell];
}
fn cells(p: vec4<i32>, quad: u32) -> vec4<f32> {
  return ${four((l) => `one(p, quad * 4u + ${l}u)`)};
}
`;
}

/** The window of the output pixel `m`: first cell of its image, its top and left cell. */
export function windowOf(stage: ProductStage): string {
  const { input, output, stride: [sh, sw], padding } = stage;
  const pixels = output.rows * output.columns;
  return `fn place(m: u32, rows: u32) -> vec4<i32> {
  if (m >= rows) { return vec4<i32>(0, -1000000, 0, 0); }
  let cell = m % ${pixels}u;
  return vec4<i32>(
    i32((m / ${pixels}u) * ${input.rows * input.columns}u),
    i32(cell / ${output.columns}u) * ${sh} - ${padding[0]},
    i32(cell % ${output.columns}u) * ${sw} - ${padding[2]},
    0,
  );
}
`;
}

/** Sizes of a product's weights as a matrix, and its output pixels per sample. */
export function extentOf({ input, output, kernel }: ProductStage) {
  const taps = kernel[0] * kernel[1];
  return { k: taps * input.channels, n: output.channels, taps, pixels: output.rows * output.columns };
}
