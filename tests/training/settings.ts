/** Training settings and toy data for the tests. */
import { randomFor } from "../../src/base/random.ts";
import type { TrainingSettings } from "../../src/manifest/settings.ts";
import { dscnn } from "../../src/model/dscnn.ts";
import type { Network } from "../../src/model/layers.ts";
import type { TrainingSet } from "../../src/training/stepper.ts";
import type { TestSet } from "../../src/training/trainer.ts";

/** The default settings of a short training but for some. */
export function trainingSettings(settings: Partial<TrainingSettings> = {}): TrainingSettings {
  return {
    epochs: 6,
    batch: 8,
    optimizer: { name: "adam", learningRate: 0.003 },
    decay: { everyEpochs: 4, factor: 0.1 },
    dropout: 0.25,
    report: "last",
    ...settings,
  };
}

/** Image side and classes of the toy problem. */
const SIDE = 8;
const CLASSES = 3;

/** DSCNN at a size that trains in no time. */
export function toyNetwork(dropout = 0.25): Network {
  const strides = [2, 1, 2, 1, 2, 1, 1];
  const batchNorm = { momentum: 0.8, epsilon: 1e-3 };
  return dscnn({ name: "dscnn", downsampling: "stride", strides, padding: "same", batchNorm }, [SIDE, SIDE], CLASSES, dropout);
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
