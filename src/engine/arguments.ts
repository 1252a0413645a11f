import { rangeError, typeError } from "../base/errors.ts";
import { type Chain, sizeOf } from "./stages.ts";

/** What every target asks of the arguments of a compiled step, so that a mistake has one message. */

/** @throws {RangeError} If the batch is not a whole number of samples. */
export function checkBatch(batch: number): void {
  if (!(Number.isInteger(batch) && batch >= 1)) {
    throw rangeError("compile a training step", "batch must be an integer >= 1", batch);
  }
}

/**
 * @throws {TypeError} If the lengths do not fit together.
 * @throws {RangeError} If a label is not a class.
 */
export function checkDataSet(images: Float32Array, labels: Int32Array, chain: Chain, classes: number): void {
  const size = sizeOf(chain.input);
  if (images.length !== labels.length * size) {
    throw typeError("load a data set", `${labels.length} images of ${size} values`, images.length);
  }
  const bad = labels.find((c) => !(c >= 0 && c < classes));
  if (bad !== undefined) throw rangeError("load a data set", `labels 0 to ${classes - 1}`, bad);
}

/**
 * @param seeds Number of dropout seeds.
 * @param samples Number of resident samples.
 * @throws {RangeError} If the order is empty, names a sample that is not there, or has more steps than seeds.
 */
export function checkEpoch(order: Int32Array, seeds: number, batch: number, samples: number): void {
  const steps = Math.ceil(order.length / batch);
  if (order.length === 0) throw rangeError("train an epoch", "order must not be empty", 0);
  if (seeds < steps) {
    throw rangeError("train an epoch", `one dropout seed for each of ${steps} steps`, seeds);
  }
  const bad = order.find((n) => !(n >= 0 && n < samples));
  if (bad !== undefined) throw rangeError("train an epoch", `samples 0 to ${samples - 1}`, bad);
}

/**
 * Tensors by name, once every value that is to be written is known to fit one.
 * @throws {TypeError} If a name is unknown or a size differs.
 */
export function checkWeights<T extends { readonly name: string; readonly size: number }>(
  tensors: readonly T[],
  values: ReadonlyMap<string, Float32Array>,
): ReadonlyMap<string, T> {
  const known = new Map(tensors.map((t) => [t.name, t]));
  for (const [name, value] of values) {
    const tensor = known.get(name);
    if (!tensor) throw typeError("write weights", "names must be those of the network", name);
    if (tensor.size !== value.length) {
      throw typeError(`write weights ${name}`, `${tensor.size} values`, value.length);
    }
  }
  return known;
}

/**
 * Number of images to predict.
 * @throws {TypeError} If there is a part of an image.
 */
export function countImages(images: Float32Array, chain: Chain): number {
  const size = sizeOf(chain.input);
  if (images.length % size !== 0) throw typeError("predict", `whole images of ${size} values`, images.length);
  return images.length / size;
}
