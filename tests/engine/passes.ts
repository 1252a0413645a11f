import { fuse } from "../../src/engine/chain.ts";
import type { Convolutions } from "../../src/engine/wasm/winograd.ts";
import type { Placed } from "../../src/engine/wasm/geometry.ts";
import { ADDRESSABLE, chooseMicroBatch, makePlan } from "../../src/engine/wasm/plan.ts";
import type { Padding } from "../../src/model/layers.ts";
import { randomFromUint32 } from "../../src/base/random.ts";

/** A convolution on its own. */
export interface Layer {
  readonly samples: number;
  readonly input: readonly [number, number, number];
  readonly filters: number;
  readonly kernel: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly padding: Padding;
}

/** Output, gradient of the kernel and gradient of the input. */
export type Passes = Readonly<Record<"forward" | "filter" | "input", ArrayLike<number>>>;

/** Random input (rectified, as behind ReLU), kernel and gradient of the output. */
export function operands(layer: Layer, seed: number) {
  const random = randomFromUint32(seed);
  const { samples, input: [h, w, c], filters, kernel: [kh, kw] } = layer;
  const [rows, columns] = outputSize(layer);
  const normal = (n: number) => Float32Array.from({ length: n }, () => random.normal());
  return {
    x: normal(samples * h * w * c).map((v) => Math.max(v, 0)),
    k: normal(kh * kw * c * filters),
    d: normal(samples * rows * columns * filters),
  };
}

function outputSize({ input: [h, w], kernel, stride, padding }: Layer): [number, number] {
  return [
    Math.floor((h + padding[0] + padding[1] - kernel[0]) / stride[0]) + 1,
    Math.floor((w + padding[2] + padding[3] - kernel[1]) / stride[1]) + 1,
  ];
}

/** The three passes by plain loops in float64. */
export function exactPasses(layer: Layer, { x, k, d }: ReturnType<typeof operands>): Passes {
  const { samples, input: [h, w, c], filters, kernel: [kh, kw], stride, padding } = layer;
  const [rows, columns] = outputSize(layer);
  const forward = new Float64Array(d.length);
  const filter = new Float64Array(k.length);
  const input = new Float64Array(x.length);
  for (let pixel = 0; pixel < samples * rows * columns; pixel++) {
    const [s, r, q] = [
      Math.floor(pixel / rows / columns),
      Math.floor(pixel / columns) % rows,
      pixel % columns,
    ];
    for (let tap = 0; tap < kh * kw; tap++) {
      const y = r * stride[0] + Math.floor(tap / kw) - padding[0];
      const z = q * stride[1] + tap % kw - padding[2];
      if (y < 0 || y >= h || z < 0 || z >= w) continue;
      for (let i = 0; i < c; i++) {
        const [from, weight] = [((s * h + y) * w + z) * c + i, (tap * c + i) * filters];
        let sum = 0;
        for (let f = 0; f < filters; f++) {
          const g = d[pixel * filters + f]!;
          forward[pixel * filters + f]! += x[from]! * k[weight + f]!;
          filter[weight + f]! += x[from]! * g;
          sum += g * k[weight + f]!;
        }
        input[from]! += sum;
      }
    }
  }
  return { forward, filter, input };
}

/** The three passes by the compiled kernels, as they are planned for `batch` samples. */
export function compiledPasses(
  layer: Layer,
  { x, k, d }: ReturnType<typeof operands>,
  convolutions: Convolutions,
  batch = layer.samples,
): Passes {
  const { samples, input, filters, kernel, stride, padding } = layer;
  const norm = (name: string) => ({ kind: "batch-norm", name, momentum: 0.9, epsilon: 1e-3 }) as const;
  const chain = fuse({
    name: "one layer",
    input: [...input],
    layers: [
      norm("before"),
      { kind: "conv", name: "conv", filters, kernel, stride, padding, bias: false },
      norm("after"),
      { kind: "flatten", name: "flatten" },
      { kind: "dense", name: "dense", units: 2, bias: false },
    ],
  }, 2);
  const { context, memory, calls } = makePlan(
    chain,
    chooseMicroBatch(chain, batch, 1, ADDRESSABLE, convolutions),
  );
  const { layout } = context;
  copy(memory, layout.activations[1]!, samples, x, true);
  copy(memory, layout.gradientsOf[2]!, samples, d, true);
  new Float32Array(memory.buffer, context.weight("conv/kernel"), k.length).set(k);
  const run = (name: string) => calls.find((call) => call.name === `conv ${name}`)!.run(samples);
  run("filter-gradient");
  const filter = new Float32Array(memory.buffer, context.gradient("conv/kernel"), k.length).slice();
  run("input-gradient");
  const before = copy(memory, layout.gradientsOf[1]!, samples, new Float32Array(x.length), false);
  copy(memory, layout.activations[1]!, samples, x, true);
  run("forward");
  const forward = copy(memory, layout.activations[2]!, samples, new Float32Array(d.length), false);
  return { forward, filter, input: before };
}

/** Copies dense values into a tensor with zeros around, or out of it. */
function copy(memory: WebAssembly.Memory, t: Placed, samples: number, values: Float32Array, into: boolean) {
  const { rows, columns, channels } = t.extent;
  const line = columns * channels;
  if (into) new Uint8Array(memory.buffer, t.address, samples * t.sample).fill(0);
  for (let i = 0; i < samples * rows; i++) {
    const [s, r] = [Math.floor(i / rows), i % rows];
    const at = t.address + s * t.sample + (r + t.padding[0]) * t.row + t.padding[2] * t.pixel;
    const [there, here] = [
      new Float32Array(memory.buffer, at, line),
      values.subarray(i * line, (i + 1) * line),
    ];
    if (into) there.set(here);
    else here.set(there);
  }
  return values;
}

/** Root mean square of the differences as a share of that of the exact values. */
export function relativeError(actual: ArrayLike<number>, exact: ArrayLike<number>): number {
  let [error, size] = [0, 0];
  for (let i = 0; i < exact.length; i++) {
    error += (actual[i]! - exact[i]!) ** 2;
    size += exact[i]! ** 2;
  }
  return Math.sqrt(error / size);
}
