import { type ProductStage, sizeOf } from "../stages.ts";
import { type Phase, phases } from "../wasm/geometry.ts";
import { type KernelSource, linear } from "./kernel.ts";
import { productCode } from "./product.ts";
import { four, type Place, quad } from "./products.ts";
import { sides } from "./tiles.ts";

/** Gradient of a product's input: one convolution with stride 1 for each phase of the stride. */
export function inputGradient(
  stage: ProductStage,
  place: Place,
  [g, out]: readonly [GPUBuffer, GPUBuffer],
  weights: number,
): KernelSource {
  const { input, output, kernel, stride, padding } = stage;
  const rows = phases(input.rows, kernel[0], stride[0], padding[0]);
  const columns = phases(input.columns, kernel[1], stride[1], padding[2]);
  const pairs = rows.flatMap((r) => columns.map((c) => [r, c] as const));
  const [ci, co] = [input.channels, output.channels];
  const largest = Math.max(...pairs.map(([r, c]) => r.count * c.count));
  const taps = Math.max(...pairs.map(([r, c]) => r.taps * c.taps));
  const work = { m: largest * place.samples * pairs.length, n: ci, k: taps * co };
  const chosen = place.tile(work);
  const side = sides(chosen);
  return {
    name: `${stage.name} input-gradient`,
    bindings: [
      quad("g", g, co),
      quad("w", place.weights, co),
      { name: "dx", buffer: out, type: "f32", write: true },
    ],
    code: productCode({
      mode: "dot",
      tile: chosen,
      functions: phaseFunctions(stage, weights),
      begin: `switch wid.z {
${pairs.map((pair, i) => phaseCase(pair, i === pairs.length - 1 ? "default" : `case ${i}u`)).join("\n")}
  }
  let rows = job.samples * height * width; let first = 0u; let end = tapRows * tapColumns * ${co}u;`,
      width: ci,
      statistics: false,
    }),
    grid: (samples) => linear(Math.ceil(samples * largest / side.m) * Math.ceil(ci / side.n), pairs.length),
    flops: 2 * output.rows * output.columns * kernel[0] * kernel[1] * ci * co,
    bytes: 4 * (sizeOf(input) + sizeOf(output)),
  };
}

function phaseCase([r, c]: readonly [Phase, Phase], label: string): string {
  return `    ${label}: {
      height = ${r.count}u; width = ${c.count}u; tapRows = ${r.taps}u; tapColumns = ${c.taps}u;
      fromRow = ${r.from}; fromColumn = ${c.from}; lastRow = ${r.last}; lastColumn = ${c.last};
      firstRow = ${r.first}u; firstColumn = ${c.first}u;
    }`;
}

function phaseFunctions({ input, output, kernel, stride }: ProductStage, weights: number): string {
  const [ci, co] = [input.channels, output.channels];
  const wide = co % 4 === 0;
  const zero = wide ? "vec4<f32>()" : "0.0";
  const [type, read] = wide ? ["vec4<f32>", "/ 4u"] : ["f32", ""];
  const whole = (name: string, first: string, kind: string) =>
    wide
      ? `fn ${name}(${first}: ${kind}, quad: u32) -> vec4<f32> { return ${name}_at(${first}, quad * 4u); }`
      : `fn ${name}(${first}: ${kind}, quad: u32) -> vec4<f32> {
  return ${four((l) => `${name}_at(${first}, quad * 4u + ${l}u)`)};
}`;
  return `
var<private> height: u32; var<private> width: u32; var<private> tapRows: u32; var<private> tapColumns: u32;
var<private> fromRow: i32; var<private> fromColumn: i32; var<private> lastRow: i32; var<private> lastColumn: i32;
var<private> firstRow: u32; var<private> firstColumn: u32;
fn place(m: u32, rows: u32) -> vec4<i32> {
  if (m >= rows) { return vec4<i32>(0, -1000000, 0, 0); }
  let cell = m % (height * width);
  return vec4<i32>(
    i32((m / (height * width)) * ${output.rows * output.columns}u),
    i32(cell / width) + fromRow, i32(cell % width) + fromColumn, 0,
  );
}
fn a_at(p: vec4<i32>, k: u32) -> ${type} {
  let tap = k / ${co}u;
  let row = p.y + i32(tap / tapColumns);
  let column = p.z + i32(tap % tapColumns);
  if (tap >= tapRows * tapColumns || row < 0 || row >= ${output.rows} || column < 0 || column >= ${output.columns}) {
    return ${zero};
  }
  return g[(u32(p.x + row * ${output.columns} + column) * ${co}u + k % ${co}u) ${read}];
}
fn b_at(n: u32, k: u32) -> ${type} {
  let tap = k / ${co}u;
  if (n >= ${ci}u || tap >= tapRows * tapColumns) { return ${zero}; }
  let row = u32(lastRow - ${stride[0]} * i32(tap / tapColumns));
  let column = u32(lastColumn - ${stride[1]} * i32(tap % tapColumns));
  return w[(${weights}u + ((row * ${kernel[1]}u + column) * ${ci}u + n) * ${co}u + k % ${co}u) ${read}];
}
${whole("a", "p", "vec4<i32>")}
${whole("b", "n", "u32")}
fn store(m: u32, n: u32, rows: u32, v: f32) {
  if (m >= rows || n >= ${ci}u) { return; }
  let cell = m % (height * width);
  let row = firstRow + ${stride[0]}u * (cell / width);
  let column = firstColumn + ${stride[1]}u * (cell % width);
  dx[(((m / (height * width)) * ${input.rows}u + row) * ${input.columns}u + column) * ${ci}u + n] = v;
}
`;
}
