import type { Layer, Network, Shape } from "./layers.ts";
import { outputShape } from "./output_shape.ts";

/** One trainable or running tensor of a network. */
export interface WeightSpec {
  /** `LAYER/kernel`, `/bias`, `/gamma`, `/beta`, `/mean`, `/variance` */
  readonly name: string;
  /** Kernels `[height, width, in, out]` or `[in, out]`, everything else `[channels]`. */
  readonly shape: readonly number[];
  /** False for the running statistics of batch norm. */
  readonly trainable: boolean;
  /** Inputs and outputs of one unit, which Glorot initialisation needs; 0 where it has none. */
  readonly fanIn: number;
  /** Outputs that one input takes part in; 0 where it has none. */
  readonly fanOut: number;
}

/** The tensors of one layer whose input has shape `input`; of a sum of branches, those of the layers inside. */
function layerWeights(layer: Layer, input: Shape): WeightSpec[] {
  const { name } = layer;
  if (layer.kind === "residual") return placeInner(layer, input).flatMap((placed) => placed.weights);
  const plain = (part: string, shape: number[], trainable = true): WeightSpec => (
    { name: `${name}/${part}`, shape, trainable, fanIn: 0, fanOut: 0 }
  );
  if (layer.kind === "conv") {
    const [kh, kw] = layer.kernel;
    const inputs = input[2]!;
    const shape = [kh, kw, inputs, layer.filters];
    return [
      { ...plain("kernel", shape), fanIn: kh * kw * inputs, fanOut: kh * kw * layer.filters },
      ...(layer.bias ? [plain("bias", [layer.filters])] : []),
    ];
  }
  if (layer.kind === "dense") {
    const inputs = input[0]!;
    return [
      { ...plain("kernel", [inputs, layer.units]), fanIn: inputs, fanOut: layer.units },
      ...(layer.bias ? [plain("bias", [layer.units])] : []),
    ];
  }
  if (layer.kind === "batch-norm") {
    const channels = [input[input.length - 1]!];
    return [
      plain("gamma", channels),
      plain("beta", channels),
      plain("mean", channels, false),
      plain("variance", channels, false),
    ];
  }
  return [];
}

/** A layer with the shapes around it and its tensors. */
export interface PlacedLayer {
  /** As in the network. */
  readonly layer: Layer;
  /** Shape of one sample before the layer. */
  readonly input: Shape;
  /** Shape of one sample after it. */
  readonly output: Shape;
  /** Its tensors, in the order of files. */
  readonly weights: readonly WeightSpec[];
}

/** Every layer of the network with its shapes, in order; a sum of branches is one layer. */
export function placeLayers(network: Network): PlacedLayer[] {
  return placeChain(network.layers, network.input);
}

/** As {@linkcode placeLayers}, with the layers inside of branches before their sum, which then has no tensors. */
export function placeEveryLayer(network: Network): PlacedLayer[] {
  const open = (placed: PlacedLayer): PlacedLayer[] => {
    const { layer, input } = placed;
    if (layer.kind !== "residual") return [placed];
    return [...placeInner(layer, input).flatMap(open), { ...placed, weights: [] }];
  };
  return placeLayers(network).flatMap(open);
}

/** The layers of a chain that starts with `input`, with their shapes. */
export function placeChain(layers: readonly Layer[], input: Shape): PlacedLayer[] {
  let shape = input;
  return layers.map((layer) => {
    const before = shape;
    shape = outputShape(layer, before);
    return { layer, input: before, output: shape, weights: layerWeights(layer, before) };
  });
}

function placeInner(layer: Extract<Layer, { kind: "residual" }>, input: Shape): PlacedLayer[] {
  return [...placeChain(layer.main, input), ...placeChain(layer.shortcut, input)];
}

/** Every tensor of the network, in layer order. */
export function networkWeights(network: Network): WeightSpec[] {
  return placeLayers(network).flatMap((p) => [...p.weights]);
}
