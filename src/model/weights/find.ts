import { join } from "node:path";
import { MissingDataError, UserError } from "../../base/errors.ts";
import { sizeOf } from "../../base/file_digest.ts";
import type { ImagenetModel } from "../imagenet.ts";
import { WEIGHTS_FOLDER, type WeightSource, weightSources } from "./sources.ts";

/** A file that stands for the settings. */
export interface FoundWeights {
  /** Where it is. */
  readonly path: string;
  /** What it is. Where `source.holds` is `"backbone"`, the published classifier is not in it. */
  readonly source: WeightSource;
  /** What every result that uses it has to say, or `null`. */
  readonly disclosure: string | null;
}

/** The files that stand for the settings, the better one first; none for random weights. */
function sourcesFor(model: ImagenetModel): WeightSource[] {
  return weightSources.filter(({ network, weights, version }) =>
    network === model.name && weights === model.weights &&
    (model.name !== "resnet50" || version === model.version)
  );
}

/**
 * The file of pretrained weights that the settings ask for.
 *
 * @param folder Where weights are kept.
 * @throws {MissingDataError} If it is not there; says where it was looked for and how to get it, in one line.
 * @throws {UserError} If there are no such weights: random ones, or those of another version.
 */
export async function findWeights(model: ImagenetModel, folder: string): Promise<FoundWeights> {
  const sources = sourcesFor(model);
  for (const source of sources) {
    const path = join(folder, source.fileName);
    if (await sizeOf(path) !== null) return { path, source, disclosure: source.disclosure };
  }
  throw noSuchWeights(model, folder, sources);
}

function noSuchWeights(model: ImagenetModel, folder: string, sources: readonly WeightSource[]): UserError {
  const name = model.name === "resnet50" ? `${model.name} ${model.version}` : model.name;
  const [first] = sources;
  if (first === undefined) {
    const known = weightSources.filter(({ network }) => network === model.name)
      .map(({ weights, version }) => (version === null ? weights : `${weights} (${version})`));
    return new UserError(
      `There are no ${model.weights} weights of ${name}: there are ${[...new Set(known)].join(", ")}`,
    );
  }
  const names = sources.map(({ fileName }) => fileName).join(" or ");
  const elsewhere = folder === WEIGHTS_FOLDER ? "" : ` --weights ${folder}`;
  const how = first.url === null ? first.obtain : `${first.obtain}${elsewhere}`;
  return new MissingDataError(
    `The ${model.weights} weights of ${name} are missing: no ${names} in ${folder}; ${how}`,
  );
}
