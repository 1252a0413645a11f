/** Networks for the tests. */
import type { DscnnSettings } from "../../src/manifest/settings.ts";
import { dscnn } from "../../src/model/dscnn.ts";
import type { Network } from "../../src/model/layers.ts";

/** DSCNN with the default settings but for some. */
export function paperNetwork(
  settings: Partial<DscnnSettings> = {},
  size: readonly [number, number] = [128, 128],
  classes = 8,
  dropout = 0.25,
): Network {
  const full: DscnnSettings = {
    name: "dscnn",
    downsampling: "stride",
    strides: [2, 2, 2, 2, 2, 2, 2],
    padding: "same",
    initialiser: "glorot-uniform",
    batchNorm: { momentum: 0.9, epsilon: 0.001 },
    ...settings,
  };
  return dscnn(full, size, classes, dropout);
}

/** Every kind of layer, odd sizes, paddings that are neither "same" nor none. */
export const ODD: Network = {
  name: "odd",
  input: [11, 9, 2],
  layers: [
    {
      kind: "conv",
      name: "c1",
      filters: 5,
      kernel: [3, 4],
      stride: [2, 1],
      padding: [2, 0, 1, 3],
      bias: true,
    },
    { kind: "batch-norm", name: "n1", momentum: 0.8, epsilon: 1e-3 },
    { kind: "relu", name: "r1" },
    { kind: "max-pool", name: "p1", size: [2, 3], stride: [2, 2], padding: [0, 0, 0, 0] },
    {
      kind: "conv",
      name: "c2",
      filters: 4,
      kernel: [2, 2],
      stride: [1, 1],
      padding: [0, 1, 0, 1],
      bias: false,
    },
    { kind: "average-pool", name: "p2", size: [2, 2], stride: [1, 1], padding: [0, 1, 0, 1] },
    { kind: "flatten", name: "f" },
    { kind: "dense", name: "d1", units: 6, bias: false },
    { kind: "dropout", name: "drop", rate: 0.5 },
    { kind: "dense", name: "d2", units: 3, bias: true },
  ],
};
