import { type ProductStage, sizeOf } from "../stages.ts";
import { ENTRY, type KernelSource, linear } from "./kernel.ts";
import { productCode } from "./product.ts";
import { extentOf, gather, matrix, type Place, quad, windowOf, writeQuad } from "./products.ts";
import { sides, type Tile } from "./tiles.ts";

/** How the pixels of a filter gradient are divided: workgroups sum slices, a second pass sums the slices. */
export interface Slices {
  readonly tile: Tile;
  /** Pixels of a slice. */
  readonly length: number;
  /** Slices of a full micro-batch. */
  readonly count: number;
}

/** Slices so many that all cores work, and so few that their sums stay small. */
export function planSlices(stage: ProductStage, place: Place): Slices {
  const { k, n, pixels } = extentOf(stage);
  const all = pixels * place.samples;
  const tile = place.tile({ m: k, n, k: all, split: true });
  const { m, n: across } = sides(tile);
  const tiles = Math.ceil(k / m) * Math.ceil(n / across);
  const wanted = place.software ? 8 : 1024;
  const most = Math.max(1, Math.floor(2 ** 24 / (k * n)));
  const shortest = place.software ? 256 : 128;
  const count = Math.max(1, Math.min(Math.ceil(wanted / tiles), most, Math.floor(all / shortest)));
  const length = Math.ceil(all / count / tile.depth) * tile.depth;
  return { tile, length, count: Math.ceil(all / length) };
}

/** Gradient of a product's weights: sums of slices into `out`, or at once into the gradients. */
export function filterGradient(
  stage: ProductStage,
  { tile, length, count }: Slices,
  [x, g, out]: readonly [GPUBuffer, GPUBuffer, GPUBuffer],
  weights: number,
): KernelSource {
  const { k: m, n, pixels } = extentOf(stage);
  const once = count === 1;
  const at = n % 4 === 0 ? `${weights / 4}u + m * ${n / 4}u + quad` : "0u";
  const direct = n % 4 === 0
    ? `out[${at}] = v + select(vec4<f32>(), out[${at}], job.accumulate == 1u);`
    : [0, 1, 2, 3].map((l) => {
      const cell = `out[${weights}u + m * ${n}u + quad * 4u + ${l}u]`;
      return `if (quad * 4u + ${l}u < ${n}u) { ${cell} = v.${
        "xyzw"[l]
      } + select(0.0, ${cell}, job.accumulate == 1u); }`;
    }).join(" ");
  const functions = gather(stage, "x", `k >= ${m}u`) + windowOf(stage) +
    matrix("g", 0, n, `k >= job.samples * ${pixels}u`) + `
var<private> slice: u32;
fn a(pixel: u32, quad: u32) -> vec4<f32> {
  return cells(place(pixel, job.samples * ${pixels}u), quad);
}
fn store(m: u32, quad: u32, rows: u32, v: vec4<f32>) {
  if (m >= rows || quad * 4u >= ${n}u) { return; }
  ${once ? direct : writeQuad("out", `slice * ${m}u + m`, n)}
}
`;
  const side = sides(tile);
  return {
    name: `${stage.name} filter-gradient`,
    bindings: [quad("x", x, stage.input.channels), quad("g", g, n), quad("out", out, n, true)],
    code: productCode({
      mode: "outer",
      tile,
      functions,
      begin: `slice = wid.z; let rows = ${m}u; let first = wid.z * ${length}u;
  let end = min(first + ${length}u, job.samples * ${pixels}u);`,
      width: n,
      statistics: false,
    }),
    grid: (samples) =>
      linear(Math.ceil(m / side.m) * Math.ceil(n / side.n), Math.ceil(samples * pixels / length)),
    flops: 2 * pixels * m * n,
    bytes: 4 * (sizeOf(stage.input) + sizeOf(stage.output)),
  };
}

/** Lanes of one reduction and results of one workgroup. */
const LANES = 16;

/** Sums the slices of a filter gradient, always in the same order. */
export function sumSlices(
  stage: ProductStage,
  place: Place,
  slices: Slices,
  partials: GPUBuffer,
  weights: number,
): KernelSource {
  const { k, n, pixels } = extentOf(stage);
  const wide = (k * n) % 4 === 0;
  const cells = wide ? k * n / 4 : k * n;
  const [type, zero, start] = wide ? ["vec4<f32>", "vec4<f32>()", weights / 4] : ["f32", "0.0", weights];
  return {
    name: `${stage.name} filter-gradient sum`,
    bindings: [quad("partials", partials, k * n), quad("out", place.gradients, k * n, true)],
    code: `var<workgroup> sums: array<${type}, ${LANES * LANES}>;
@compute @workgroup_size(${LANES * LANES})
${ENTRY}
  let cell = group * ${LANES}u + tid % ${LANES}u;
  let lane = tid / ${LANES}u;
  let count = (job.samples * ${pixels}u + ${slices.length - 1}u) / ${slices.length}u;
  var sum = ${zero};
  if (cell < ${cells}u) {
    for (var i = lane; i < count; i += ${LANES}u) { sum += partials[i * ${cells}u + cell]; }
  }
  sums[tid] = sum;
  workgroupBarrier();
  if (lane == 0u && cell < ${cells}u) {
    for (var i = 1u; i < ${LANES}u; i++) { sum += sums[i * ${LANES}u + tid]; }
    out[${start}u + cell] = sum + select(${zero}, out[${start}u + cell], job.accumulate == 1u);
  }
}
`,
    grid: () => linear(Math.ceil(cells / LANES)),
    bytes: 0,
  };
}
