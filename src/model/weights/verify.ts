import { digestFault } from "../../base/file_digest.ts";
import type { ImagenetModel } from "../imagenet.ts";
import type { Network } from "../layers.ts";
import { buildNetwork } from "../registry.ts";
import { checkWeights } from "./load.ts";
import type { WeightSource } from "./sources.ts";
import { openWeights } from "./weight_file.ts";

/** What a file of weights holds. */
export interface VerifiedWeights {
  /** Tensors that its network takes from it. */
  readonly tensors: number;
  /** Numbers in them. */
  readonly values: number;
}

/** The published network of a source, or its backbone if that is all that the file holds. */
export function publishedNetwork({ network: name, version, weights, holds }: WeightSource): Network {
  const common = {
    inputSize: [224, 224],
    channels: "grey",
    width: 1,
    freeze: "backbone",
    classifier: { kind: "published" },
  } as const;
  const settings = { ...common, name, weights, ...(version === null ? {} : { version }) } as ImagenetModel;
  const network = buildNetwork(settings, settings.inputSize, 1000, 0);
  return holds === "all" ? network : { ...network, layers: network.layers.slice(0, network.backbone) };
}

/**
 * Compares a file with what is known of it: the beginning of its SHA-256, and the names and shapes of its
 * tensors with those of the network.
 *
 * @returns What it holds, or in words what is wrong with its checksum.
 * @throws {MissingDataError} If there is no such file.
 * @throws {UserError} If it cannot be read, or its tensors are not the network's.
 */
export async function verifyWeights(source: WeightSource, path: string): Promise<VerifiedWeights | string> {
  using file = await openWeights(path);
  const tensors = checkWeights(publishedNetwork(source), file, { extra: "none" });
  const fault = await digestFault(path, { sha256: source.sha256Prefix });
  if (fault !== null) return fault;
  const floats = file.names.filter((name) => file.typeOf(name).includes("F"));
  const sizes = floats.map((name) => file.shapeOf(name).reduce((a, b) => a * b, 1));
  return { tensors, values: sizes.reduce((a, b) => a + b, 0) };
}
