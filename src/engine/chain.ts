import { rangeError, UserError } from "../base/errors.ts";
import { dropoutOffsets } from "../model/dropout_offsets.ts";
import type { Layer, Network, Padding } from "../model/layers.ts";
import {
  type AffineStage,
  type Chain,
  type Extent,
  parametersOf,
  type ProductStage,
  sizeOf,
  type Stage,
} from "./stages.ts";

const NONE: Padding = [0, 0, 0, 0];

/**
 * Fuses a layer list. Every product is followed by an affine stage, every product with padding is preceded by
 * one or is the first stage: affine stages alone write into padded tensors.
 *
 * @throws {UserError} If the list is not a plain chain that ends in a dense layer of `classes` units.
 */
export function fuse(network: Network, classes: number): Chain {
  const [rows, columns, channels] = network.input;
  const input = { rows, columns, channels };
  const stages: Stage[] = [];
  let here: Extent = input;
  const push = (stage: Stage) => {
    stages.push(stage);
    here = stage.output;
  };
  const affine = (name: string, part: Partial<AffineStage>) => {
    const last = stages.at(-1);
    if (part.source === undefined && last?.kind === "affine" && last.pool === "none") {
      if (part.pool !== undefined || !last.relu) {
        const output = part.pool ? halved(here) : here;
        stages[stages.length - 1] = { ...last, ...part, output };
        here = output;
        return;
      }
    }
    const whole = { momentum: 0, epsilon: 0, relu: false, pool: "none", source: "none", ...part } as const;
    push({ kind: "affine", name, input: here, output: part.pool ? halved(here) : here, ...whole });
  };
  const product = (stage: Omit<ProductStage, "kind" | "input">, bias: boolean, next: Layer | undefined) => {
    const last = stages.at(-1);
    if (last && last.kind !== "affine" && stage.padding.some((p) => p > 0)) {
      push({ ...identity(here), name: `${stage.name}/padding` });
    }
    push({ kind: "product", input: here, ...stage });
    if (bias) affine(stage.name, { source: "bias" });
    else if (next?.kind !== "batch-norm") affine(stage.name, { source: "none" });
  };
  const offsets = dropoutOffsets(network);
  network.layers.forEach((layer, i) => {
    switch (layer.kind) {
      case "conv":
        return product(
          { ...pick(layer), output: { ...windowed(here, layer.kernel, layer), channels: layer.filters } },
          layer.bias,
          network.layers[i + 1],
        );
      case "dense":
        here = { rows: 1, columns: 1, channels: sizeOf(here) };
        return product(
          {
            name: layer.name,
            output: { rows: 1, columns: 1, channels: layer.units },
            kernel: [1, 1],
            stride: [1, 1],
            padding: NONE,
          },
          layer.bias,
          network.layers[i + 1],
        );
      case "batch-norm":
        return affine(layer.name, {
          source: "batch-norm",
          momentum: layer.momentum,
          epsilon: layer.epsilon,
        });
      case "relu":
        return affine(layer.name, { relu: true });
      case "max-pool":
      case "average-pool":
        if (halves(layer, here)) {
          return affine(layer.name, { pool: layer.kind === "max-pool" ? "max" : "average" });
        }
        return push({
          kind: "pool",
          name: layer.name,
          input: here,
          output: { ...windowed(here, layer.size, layer), channels: here.channels },
          size: layer.size,
          stride: layer.stride,
          padding: layer.padding,
          average: layer.kind === "average-pool",
        });
      case "dropout":
        if (!(layer.rate >= 0 && layer.rate < 1)) {
          throw rangeError("compile dropout", "rate must be in [0, 1)", layer.rate);
        }
        return push({
          kind: "dropout",
          name: layer.name,
          input: here,
          output: here,
          rate: layer.rate,
          seedOffset: offsets.get(layer.name)!,
        });
      case "adaptive-average-pool":
      case "residual":
        throw new UserError(
          `Cannot compile ${network.name}: ${layer.name} (${layer.kind}) is not part of a plain chain`,
        );
      case "flatten":
        here = { rows: 1, columns: 1, channels: sizeOf(here) };
    }
  });
  const last = network.layers.at(-1);
  if (last?.kind !== "dense" || last.units !== classes) {
    throw new UserError(`Cannot compile ${network.name}: its last layer must be dense with ${classes} units`);
  }
  return { input, stages, ...parametersOf(stages) };
}

function identity(extent: Extent): AffineStage {
  return {
    kind: "affine",
    name: "",
    input: extent,
    output: extent,
    source: "none",
    momentum: 0,
    epsilon: 0,
    relu: false,
    pool: "none",
  };
}

function pick(layer: Extract<Layer, { kind: "conv" }>) {
  return { name: layer.name, kernel: layer.kernel, stride: layer.stride, padding: layer.padding };
}

function halved(extent: Extent): Extent {
  return { rows: extent.rows / 2, columns: extent.columns / 2, channels: extent.channels };
}

/** Whether a pooling is the 2 x 2 one with stride 2 on an even image. */
function halves(layer: Extract<Layer, { kind: "max-pool" | "average-pool" }>, at: Extent): boolean {
  return [...layer.size, ...layer.stride].every((n) => n === 2) && layer.padding.every((p) => p === 0) &&
    at.rows % 2 === 0 && at.columns % 2 === 0;
}

function windowed(
  at: Extent,
  size: readonly [number, number],
  layer: { name: string; stride: readonly [number, number]; padding: Padding },
): { rows: number; columns: number } {
  const [top, bottom, left, right] = layer.padding;
  const rows = Math.floor((at.rows + top + bottom - size[0]) / layer.stride[0]) + 1;
  const columns = Math.floor((at.columns + left + right - size[1]) / layer.stride[1]) + 1;
  if (rows < 1 || columns < 1) {
    throw rangeError(`compile ${layer.name}`, "the window must fit in the image", [at.rows, at.columns]);
  }
  return { rows, columns };
}
