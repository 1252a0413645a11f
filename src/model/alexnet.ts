import type { AlexnetSettings } from "../manifest/settings.ts";
import { imagenetNetwork, scaled } from "./imagenet.ts";
import type { Layer, Network } from "./layers.ts";

/** Name, filters, window, stride and zeros on every side of each convolution. */
const CONVOLUTIONS = [
  [0, 64, 11, 4, 2],
  [3, 192, 5, 1, 2],
  [6, 384, 3, 1, 1],
  [8, 256, 3, 1, 1],
  [10, 256, 3, 1, 1],
] as const;

/** Numbers of the convolutions whose ReLU is followed by pooling. */
const POOLED: readonly number[] = [0, 3, 10];

/**
 * AlexNet without local response normalisation: five convolutions, the maps averaged to 6x6, two dense layers of
 * 4096. Source: Krizhevsky 2014, "One weird trick for parallelizing convolutional neural networks", in the
 * form of torchvision, whose names the layers have.
 *
 * @throws {UserError} If the image is too small; the message names the layer that it does not fit.
 */
export function alexnet(settings: AlexnetSettings, classes: number, dropout: number): Network {
  const features = CONVOLUTIONS.flatMap(([n, filters, window, stride, zeros]): Layer[] => [
    {
      kind: "conv",
      name: `features.${n}`,
      filters: scaled(filters, settings.width),
      kernel: [window, window],
      stride: [stride, stride],
      padding: [zeros, zeros, zeros, zeros],
      bias: true,
    },
    { kind: "relu", name: `features.${n + 1}` },
    ...(POOLED.includes(n) ? [pool(`features.${n + 2}`)] : []),
  ]);
  const units = scaled(4096, settings.width);
  const head: Layer[] = [
    { kind: "dropout", name: "classifier.0", rate: dropout },
    { kind: "dense", name: "classifier.1", units, bias: true },
    { kind: "relu", name: "classifier.2" },
    { kind: "dropout", name: "classifier.3", rate: dropout },
    { kind: "dense", name: "classifier.4", units, bias: true },
    { kind: "relu", name: "classifier.5" },
  ];
  return imagenetNetwork(settings, { features, pool: [6, 6], head, last: "classifier.6" }, classes, dropout);
}

function pool(name: string): Layer {
  return { kind: "max-pool", name, size: [3, 3], stride: [2, 2], padding: [0, 0, 0, 0] };
}
