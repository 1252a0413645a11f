import { UserError } from "../base/errors.ts";
import { randomFor } from "../base/random.ts";
import type { TrainingSettings } from "../manifest/settings.ts";
import { initialWeights } from "../model/initialise.ts";
import type { Network } from "../model/layers.ts";
import type { Stepper, TrainingSet } from "./stepper.ts";

/** Largest difference allowed in a weight or a probability after three steps. */
const TOLERANCE = 1e-3;

/** Classes of the network of the proof. */
export const CHECK_CLASSES = 3;

/** Every kind of layer once, small; `conv2` is large enough for tiles. */
export const CHECK_NETWORK: Network = {
  name: "check",
  input: [19, 22, 1],
  layers: [
    {
      kind: "conv",
      name: "conv1",
      filters: 16,
      kernel: [5, 5],
      stride: [2, 2],
      padding: [2, 2, 1, 2],
      bias: false,
    },
    { kind: "batch-norm", name: "bn1", momentum: 0.9, epsilon: 1e-3 },
    { kind: "relu", name: "relu1" },
    {
      kind: "conv",
      name: "conv2",
      filters: 13,
      kernel: [3, 3],
      stride: [1, 1],
      padding: [1, 1, 1, 1],
      bias: false,
    },
    { kind: "batch-norm", name: "bn2", momentum: 0.9, epsilon: 1e-3 },
    { kind: "relu", name: "relu2" },
    { kind: "max-pool", name: "pool2", size: [2, 2], stride: [2, 2], padding: [0, 1, 0, 1] },
    { kind: "flatten", name: "flatten" },
    { kind: "dense", name: "dense1", units: 7, bias: true },
    { kind: "relu", name: "relu3" },
    { kind: "dropout", name: "dropout", rate: 0.25 },
    { kind: "dense", name: "dense2", units: CHECK_CLASSES, bias: true },
  ],
};

/** How it is trained. */
export const CHECK_SETTINGS: TrainingSettings = {
  epochs: 1,
  batch: 32,
  optimizer: { name: "sgd", learningRate: 0.05, momentum: 0.9 },
  decay: null,
  dropout: 0.25,
  report: "last",
};

/** Opens a stepper for a network, as the run does. */
export type OpenStepper = (
  network: Network,
  classes: number,
  settings: TrainingSettings,
  weights: ReadonlyMap<string, Float32Array>,
  data: TrainingSet,
) => Promise<Stepper>;

/**
 * Three steps of a small network with every kind of layer, by the engine to be used and by the one that is
 * trusted.
 *
 * @returns Largest difference in any weight or probability.
 * @throws {UserError} If it is more than 1e-3; the message names the tensor.
 */
export async function checkEngine(engine: OpenStepper, trusted: OpenStepper): Promise<number> {
  const [actual, expected] = [await threeSteps(engine), await threeSteps(trusted)];
  let largest = 0;
  for (const [name, values] of expected) {
    const other = actual.get(name);
    const difference = values.reduce((max, v, i) => Math.max(max, Math.abs(v - (other?.[i] ?? NaN))), 0);
    if (!(difference <= TOLERANCE)) {
      throw new UserError(
        `Cannot trust the compiled step: ${name} differs from TensorFlow.js by ${
          difference.toExponential(1)
        }`,
      );
    }
    largest = Math.max(largest, difference);
  }
  return largest;
}

async function threeSteps(open: OpenStepper): Promise<Map<string, Float32Array>> {
  const random = randomFor(0, "engine-check");
  const samples = 80;
  const images = Float32Array.from({ length: samples * 19 * 22 }, () => random.normal());
  const labels = Int32Array.from({ length: samples }, (_, i) => i % CHECK_CLASSES);
  const stepper = await open(CHECK_NETWORK, CHECK_CLASSES, CHECK_SETTINGS, initialWeights(CHECK_NETWORK, 0), {
    images,
    labels,
  });
  try {
    const order = Int32Array.from({ length: samples }, (_, i) => (7 * i) % samples);
    const { loss } = await stepper.epoch(order, 0.05, Uint32Array.of(1, 2, 3));
    const state = await stepper.readState();
    return new Map([...state, ["probabilities", await stepper.predict(images)], [
      "loss",
      Float32Array.of(loss),
    ]]);
  } finally {
    stepper.dispose();
  }
}
