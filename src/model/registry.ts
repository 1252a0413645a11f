import type { ModelSettings } from "../manifest/settings.ts";
import { dscnn } from "./dscnn.ts";
import type { Network } from "./layers.ts";

/** The network that the settings describe, for images of `size` and that many classes. */
export function buildNetwork(
  model: ModelSettings,
  size: readonly [number, number],
  classes: number,
  dropout: number,
): Network {
  switch (model.name) {
    case "dscnn":
      return dscnn(model, size, classes, dropout);
  }
}
