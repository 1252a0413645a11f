import { messageOf, UserError } from "../base/errors.ts";
import type { AlexnetSettings, Resnet50Settings, Vgg16Settings } from "../manifest/settings.ts";
import type { Layer, Network, Shape } from "./layers.ts";
import { outputShape } from "./output_shape.ts";
import { placeLayers } from "./shapes.ts";

/** Settings of a network that was published with weights for ImageNet. */
export type ImagenetModel = AlexnetSettings | Vgg16Settings | Resnet50Settings;

/** What tells one such network from another. */
export interface ImagenetParts {
  /** Layers from the image to the maps. */
  readonly features: readonly Layer[];
  /** Rows and columns that the maps are averaged to, by the layer `avgpool`. */
  readonly pool: readonly [number, number];
  /** The published layers between the flat maps and the last layer. */
  readonly head: readonly Layer[];
  /** Name of the published last layer. */
  readonly last: string;
}

/**
 * The network of its parts: backbone, then the classifier that the settings ask for. Layers have the names of
 * torchvision's modules, so that `NAME.weight` there is `NAME/kernel` or `NAME/gamma` here.
 *
 * @param classes Units of the last layer.
 * @param dropout Rate in the classifier.
 * @throws {UserError} If the image is too small; the message names the layer that it does not fit.
 */
export function imagenetNetwork(
  settings: ImagenetModel,
  parts: ImagenetParts,
  classes: number,
  dropout: number,
): Network {
  const { name, inputSize: [height, width], classifier, initialiser } = settings;
  const input = [height, width, 3] as const;
  try {
    const maps = parts.features.reduce((shape, layer) => outputShape(layer, shape), input as Shape);
    const backbone = [...parts.features, ...averageTo("avgpool", maps, parts.pool)];
    const head = classifier.kind === "published" ? parts.head : denseHead(classifier.units, dropout);
    const last = classifier.kind === "published" ? parts.last : `dense${classifier.units.length + 1}`;
    const layers: Layer[] = [
      ...backbone,
      { kind: "flatten", name: "flatten" },
      ...head,
      { kind: "dense", name: last, units: classes, bias: true },
    ];
    const network: Network = { name, input, layers, backbone: backbone.length, initialiser };
    placeLayers(network);
    return network;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new UserError(`Cannot build ${name} for ${height}x${width} images: ${messageOf(error)}`);
  }
}

/** A published number of filters or units at a share of it. */
export function scaled(count: number, width: number): number {
  return Math.max(1, Math.round(count * width));
}

/** Averages maps of `shape` to `size`; nothing where they have it, plain pooling where `size` divides theirs. */
function averageTo(name: string, shape: Shape, size: readonly [number, number]): Layer[] {
  const [rows, columns] = [shape[0]!, shape[1]!];
  if (rows === size[0] && columns === size[1]) return [];
  if (rows % size[0] !== 0 || columns % size[1] !== 0) {
    return [{ kind: "adaptive-average-pool", name, size }];
  }
  const window = [rows / size[0], columns / size[1]] as const;
  return [{ kind: "average-pool", name, size: window, stride: window, padding: [0, 0, 0, 0] }];
}

function denseHead(units: readonly number[], dropout: number): Layer[] {
  return units.flatMap((count, i): Layer[] => [
    { kind: "dense", name: `dense${i + 1}`, units: count, bias: true },
    { kind: "relu", name: `dense${i + 1}.relu` },
    { kind: "dropout", name: `dense${i + 1}.dropout`, rate: dropout },
  ]);
}
