/** Training settings and toy data for the tests. */
import { randomFor } from "../../src/base/random.ts";
import type { TrainingSettings } from "../../src/manifest/settings.ts";
import type { Network } from "../../src/model/layers.ts";
import type { TrainingSet } from "../../src/training/stepper.ts";
import type { TestSet } from "../../src/training/trainer.ts";

/** The default settings of a short training but for some. */
export function trainingSettings(settings: Partial<TrainingSettings> = {}): TrainingSettings {
  return {
    epochs: 6,
    batch: 8,
    optimizer: { name: "adam", learningRate: 0.003, epsilon: 1e-7 },
    decay: { everyEpochs: 4, factor: 0.1 },
    dropout: 0.25,
    report: "last",
    ...settings,
  };
}

/** Image side and classes of the toy problem. */
const SIDE = 8;
const CLASSES = 3;

/** A small chain with every kind of layer that has a state in training. */
export function toyNetwork(dropout = 0.25): Network {
  const batchNorm = { kind: "batch-norm", momentum: 0.8, epsilon: 1e-3 } as const;
  return {
    name: "toy",
    input: [SIDE, SIDE, 1],
    layers: [
      {
        kind: "conv",
        name: "c1",
        filters: 8,
        kernel: [3, 3],
        stride: [2, 2],
        padding: [0, 1, 0, 1],
        bias: false,
      },
      { ...batchNorm, name: "n1" },
      { kind: "relu", name: "r1" },
      {
        kind: "conv",
        name: "c2",
        filters: 12,
        kernel: [3, 3],
        stride: [1, 1],
        padding: [1, 1, 1, 1],
        bias: true,
      },
      { ...batchNorm, name: "n2" },
      { kind: "relu", name: "r2" },
      { kind: "max-pool", name: "p", size: [2, 2], stride: [2, 2], padding: [0, 0, 0, 0] },
      { kind: "flatten", name: "f" },
      { kind: "dense", name: "d1", units: 24, bias: true },
      { kind: "relu", name: "r3" },
      { kind: "dropout", name: "drop", rate: dropout },
      { kind: "dense", name: "d2", units: CLASSES, bias: true },
    ],
  };
}

/** Images of each class: a pattern of its own in noise. */
export function toySet(samples: number, name: string): TrainingSet {
  const size = SIDE * SIDE;
  const patterns = randomFor(0, "patterns");
  const pattern = Float32Array.from({ length: CLASSES * size }, () => patterns.normal());
  const noise = randomFor(0, name);
  const labels = Int32Array.from({ length: samples }, (_, i) => i % CLASSES);
  const images = Float32Array.from(
    { length: samples * size },
    (_, i) => pattern[labels[Math.floor(i / size)]! * size + i % size]! + 0.7 * noise.normal(),
  );
  return { images, labels };
}

/** A test set with two windows for every second clip. */
export function toyTest(clips: number): TestSet {
  const clipOf = Array.from({ length: clips }, (_, clip) => (clip % 2 === 0 ? [clip, clip] : [clip])).flat();
  const labels = Int32Array.from({ length: clips }, (_, i) => i % CLASSES);
  const size = SIDE * SIDE;
  const source = toySet(clips, "test").images;
  const again = randomFor(0, "windows");
  const images = Float32Array.from(
    { length: clipOf.length * size },
    (_, i) => source[clipOf[Math.floor(i / size)]! * size + i % size]! + 0.1 * again.normal(),
  );
  return { images, clipOf: Int32Array.from(clipOf), labels };
}
