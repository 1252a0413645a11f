import type { Network, Shape } from "./layers.ts";
import { type PlacedLayer, placeEveryLayer } from "./shapes.ts";
import { safetensorsBytes } from "./safetensors.ts";

/** One row of the layer table. */
export interface LayerRow {
  /** Name of the layer. */
  readonly name: string;
  /** Kind of the layer, as in `Layer.kind`. */
  readonly kind: string;
  /** Shape of one sample after the layer. */
  readonly output: Shape;
  /** `7x7`, or `null` where there is no window. */
  readonly kernel: string | null;
  /** `2x2`, or `null` where there is none. */
  readonly stride: string | null;
  /** `top, bottom, left, right`, or `null` where there is none. */
  readonly padding: string | null;
  /** Trainable and running numbers. */
  readonly parameters: number;
  /** Of one forward pass of one sample; convolution and dense layers only. */
  readonly multiplyAdds: number;
}

/** What a network costs before anything has run. */
export interface NetworkCost {
  /** Every number of the weights, running statistics included. */
  readonly parameters: number;
  /** Without the running statistics of batch norm. */
  readonly trainableParameters: number;
  /** As float32. */
  readonly weightBytes: number;
  /** Of the saved safetensors file. */
  readonly fileBytes: number;
  /** Multiply-adds of one forward pass of one sample. */
  readonly multiplyAdds: number;
  /** Twice the multiply-adds. */
  readonly flops: number;
}

/** The layers of a network as rows of a table; those inside of branches come before their sum. */
export function layerTable(network: Network): LayerRow[] {
  return placeEveryLayer(network).map((placed) => {
    const { layer, output, weights } = placed;
    const window = layer.kind === "conv" ? layer.kernel : "stride" in layer ? layer.size : null;
    return {
      name: layer.name,
      kind: layer.kind,
      output,
      kernel: window && window.join("x"),
      stride: "stride" in layer ? layer.stride.join("x") : null,
      padding: "padding" in layer ? layer.padding.join(", ") : null,
      parameters: weights.reduce((sum, w) => sum + count(w.shape), 0),
      multiplyAdds: multiplyAdds(placed),
    };
  });
}

/** Parameters, bytes and operations of a network, from its layers alone. */
export function networkCost(network: Network): NetworkCost {
  const placed = placeEveryLayer(network);
  const weights = placed.flatMap((p) => [...p.weights]);
  const total = (specs: typeof weights) => specs.reduce((sum, w) => sum + count(w.shape), 0);
  const work = placed.reduce((sum, p) => sum + multiplyAdds(p), 0);
  return {
    parameters: total(weights),
    trainableParameters: total(weights.filter((w) => w.trainable)),
    weightBytes: 4 * total(weights),
    fileBytes: safetensorsBytes(weights),
    multiplyAdds: work,
    flops: 2 * work,
  };
}

function multiplyAdds({ layer, input, output }: PlacedLayer): number {
  if (layer.kind === "conv") return count(output) * layer.kernel[0] * layer.kernel[1] * input[2]!;
  if (layer.kind === "dense") return input[0]! * layer.units;
  return 0;
}

function count(shape: Shape): number {
  return shape.reduce((a, b) => a * b, 1);
}
