import type { Initialiser } from "../manifest/settings.ts";

/**
 * A network as plain data: the one description from which the TensorFlow.js model, the compiled training
 * step, the cost and the layer table are made. Images are `[height, width, channels]`, kernels
 * `[kernelHeight, kernelWidth, in, out]`, dense kernels `[in, out]`.
 */

/** Rows and columns of zeros around an image: top, bottom, left, right. */
export type Padding = readonly [number, number, number, number];

/** One layer. `name` is unique within the network, layers inside of branches included. */
export type Layer =
  | {
    readonly kind: "conv";
    readonly name: string;
    readonly filters: number;
    readonly kernel: readonly [number, number];
    readonly stride: readonly [number, number];
    readonly padding: Padding;
    readonly bias: boolean;
  }
  | {
    readonly kind: "batch-norm";
    readonly name: string;
    readonly momentum: number;
    readonly epsilon: number;
  }
  | { readonly kind: "relu"; readonly name: string }
  | {
    readonly kind: "max-pool" | "average-pool";
    readonly name: string;
    readonly size: readonly [number, number];
    readonly stride: readonly [number, number];
    readonly padding: Padding;
  }
  | {
    /** Averages over `size` bins of nearly one size, as PyTorch cuts them: `floor(i n / k)` to `ceil((i + 1) n / k)`. */
    readonly kind: "adaptive-average-pool";
    readonly name: string;
    /** Rows and columns of the output. */
    readonly size: readonly [number, number];
  }
  | {
    /** The sum of two branches with the same input: He et al. 2016. */
    readonly kind: "residual";
    readonly name: string;
    readonly main: readonly Layer[];
    /** Empty for the input itself. */
    readonly shortcut: readonly Layer[];
  }
  | { readonly kind: "flatten"; readonly name: string }
  | { readonly kind: "dense"; readonly name: string; readonly units: number; readonly bias: boolean }
  | { readonly kind: "dropout"; readonly name: string; readonly rate: number };

/** Input shape and layers; the last layer gives the logits, softmax is part of the loss. */
export interface Network {
  /** Name in the settings, such as `dscnn`. */
  readonly name: string;
  /** `[height, width, channels]`. */
  readonly input: readonly [number, number, number];
  /** In the order of the forward pass. */
  readonly layers: readonly Layer[];
  /** How many leading layers come before the classifier; absent where the two are not told apart. */
  readonly backbone?: number;
  /** How the first weights are drawn; where it is absent, uniform as Glorot & Bengio 2010. */
  readonly initialiser?: Initialiser;
}

/** Shape of one sample: `[height, width, channels]`, or `[units]` after flatten. */
export type Shape = readonly number[];

/** Zeros that TensorFlow's "same" adds around `size` inputs; the odd one goes to the end. */
export function samePadding(size: number, kernel: number, stride: number): [number, number] {
  const total = Math.max((Math.ceil(size / stride) - 1) * stride + kernel - size, 0);
  return [Math.floor(total / 2), total - Math.floor(total / 2)];
}
