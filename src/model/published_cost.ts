import { type NetworkCost, networkCost } from "./cost.ts";
import type { ImagenetModel } from "./imagenet.ts";
import { buildNetwork } from "./registry.ts";

/** Height and width of the images that the published networks were made for. */
const PUBLISHED_SIZE = [224, 224] as const;

/**
 * Cost of the published network with its last layer replaced: all filters, the published classifier, batch norm
 * where it had it, 224x224 images.
 *
 * @param model Which network, and which version of it.
 * @param classes Units of the last layer.
 */
export function publishedCost(model: ImagenetModel, classes: number): NetworkCost {
  const published = {
    ...model,
    inputSize: PUBLISHED_SIZE,
    width: 1,
    classifier: { kind: "published" },
    weights: "imagenet",
  } as const;
  return networkCost(buildNetwork(published, PUBLISHED_SIZE, classes, 0.5));
}
