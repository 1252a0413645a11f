import type { ModelSettings } from "../manifest/settings.ts";
import { alexnet } from "./alexnet.ts";
import { dscnn } from "./dscnn.ts";
import type { Network } from "./layers.ts";
import { resnet50 } from "./resnet50.ts";
import { vgg16 } from "./vgg16.ts";

/**
 * The network that the settings describe, for that many classes and, if it is DSCNN, for images of `size`; the
 * ImageNet networks have an `inputSize` of their own.
 */
export function buildNetwork(
  model: ModelSettings,
  size: readonly [number, number],
  classes: number,
  dropout: number,
): Network {
  switch (model.name) {
    case "dscnn":
      return dscnn(model, size, classes, dropout);
    case "alexnet":
      return alexnet(model, classes, dropout);
    case "vgg16":
      return vgg16(model, classes, dropout);
    case "resnet50":
      return resnet50(model, classes, dropout);
  }
}
