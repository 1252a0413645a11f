import type { Settings } from "./settings.ts";

/** Frameworks whose unspoken choices can be taken together. */
export const FRAMEWORKS: readonly ["keras", "pytorch"] = ["keras", "pytorch"];

/** The name of such a framework. */
export type FrameworkName = "keras" | "pytorch";

/** Paths of the settings that a framework chooses. */
export const FRAMEWORK_SETTINGS: readonly string[] = [
  "model.initialiser",
  "model.padding",
  "model.batchNorm.epsilon",
  "training.optimizer.epsilon",
];

/** Whether a value of a manifest names a framework. */
export function isFramework(value: unknown): value is FrameworkName {
  return (FRAMEWORKS as readonly unknown[]).includes(value);
}

/** What a layer or an optimiser of the framework does when nothing is said. */
const CHOICES = {
  keras: { initialiser: "glorot-uniform", padding: "same", batchNormEpsilon: 1e-3, adamEpsilon: 1e-7 },
  pytorch: { initialiser: "pytorch", padding: "symmetric", batchNormEpsilon: 1e-5, adamEpsilon: 1e-8 },
} as const;

/**
 * Settings with the choices that a framework makes when its user says nothing: how first weights are drawn, on
 * which side "same" padding pads, the numbers added to variances by batch norm and Adam. The momentum of batch
 * norm stays as it is: 0.9 is PyTorch's default, Keras's own is 0.99. Sources: Keras 2.15, `Conv2D`,
 * `BatchNormalization`, `Adam`; PyTorch 2, `Conv2d`, `BatchNorm2d`, `Linear`, `Adam`. The ImageNet networks have
 * paddings and batch norms of their own, as published.
 */
export function withFramework<S extends Pick<Settings, "model" | "training">>(
  settings: S,
  framework: FrameworkName,
): S {
  const { initialiser, padding, batchNormEpsilon, adamEpsilon } = CHOICES[framework];
  const { model, training } = settings;
  const { optimizer } = training;
  return {
    ...settings,
    model: model.name === "dscnn"
      ? { ...model, initialiser, padding, batchNorm: { ...model.batchNorm, epsilon: batchNormEpsilon } }
      : { ...model, initialiser },
    training: {
      ...training,
      optimizer: optimizer.name === "adam" ? { ...optimizer, epsilon: adamEpsilon } : optimizer,
    },
  };
}
