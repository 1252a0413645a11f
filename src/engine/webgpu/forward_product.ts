import { type ProductStage, sizeOf } from "../stages.ts";
import { type KernelSource, linear } from "./kernel.ts";
import { productCode } from "./product.ts";
import { extentOf, four, gather, matrix, type Place, quad, windowOf, writeQuad } from "./products.ts";
import { sides, type Tile } from "./tiles.ts";

/** What becomes of the results of a forward product. */
export type Epilogue =
  | { readonly kind: "plain" }
  | { readonly kind: "bias"; readonly bias: number | null; readonly relu: boolean }
  | { readonly kind: "statistics"; readonly partials: GPUBuffer };

/** The tile of the forward product. */
export function forwardTile(stage: ProductStage, place: Place): Tile {
  const { k, n, pixels } = extentOf(stage);
  return place.tile({ m: pixels * place.samples, n, k });
}

/** Convolution or dense layer: image patches times weights. */
export function forwardProduct(
  stage: ProductStage,
  place: Place,
  [x, y]: readonly [GPUBuffer, GPUBuffer],
  weights: number,
  epilogue: Epilogue,
): KernelSource {
  const { k, n, pixels } = extentOf(stage);
  const tile = forwardTile(stage, place);
  const partials = epilogue.kind === "statistics" ? [quad("partials", epilogue.partials, n, true)] : [];
  const finish = epilogue.kind === "bias" ? finishing(epilogue, n) : "";
  const functions = gather(stage, "x", `k >= ${k}u`) + windowOf(stage) +
    matrix("w", weights, n, `k >= ${k}u`) + `
fn a(p: vec4<i32>, quad: u32) -> vec4<f32> { return cells(p, quad); }
fn store(m: u32, quad: u32, rows: u32, value: vec4<f32>) {
  if (m >= rows || quad * 4u >= ${n}u) { return; }
  var v = value;
  ${finish}
  ${writeQuad("y", "m", n)}
}
fn difference(v: vec4<f32>, mean: vec4<f32>, inside: bool) -> vec4<f32> {
  let d = select(vec4<f32>(), v - mean, inside);
  return d * d;
}
` + (epilogue.kind === "statistics"
    ? `fn keep(tile: u32, part: u32, quad: u32, v: vec4<f32>) {
  if (quad * 4u >= ${n}u) { return; }
  ${writeQuad("partials", "tile * 2u + part", n)}
}
`
    : "");
  const code = productCode({
    mode: "rows",
    tile,
    functions,
    begin: `let rows = job.samples * ${pixels}u; let first = 0u; let end = ${k}u;`,
    width: n,
    statistics: epilogue.kind === "statistics",
  });
  const side = sides(tile);
  return {
    name: `${stage.name} forward`,
    bindings: [
      quad("x", x, stage.input.channels),
      quad("w", place.weights, n),
      quad("y", y, n, true),
      ...partials,
    ],
    code,
    grid: (samples) => linear(Math.ceil(samples * pixels / side.m) * Math.ceil(n / side.n)),
    flops: 2 * pixels * k * n,
    bytes: 4 * (sizeOf(stage.input) + sizeOf(stage.output)),
  };
}

function finishing({ bias, relu }: Extract<Epilogue, { kind: "bias" }>, n: number): string {
  const value = n % 4 === 0
    ? (start: number) => `w[${start / 4}u + quad]`
    : (start: number) => four((l) => `w[${start}u + min(quad * 4u + ${l}u, ${n - 1}u)]`);
  return `${bias === null ? "" : `v += ${value(bias)};`} ${relu ? "v = max(v, vec4<f32>());" : ""}`;
}
