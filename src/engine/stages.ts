import type { Padding } from "../model/layers.ts";

/** Rows, columns and channels of one sample; a vector of `n` units is `1 x 1 x n`. */
export interface Extent {
  readonly rows: number;
  readonly columns: number;
  readonly channels: number;
}

/** A convolution without its bias, or a dense layer as a convolution over a 1 x 1 image. */
export interface ProductStage {
  readonly kind: "product";
  readonly name: string;
  readonly input: Extent;
  readonly output: Extent;
  readonly kernel: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly padding: Padding;
}

/** Batch norm, bias or nothing, then perhaps ReLU, then perhaps 2 x 2 pooling with stride 2: one pass. */
export interface AffineStage {
  readonly kind: "affine";
  readonly name: string;
  readonly input: Extent;
  readonly output: Extent;
  readonly source: "batch-norm" | "bias" | "none";
  /** Of batch norm; 0 otherwise. */
  readonly momentum: number;
  readonly epsilon: number;
  readonly relu: boolean;
  readonly pool: "none" | "max" | "average";
}

/** Pooling that is not part of an affine stage. */
export interface PoolStage {
  readonly kind: "pool";
  readonly name: string;
  readonly input: Extent;
  readonly output: Extent;
  readonly size: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly padding: Padding;
  readonly average: boolean;
}

/** Dropout. */
export interface DropoutStage {
  readonly kind: "dropout";
  readonly name: string;
  readonly input: Extent;
  readonly output: Extent;
  readonly rate: number;
  /** Added to the step's seed, see `dropoutOffsets`. */
  readonly seedOffset: number;
}

/** One stage of the chain that both targets execute. */
export type Stage = ProductStage | AffineStage | PoolStage | DropoutStage;

/** A trainable tensor or a moving average, with its position in its block, in floats. */
export interface Parameter {
  readonly name: string;
  readonly size: number;
  readonly offset: number;
}

/** The fused chain and its weights. Offsets are multiples of 4. */
export interface Chain {
  readonly input: Extent;
  readonly stages: readonly Stage[];
  readonly trainable: readonly Parameter[];
  readonly trainableSize: number;
  readonly moving: readonly Parameter[];
  readonly movingSize: number;
}

/** Cells of one sample. */
export function sizeOf(extent: Extent): number {
  return extent.rows * extent.columns * extent.channels;
}

/** Names, sizes and places of all weights, in the order of the chain. */
export function parametersOf(stages: readonly Stage[]): Omit<Chain, "input" | "stages"> {
  const trainable: Parameter[] = [];
  const moving: Parameter[] = [];
  let trainableSize = 0;
  let movingSize = 0;
  const place = (size: number) => (size + 3) & ~3;
  const train = (name: string, size: number) => {
    trainable.push({ name, size, offset: trainableSize });
    trainableSize += place(size);
  };
  for (const stage of stages) {
    const channels = stage.output.channels;
    if (stage.kind === "product") {
      train(`${stage.name}/kernel`, stage.kernel[0] * stage.kernel[1] * stage.input.channels * channels);
    } else if (stage.kind === "affine" && stage.source === "bias") {
      train(`${stage.name}/bias`, channels);
    } else if (stage.kind === "affine" && stage.source === "batch-norm") {
      train(`${stage.name}/gamma`, channels);
      train(`${stage.name}/beta`, channels);
      for (const name of ["mean", "variance"]) {
        moving.push({ name: `${stage.name}/${name}`, size: channels, offset: movingSize });
        movingSize += place(channels);
      }
    }
  }
  return { trainable, trainableSize, moving, movingSize };
}
