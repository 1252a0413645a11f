import { typeError } from "../base/errors.ts";
import type { Layer, Shape } from "./layers.ts";

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
    case "adaptive-average-pool":
      return [...layer.size, imageShape(layer.name, input)[2]];
    case "residual": {
      const main = branchShape(layer.main, input);
      const shortcut = branchShape(layer.shortcut, input);
      if (main.join() !== shortcut.join()) {
        throw typeError(`build ${layer.name}`, "its two branches must have one shape", [main, shortcut]);
      }
      return main;
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

function branchShape(layers: readonly Layer[], input: Shape): Shape {
  return layers.reduce((shape, layer) => outputShape(layer, shape), input);
}

function imageShape(name: string, input: Shape): [number, number, number] {
  if (input.length !== 3) {
    throw typeError(`build ${name}`, "its input must be [height, width, channels]", input);
  }
  return input as [number, number, number];
}

function windows(
  name: string,
  input: Shape,
  size: readonly [number, number],
  stride: readonly [number, number],
  padding: readonly [number, number, number, number],
): [number, number] {
  const [rows, columns] = imageShape(name, input);
  const height = Math.floor((rows + padding[0] + padding[1] - size[0]) / stride[0]) + 1;
  const width = Math.floor((columns + padding[2] + padding[3] - size[1]) / stride[1]) + 1;
  if (height < 1 || width < 1) {
    throw typeError(`build ${name}`, "its input must not be smaller than its window", input);
  }
  return [height, width];
}
