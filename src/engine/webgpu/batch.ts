import { type Chain, type DropoutStage, sizeOf } from "../stages.ts";
import { vectors } from "./affine.ts";
import { cellsGrid, each, float, type KernelSource } from "./kernel.ts";

/** A part of the data set that lies in one buffer. */
export interface Chunk {
  readonly images: GPUBuffer;
  /** Number of its first image, and how many there are. */
  readonly first: number;
  readonly count: number;
}

/** Copies those images of the batch that lie in a chunk. */
export function gatherImages(chain: Chain, chunk: Chunk, order: GPUBuffer, x: GPUBuffer): KernelSource {
  const size = sizeOf(chain.input);
  const { type, groups } = vectors(size);
  return {
    name: "batch gather",
    bindings: [
      { name: "images", buffer: chunk.images, type },
      { name: "order", buffer: order, type: "i32" },
      { name: "x", buffer: x, type, write: true },
    ],
    code: each(
      `job.samples * ${groups}u`,
      `  let sample = u32(order[job.first + i / ${groups}u]) - ${chunk.first}u;
  if (sample < ${chunk.count}u) { x[i] = images[sample * ${groups}u + i % ${groups}u]; }`,
    ),
    grid: (samples) => cellsGrid(samples * groups),
    bytes: 8 * size,
  };
}

/** "lowbias32" (Wellons 2018, "Prospecting for Hash Functions"), as in `src/training/dropout.ts`. */
const MIX = `fn mix32(value: u32) -> u32 {
  var x = value;
  x = (x ^ (x >> 16u)) * 0x7feb352du;
  x = (x ^ (x >> 15u)) * 0x846ca68bu;
  return x ^ (x >> 16u);
}
`;

/** Dropout of one buffer into another, with the same mask forward and backward. */
export function dropout(
  stage: DropoutStage,
  direction: "forward" | "backward" | "inference",
  [x, y]: readonly [GPUBuffer, GPUBuffer],
): KernelSource {
  const units = sizeOf(stage.input);
  const kept =
    `mix32(mix32((job.seed + ${stage.seedOffset}u) ^ 0x9e3779b9u) ^ (job.before * ${units}u + i)) >= ${
      Math.floor(stage.rate * 2 ** 32)
    }u`;
  const body = direction === "inference"
    ? "y[i] = x[i];"
    : `y[i] = select(0.0, x[i] * ${float(1 / (1 - stage.rate))}, ${kept});`;
  return {
    name: `${stage.name} ${direction}`,
    bindings: [{ name: "x", buffer: x, type: "f32" }, { name: "y", buffer: y, type: "f32", write: true }],
    code: MIX + each(`job.samples * ${units}u`, `  ${body}`),
    grid: (samples) => cellsGrid(samples * units),
    bytes: 8 * units,
  };
}
