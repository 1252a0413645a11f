import type { CorpusSettings, Settings } from "../manifest/settings.ts";
import { type NetworkCost, networkCost } from "./cost.ts";
import type { Network } from "./layers.ts";
import { publishedCost } from "./published_cost.ts";
import { buildNetwork } from "./registry.ts";

/** Classes of each corpus under `"all"`. */
const CLASSES: Readonly<Record<CorpusSettings["name"], number>> = {
  ravdess: 8,
  synthetic: 8,
  emodb: 7,
  iemocap: 4,
};

/** Number of classes that the settings of a corpus keep. */
export function classCount({ name, classes }: CorpusSettings): number {
  return classes === "all" ? CLASSES[name] : classes.length;
}

/**
 * The network that the settings of a run describe, without any clip having been read.
 *
 * @param classes Number of classes; by default those of the corpus trained on.
 */
export function describedNetwork(
  { model, spectrogram, training, corpus }: Pick<Settings, "model" | "spectrogram" | "training" | "corpus">,
  classes: number = classCount(corpus),
): Network {
  return buildNetwork(model, spectrogram.size, classes, training.dropout);
}

/**
 * Cost of the network as sizes are compared: of AlexNet, VGG16 and ResNet50 the published network with its last
 * layer replaced, whatever part of it a run keeps; of any other the network itself.
 *
 * @param classes Number of classes; by default those of the corpus trained on.
 */
export function comparedCost(
  settings: Pick<Settings, "model" | "spectrogram" | "training" | "corpus">,
  classes: number = classCount(settings.corpus),
): NetworkCost {
  const { model } = settings;
  return model.name === "dscnn"
    ? networkCost(describedNetwork(settings, classes))
    : publishedCost(model, classes);
}
