import { typeError } from "../base/errors.ts";
import type { Layer, Network, Shape } from "./layers.ts";

/**
 * Shape of one sample after `layer`.
 * @throws {TypeError} If the layer cannot take that shape or leaves nothing of it.
 */
export function outputShape(layer: Layer, input: Shape): Shape {
  switch (layer.kind) {
    case "conv": {
      const [height, width] = windows(layer.name, input, layer.kernel, layer.stride, layer.padding);
      return [height, width, layer.filters];
    }
    case "max-pool":
    case "average-pool": {
      const [height, width] = windows(layer.name, input, layer.size, layer.stride, layer.padding);
      return [height, width, input[2]!];
    }
    case "flatten":
      return [input.reduce((a, b) => a * b, 1)];
    case "dense":
      if (input.length !== 1) throw typeError(`build ${layer.name}`, "its input must be flat", input);
      return [layer.units];
    case "batch-norm":
    case "relu":
    case "dropout":
      return input;
  }
}

function windows(
  name: string,
  input: Shape,
  size: readonly [number, number],
  stride: readonly [number, number],
  padding: readonly [number, number, number, number],
): [number, number] {
  if (input.length !== 3) {
    throw typeError(`build ${name}`, "its input must be [height, width, channels]", input);
  }
  const height = Math.floor((input[0]! + padding[0] + padding[1] - size[0]) / stride[0]) + 1;
  const width = Math.floor((input[1]! + padding[2] + padding[3] - size[1]) / stride[1]) + 1;
  if (height < 1 || width < 1) {
    throw typeError(`build ${name}`, "its input must not be smaller than its window", input);
  }
  return [height, width];
}

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

/** The tensors of one layer whose input has shape `input`. */
export function layerWeights(layer: Layer, input: Shape): WeightSpec[] {
  const { name } = layer;
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

/** Every layer of the network with its shapes, in order. */
export function placeLayers(network: Network): PlacedLayer[] {
  let shape: Shape = network.input;
  return network.layers.map((layer) => {
    const input = shape;
    shape = outputShape(layer, input);
    return { layer, input, output: shape, weights: layerWeights(layer, input) };
  });
}

/** Every tensor of the network, in layer order. */
export function networkWeights(network: Network): WeightSpec[] {
  return placeLayers(network).flatMap((p) => [...p.weights]);
}
