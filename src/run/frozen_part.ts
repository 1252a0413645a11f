import type { BackendName } from "../backend/choose.ts";
import { hashOf } from "../base/hash.ts";
import { type FeatureSettings, featureSettings } from "../features/settings.ts";
import type { Settings } from "../manifest/settings.ts";
import type { Network } from "../model/layers.ts";
import type { PictureSettings } from "../model/network_input.ts";
import { tensorHash } from "../model/weights/tensor_hash.ts";
import { firstWeights } from "./first_weights.ts";
import type { RunNetworks } from "./networks.ts";
import type { Pretrained } from "./pretrained.ts";
import { sharedTensors } from "./shared_tensors.ts";

/** To be raised whenever the same settings and weights give other outputs. */
const VERSION = 1;

/** The frozen layers of some runs, with all that their outputs depend on. */
export interface FrozenPart {
  /** Hash of layers, weights, picture and backend; the clip and its features are not in it. */
  readonly key: string;
  /** The leading layers. */
  readonly network: Network;
  /** Its tensors by name, in memory that workers share. */
  readonly weights: ReadonlyMap<string, Float32Array>;
  /** How images become its input. */
  readonly picture: PictureSettings;
  /** How clips become images. */
  readonly features: FeatureSettings;
}

/** Makes the frozen part of a run. */
export type FrozenPartMaker = (
  settings: Settings,
  networks: RunNetworks,
  pretrained: Pretrained | null,
) => FrozenPart | null;

/** Makes the frozen parts of runs, `null` where all layers are trained; runs with equal weights share them. */
export function frozenPartMaker(backend: BackendName): FrozenPartMaker {
  const known = new Map<string, { weights: ReadonlyMap<string, Float32Array>; hash: string }>();
  return (settings, { frozen }, pretrained) => {
    const { model, seed } = settings;
    if (frozen === null || model.name === "dscnn") return null;
    const from = hashOf({ frozen, from: pretrained?.record.sha256 ?? seed });
    let first = known.get(from);
    if (first === undefined) {
      const weights = sharedTensors(firstWeights(frozen, seed, pretrained?.tensors ?? null));
      first = { weights, hash: tensorHash(weights) };
      known.set(from, first);
    }
    const picture = { inputSize: model.inputSize, channels: model.channels };
    const key = hashOf({ version: VERSION, backend, frozen, weights: first.hash, picture });
    return { key, network: frozen, weights: first.weights, picture, features: featureSettings(settings) };
  };
}
