import { basename } from "node:path";
import { MissingDataError } from "../base/errors.ts";
import { hashOf } from "../base/hash.ts";
import type { PlannedRun } from "../manifest/experiment.ts";
import type { ModelSettings, TrainingSettings } from "../manifest/settings.ts";
import type { ImagenetModel } from "../model/imagenet.ts";
import { buildNetwork } from "../model/registry.ts";
import { placeLayers } from "../model/shapes.ts";
import { findWeights, type FoundWeights } from "../model/weights/find.ts";
import { loadWeights } from "../model/weights/load.ts";
import { tensorHash } from "../model/weights/tensor_hash.ts";
import { openWeights } from "../model/weights/weight_file.ts";
import type { PretrainedWeights } from "../record/record.ts";
import { sharedTensors } from "./shared_tensors.ts";

/** First weights that come from a file. */
export interface Pretrained {
  /** What the record says of them. */
  readonly record: PretrainedWeights;
  /** By name, in memory that workers share; the last layer is never among them. */
  readonly tensors: ReadonlyMap<string, Float32Array>;
}

/** First weights of a run: from a file, from no file (`null`), or from a file that is missing. */
export type PretrainedOrMissing = Pretrained | MissingDataError | null;

/** By run id. */
export type PretrainedByRun = ReadonlyMap<string, PretrainedOrMissing>;

/**
 * Reads the weights that runs start from, each file once.
 *
 * @param folder Where weights are kept.
 * @throws {UserError} If a file is damaged or does not fit its network.
 */
export async function readPretrained(
  runs: readonly PlannedRun[],
  folder: string,
): Promise<PretrainedByRun> {
  const known = new Map<string, Promise<PretrainedOrMissing>>();
  const result = new Map<string, PretrainedOrMissing>();
  for (const { id, settings: { model, training } } of runs) {
    if (!startsFromFile(model)) {
      result.set(id, null);
      continue;
    }
    const key = hashOf({ ...model, freeze: "none" });
    const found = known.get(key) ?? readOne(model, training, folder);
    known.set(key, found);
    result.set(id, await found);
  }
  return result;
}

/** Whether the first weights are not drawn at random. */
function startsFromFile(model: ModelSettings): model is ImagenetModel {
  return model.name !== "dscnn" && model.weights !== "random";
}

async function readOne(
  model: ImagenetModel,
  { dropout }: TrainingSettings,
  folder: string,
): Promise<PretrainedOrMissing> {
  let found: FoundWeights;
  try {
    found = await findWeights(model, folder);
  } catch (error) {
    if (error instanceof MissingDataError) return error;
    throw error;
  }
  const { path, source, disclosure } = found;
  // The last layer is never taken, so that any number of classes will do.
  const network = buildNetwork(model, model.inputSize, 2, dropout);
  const classifier = placeLayers(network).slice(network.backbone)
    .filter(({ weights }) => weights.length > 0).map(({ layer }) => layer.name);
  const headIsThere = model.classifier.kind === "published" && source.holds === "all";
  const drawn = headIsThere ? classifier.slice(-1) : classifier;
  using file = await openWeights(path);
  const tensors = sharedTensors(await loadWeights(network, file, { without: drawn }));
  const noHead = model.classifier.kind === "published" && !headIsThere && classifier.length > 1
    ? `${source.fileName} has no dense layers: those of the classifier were drawn at random.`
    : null;
  return {
    tensors,
    record: {
      source: model.weights,
      file: basename(path),
      sha256: tensorHash(tensors),
      disclosure: [disclosure, noHead].filter((text) => text !== null).join(" ") || null,
    },
  };
}
