import * as tf from "@tensorflow/tfjs";
import type { TrainingSettings } from "../manifest/settings.ts";

type OptimizerSettings = TrainingSettings["optimizer"];

/** Updates variables from gradients; its state is read and written for checkpoints. */
export interface Optimizer {
  /** Names of the state tensors of a variable, as in `adam/m/conv1/kernel`. */
  readonly state: ReadonlyMap<string, tf.Variable>;
  /** Steps taken; part of a checkpoint. */
  steps: number;
  /** One step: gradients by the names of their variables. */
  apply(gradients: ReadonlyMap<string, tf.Tensor>, learningRate: number): void;
  /** Frees the state, not the variables. */
  dispose(): void;
}

/** Decay of Adam's moments. */
const BETA1 = 0.9;
const BETA2 = 0.999;

/**
 * Adam (Kingma & Ba 2015) or SGD with momentum (the form of TensorFlow: `v = momentum * v + g`,
 * `w -= rate * v`). The optimisers of TensorFlow.js keep powers of the decay rates as float32 products,
 * which a resumed run cannot restore exactly; here the step number is the state.
 */
export function createOptimizer(
  settings: OptimizerSettings,
  variables: ReadonlyMap<string, tf.Variable>,
): Optimizer {
  const slots = settings.name === "adam" ? ["adam/m", "adam/v"] : ["sgd/momentum"];
  const state = new Map<string, tf.Variable>();
  for (const [name, variable] of variables) {
    for (const slot of slots) {
      state.set(
        `${slot}/${name}`,
        tf.tidy(() => tf.variable(tf.zerosLike(variable), false)),
      );
    }
  }
  const optimizer: Optimizer = {
    state,
    steps: 0,
    apply(gradients, learningRate) {
      optimizer.steps++;
      for (const [name, gradient] of gradients) {
        const variable = variables.get(name)!;
        const slot = (prefix: string) => state.get(`${prefix}/${name}`)!;
        tf.tidy(() => {
          if (settings.name === "adam") {
            const moments = [slot("adam/m"), slot("adam/v")] as const;
            adam(variable, gradient, moments, learningRate, optimizer.steps, settings.epsilon);
          } else sgd(variable, gradient, slot("sgd/momentum"), learningRate, settings.momentum);
        });
      }
    },
    dispose: () => state.forEach((variable) => variable.dispose()),
  };
  return optimizer;
}

function adam(
  variable: tf.Variable,
  gradient: tf.Tensor,
  [first, second]: readonly [tf.Variable, tf.Variable],
  learningRate: number,
  step: number,
  epsilon: number,
): void {
  first.assign(tf.add(tf.mul(first, BETA1), tf.mul(gradient, 1 - BETA1)));
  second.assign(tf.add(tf.mul(second, BETA2), tf.mul(tf.square(gradient), 1 - BETA2)));
  const correctedFirst = tf.div(first, 1 - BETA1 ** step);
  const correctedSecond = tf.div(second, 1 - BETA2 ** step);
  const move = tf.div(correctedFirst, tf.add(tf.sqrt(correctedSecond), epsilon));
  variable.assign(tf.sub(variable, tf.mul(move, learningRate)));
}

function sgd(
  variable: tf.Variable,
  gradient: tf.Tensor,
  velocity: tf.Variable,
  rate: number,
  momentum: number,
): void {
  velocity.assign(tf.add(tf.mul(velocity, momentum), gradient));
  variable.assign(tf.sub(variable, tf.mul(velocity, rate)));
}
