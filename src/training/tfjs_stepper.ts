import * as tf from "@tensorflow/tfjs";
import type { TrainingSettings } from "../manifest/settings.ts";
import { forward, type TrainingPass } from "../model/forward.ts";
import { dropoutOffsets } from "../model/dropout_offsets.ts";
import type { Network } from "../model/layers.ts";
import { networkWeights } from "../model/shapes.ts";
import { dropoutMask } from "./dropout.ts";
import { createOptimizer } from "./optimizer.ts";
import type { State, Stepper, TrainingSet } from "./stepper.ts";

/** Where the number of steps stands among the tensors of a checkpoint (exact up to 2^24). */
const STEPS = "optimizer/steps";

/** Images that are predicted at once. */
const PREDICT_BATCH = 64;

/**
 * Training steps by TensorFlow.js on the backend in use; works for every network.
 * @param weights First weights, by name; see `initialWeights`.
 */
export function tfjsStepper(
  network: Network,
  settings: TrainingSettings,
  weights: ReadonlyMap<string, Float32Array>,
  data: TrainingSet,
): Stepper {
  const specs = networkWeights(network);
  const variables = new Map<string, tf.Variable>();
  for (const { name, shape, trainable } of specs) {
    variables.set(
      name,
      tf.tidy(() => tf.variable(tf.tensor(weights.get(name)!.slice(), [...shape]), trainable)),
    );
  }
  const trainable = new Map(specs.filter((s) => s.trainable).map((s) => [s.name, variables.get(s.name)!]));
  const optimizer = createOptimizer(settings.optimizer, trainable);
  const size = network.input.reduce((a, b) => a * b, 1);
  const all = () => new Map([...variables, ...optimizer.state]);

  return {
    engine: "tfjs",
    async epoch(order, learningRate, dropoutSeeds) {
      let [loss, correct] = [0, 0];
      for (let start = 0, batch = 0; start < order.length; start += settings.batch, batch++) {
        const samples = order.subarray(start, start + settings.batch);
        const images = gather(data.images, samples, size);
        const labels = Int32Array.from(samples, (s) => data.labels[s]!);
        const result = await step(
          network,
          variables,
          trainable,
          optimizer,
          images,
          labels,
          learningRate,
          dropoutSeeds[batch]!,
        );
        loss += result.loss * samples.length;
        correct += result.correct;
      }
      // Pooling on `wasm` hides NaN: the loss of a broken network can look sound.
      if (!(await areFinite(variables))) loss = NaN;
      return { loss: loss / order.length, accuracy: correct / order.length };
    },
    predict: (images) => predict(network, variables, images, size),
    async readState() {
      const state: State = new Map([[STEPS, Float32Array.of(optimizer.steps)]]);
      for (const [name, variable] of all()) state.set(name, (await variable.data()).slice() as Float32Array);
      return state;
    },
    writeState(state) {
      optimizer.steps = state.get(STEPS)![0]!;
      for (const [name, variable] of all()) {
        tf.tidy(() => variable.assign(tf.tensor(state.get(name)!.slice(), variable.shape)));
      }
      return Promise.resolve();
    },
    dispose() {
      variables.forEach((variable) => variable.dispose());
      optimizer.dispose();
    },
  };
}

async function step(
  network: Network,
  variables: ReadonlyMap<string, tf.Variable>,
  trainable: ReadonlyMap<string, tf.Variable>,
  optimizer: ReturnType<typeof createOptimizer>,
  images: Float32Array,
  labels: Int32Array,
  learningRate: number,
  dropoutSeed: number,
): Promise<{ loss: number; correct: number }> {
  const [height, width, channels] = network.input;
  const [lossTensor, correctTensor] = tf.tidy(() => {
    const x = tf.tensor4d(images, [labels.length, height, width, channels]);
    const y = tf.tensor1d(labels, "int32");
    const offsets = dropoutOffsets(network);
    const statistics = new Map<string, { momentum: number; mean: tf.Tensor1D; variance: tf.Tensor1D }>();
    const pass: TrainingPass = {
      dropoutMask: (layer, shape, rate) => {
        const seed = (dropoutSeed + offsets.get(layer)!) >>> 0;
        return tf.tensor(dropoutMask(seed, shape.reduce((a, b) => a * b, 1), rate), [...shape]);
      },
      batchStatistics: (layer, momentum, mean, variance) => {
        statistics.set(layer, { momentum, mean: tf.keep(mean), variance: tf.keep(variance) });
      },
    };
    let correct: tf.Scalar | undefined;
    const { value, grads } = tf.variableGrads(() => {
      const logits = forward(network, variables, x, pass);
      correct = tf.keep(tf.sum(tf.equal(tf.argMax(logits, 1), y)));
      return tf.losses.softmaxCrossEntropy(tf.oneHot(y, logits.shape[1]), logits) as tf.Scalar;
    }, [...trainable.values()]);
    const named = new Map([...trainable].map(([name, variable]) => [name, grads[variable.name]!]));
    optimizer.apply(named, learningRate);
    for (const [layer, { momentum, mean, variance }] of statistics) {
      average(variables.get(`${layer}/mean`)!, mean, momentum);
      average(variables.get(`${layer}/variance`)!, variance, momentum);
    }
    return [value, correct!];
  });
  const [loss, correct] = await Promise.all([lossTensor.data(), correctTensor.data()]);
  tf.dispose([lossTensor, correctTensor]);
  return { loss: loss[0]!, correct: correct[0]! };
}

/** Whether every number of the tensors is finite. */
async function areFinite(variables: ReadonlyMap<string, tf.Variable>): Promise<boolean> {
  for (const variable of variables.values()) {
    if (!(await variable.data()).every(Number.isFinite)) return false;
  }
  return true;
}

/** `running = momentum * running + (1 - momentum) * batch`; frees the batch's. */
function average(running: tf.Variable, batch: tf.Tensor1D, momentum: number): void {
  running.assign(tf.add(tf.mul(running, momentum), tf.mul(batch, 1 - momentum)));
  batch.dispose();
}

async function predict(
  network: Network,
  variables: ReadonlyMap<string, tf.Variable>,
  images: Float32Array,
  size: number,
): Promise<Float32Array> {
  const [height, width, channels] = network.input;
  const count = images.length / size;
  const parts: Float32Array[] = [];
  for (let start = 0; start < count; start += PREDICT_BATCH) {
    const end = Math.min(start + PREDICT_BATCH, count);
    const probabilities = tf.tidy(() => {
      const x = tf.tensor4d(images.slice(start * size, end * size), [end - start, height, width, channels]);
      return tf.softmax(forward(network, variables, x));
    });
    parts.push((await probabilities.data()) as Float32Array);
    probabilities.dispose();
  }
  const classes = (parts[0]?.length ?? 0) / Math.min(PREDICT_BATCH, count);
  const all = new Float32Array(count * classes);
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}

/** Rows `samples` of `[n, size]`, one after the other. */
function gather(values: Float32Array, samples: Int32Array, size: number): Float32Array {
  const out = new Float32Array(samples.length * size);
  samples.forEach((sample, i) => out.set(values.subarray(sample * size, (sample + 1) * size), i * size));
  return out;
}
