import { messageOf, UserError } from "../base/errors.ts";
import type { Settings } from "../manifest/settings.ts";
import { splitNetwork } from "../model/frozen.ts";
import type { Network } from "../model/layers.ts";
import { buildNetwork } from "../model/registry.ts";

/** The network of one run and its two parts. */
export interface RunNetworks {
  /** All layers. */
  readonly whole: Network;
  /** The leading layers that stay as they were given, or `null` where all are trained. */
  readonly frozen: Network | null;
  /** The layers that are trained; their "images" are what the frozen ones give. */
  readonly trained: Network;
}

/**
 * The networks of a run on that many classes.
 * @throws {UserError} If the settings of an ImageNet network do not fit each other.
 */
export function runNetworks(
  { model, spectrogram, training }: Pick<Settings, "model" | "spectrogram" | "training">,
  classes: number,
): RunNetworks {
  if (model.name === "dscnn") {
    const whole = buildNetwork(model, spectrogram.size, classes, training.dropout);
    return { whole, frozen: null, trained: whole };
  }
  try {
    const whole = buildNetwork(model, spectrogram.size, classes, training.dropout);
    return { whole, ...splitNetwork(whole, model.freeze) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UserError(messageOf(error), undefined, { cause: error });
  }
}
