import type { Vgg16Settings } from "../manifest/settings.ts";
import { imagenetNetwork, scaled } from "./imagenet.ts";
import type { Layer, Network } from "./layers.ts";

/** Filters of the convolutions between two poolings. */
const GROUPS = [[64, 64], [128, 128], [256, 256, 256], [512, 512, 512], [512, 512, 512]];

/**
 * VGG16: thirteen 3x3 convolutions in five groups, each followed by pooling, the maps averaged to 7x7, two dense
 * layers of 4096. Source: Simonyan & Zisserman 2015, "Very Deep Convolutional Networks for Large-Scale Image
 * Recognition", configuration D; names are torchvision's.
 *
 * @throws {UserError} If the image is too small; the message names the layer that it does not fit.
 */
export function vgg16(settings: Vgg16Settings, classes: number, dropout: number): Network {
  const features: Layer[] = [];
  const name = () => `features.${features.length}`;
  for (const group of GROUPS) {
    for (const filters of group) {
      features.push({
        kind: "conv",
        name: name(),
        filters: scaled(filters, settings.width),
        kernel: [3, 3],
        stride: [1, 1],
        padding: [1, 1, 1, 1],
        bias: true,
      });
      features.push({ kind: "relu", name: name() });
    }
    features.push({ kind: "max-pool", name: name(), size: [2, 2], stride: [2, 2], padding: [0, 0, 0, 0] });
  }
  const units = scaled(4096, settings.width);
  const head: Layer[] = [
    { kind: "dense", name: "classifier.0", units, bias: true },
    { kind: "relu", name: "classifier.1" },
    { kind: "dropout", name: "classifier.2", rate: dropout },
    { kind: "dense", name: "classifier.3", units, bias: true },
    { kind: "relu", name: "classifier.4" },
    { kind: "dropout", name: "classifier.5", rate: dropout },
  ];
  return imagenetNetwork(settings, { features, pool: [7, 7], head, last: "classifier.6" }, classes, dropout);
}
