import * as tf from "@tensorflow/tfjs";
import type { TrainingSettings } from "../../src/manifest/settings.ts";
import { forward, type TrainingPass } from "../../src/model/forward.ts";
import type { Network } from "../../src/model/layers.ts";
import { networkWeights } from "../../src/model/shapes.ts";
import { dropoutMask } from "../../src/training/dropout.ts";
import type { Stepper, TrainingSet } from "../../src/training/stepper.ts";

/**
 * The slow way to train a part of a network: every image goes through all layers in every epoch, and only the
 * tensors named in `trained` are moved. Stochastic gradient descent with momentum, no batch norm.
 */
export function wholeStepper(
  network: Network,
  trained: ReadonlySet<string>,
  { batch, optimizer }: TrainingSettings,
  weights: ReadonlyMap<string, Float32Array>,
  data: TrainingSet,
): Stepper {
  if (optimizer.name !== "sgd") throw new TypeError("the oracle knows nothing but sgd");
  const variables = new Map(
    networkWeights(network).map(({ name, shape }) => [
      name,
      tf.variable(tf.tensor(weights.get(name)!.slice(), [...shape]), trained.has(name)),
    ]),
  );
  const moved = [...variables].filter(([name]) => trained.has(name)).map(([, variable]) => variable);
  const velocities = moved.map((variable) => tf.variable(tf.zerosLike(variable), false));
  const size = network.input.reduce((a, b) => a * b, 1);
  const pictures = (values: Float32Array) =>
    tf.tensor4d(values, [values.length / size, ...network.input] as [number, number, number, number]);

  const step = (samples: Int32Array, rate: number, seed: number): { loss: number; correct: number } => {
    const x = pictures(
      Float32Array.from([...samples].flatMap((s) => [...data.images.subarray(s * size, (s + 1) * size)])),
    );
    const y = tf.tensor1d([...samples].map((s) => data.labels[s]!), "int32");
    const pass: TrainingPass = {
      dropoutMask: (_, shape, drop) =>
        tf.tensor(dropoutMask(seed, shape.reduce((a, b) => a * b, 1), drop), [...shape]),
      batchStatistics: () => {
        throw new TypeError("the oracle knows no batch norm");
      },
    };
    let correct = 0;
    const { value, grads } = tf.variableGrads(() => {
      const logits = forward(network, variables, x, pass);
      correct = tf.sum(tf.equal(tf.argMax(logits, 1), y)).dataSync()[0]!;
      return tf.losses.softmaxCrossEntropy(tf.oneHot(y, logits.shape[1]), logits) as tf.Scalar;
    }, moved);
    moved.forEach((variable, i) => {
      velocities[i]!.assign(tf.add(tf.mul(velocities[i]!, optimizer.momentum), grads[variable.name]!));
      variable.assign(tf.sub(variable, tf.mul(velocities[i]!, rate)));
    });
    return { loss: value.dataSync()[0]!, correct };
  };

  return {
    engine: "oracle",
    epoch(order, rate, seeds) {
      let [loss, correct] = [0, 0];
      for (let start = 0, i = 0; start < order.length; start += batch, i++) {
        const samples = order.subarray(start, start + batch);
        tf.engine().startScope();
        const result = step(samples, rate, seeds[i]!);
        tf.engine().endScope();
        loss += result.loss * samples.length;
        correct += result.correct;
      }
      return Promise.resolve({ loss: loss / order.length, accuracy: correct / order.length });
    },
    async predict(images) {
      const probabilities = tf.tidy(() => tf.softmax(forward(network, variables, pictures(images))));
      return (await probabilities.data()) as Float32Array;
    },
    async readState() {
      const state = new Map<string, Float32Array>();
      for (const [name, variable] of variables) state.set(name, (await variable.data()) as Float32Array);
      return state;
    },
    writeState: () => Promise.reject(new TypeError("the oracle starts at the beginning")),
    dispose() {
      for (const variable of [...variables.values(), ...velocities]) variable.dispose();
    },
  };
}
