/** Settings of the ImageNet networks for the tests, and made-up weights as `fixtures/golden/imagenet.py` has them. */
import type { AlexnetSettings, Resnet50Settings, Vgg16Settings } from "../../src/manifest/settings.ts";
import type { Network } from "../../src/model/layers.ts";
import { networkWeights } from "../../src/model/shapes.ts";
import { sines } from "./sines.ts";

const COMMON = {
  inputSize: [224, 224],
  channels: "grey",
  initialiser: "he-uniform",
  width: 1,
  freeze: "backbone",
  classifier: { kind: "published" },
  weights: "random",
} as const;

export const alexnetOf = (settings: Partial<AlexnetSettings> = {}): AlexnetSettings => ({
  name: "alexnet",
  ...COMMON,
  ...settings,
});

export const vgg16Of = (settings: Partial<Vgg16Settings> = {}): Vgg16Settings => ({
  name: "vgg16",
  ...COMMON,
  ...settings,
});

export const resnet50Of = (settings: Partial<Resnet50Settings> = {}): Resnet50Settings => ({
  name: "resnet50",
  version: "v1.5",
  ...COMMON,
  ...settings,
});

/** Weights of a network: sines, each tensor with a phase of its own; kernels `scale` times as large. */
export function scaledSineWeights(network: Network, scale: number): Map<string, Float32Array<ArrayBuffer>> {
  return new Map(
    networkWeights(network).map(({ name, shape }, k) => {
      const n = shape.reduce((a, b) => a * b, 1);
      if (name.endsWith("kernel")) return [name, sines(n, k, scale * Math.sqrt(4 / (n / shape.at(-1)!)))];
      const positive = name.endsWith("gamma") || name.endsWith("variance");
      return [name, positive ? sines(n, k, 0.3, 1) : sines(n, k, 0.1)];
    }),
  );
}
