import * as tf from "@tensorflow/tfjs";
import { join } from "node:path";
import { typeError } from "../base/errors.ts";
import { writeFileAtomic } from "../base/files.ts";
import { padName } from "./forward.ts";
import type { Layer, Network, Padding, Shape } from "./layers.ts";
import { placeLayers } from "./shapes.ts";

/** The two files of a TensorFlow.js layers model, as `tf.loadLayersModel` takes them from a folder or the web. */
export interface LayersModelFiles {
  /** `model.json`: topology and the list of the weights. */
  readonly modelJson: string;
  /** `weights.bin`: the weights, float32, little-endian. */
  readonly weights: Uint8Array<ArrayBuffer>;
}

const WEIGHTS_FILE = "weights.bin";

/**
 * A network as a TensorFlow.js layers model that gives the same logits `[batch, classes]`. To be disposed by
 * the caller.
 *
 * @param weights Name to values, as in `networkWeights`; copied.
 * @throws {TypeError} If a pooling layer is padded other than "same" or not at all, which such a model cannot say.
 */
export function toLayersModel(
  network: Network,
  weights: ReadonlyMap<string, Float32Array>,
): tf.LayersModel {
  const placed = placeLayers(network);
  const model = tf.sequential({ name: network.name });
  model.add(tf.layers.inputLayer({ inputShape: [...network.input], name: "images" }));
  for (const { layer, input } of placed) layersOf(layer, input).forEach((one) => model.add(one));
  for (const { layer, weights: specs } of placed) {
    if (specs.length === 0) continue;
    const tensors = specs.map(({ name, shape }) => tf.tensor(weights.get(name)!.slice(), [...shape]));
    model.getLayer(layer.name).setWeights(tensors);
    tf.dispose(tensors);
  }
  return model;
}

/** Values are set afterwards, so that nothing is drawn at random. */
const zeros = { kernelInitializer: "zeros", biasInitializer: "zeros" } as const;

function layersOf(layer: Layer, input: Shape): tf.layers.Layer[] {
  const { name } = layer;
  switch (layer.kind) {
    case "conv": {
      const { filters, kernel, stride, bias } = layer;
      const padding = padName([1, ...input], kernel, stride, layer.padding);
      const settings = {
        name,
        filters,
        kernelSize: [...kernel],
        strides: [...stride] as [number, number],
        useBias: bias,
      };
      const conv = tf.layers.conv2d({ ...settings, ...zeros, padding: padding ?? "valid" });
      return padding === null ? [zeroPadding(name, layer.padding), conv] : [conv];
    }
    case "batch-norm":
      return [tf.layers.batchNormalization({ name, momentum: layer.momentum, epsilon: layer.epsilon })];
    case "relu":
      return [tf.layers.reLU({ name })];
    case "max-pool":
    case "average-pool": {
      const padding = padName([1, ...input], layer.size, layer.stride, layer.padding);
      if (padding === null) throw typeError(`save ${name}`, 'padding must be "same" or none', layer.padding);
      const pool = layer.kind === "max-pool" ? tf.layers.maxPooling2d : tf.layers.averagePooling2d;
      return [pool({ name, poolSize: [...layer.size], strides: [...layer.stride], padding })];
    }
    case "flatten":
      return [tf.layers.flatten({ name })];
    case "dense":
      return [tf.layers.dense({ name, units: layer.units, useBias: layer.bias, ...zeros })];
    case "dropout":
      return [tf.layers.dropout({ name, rate: layer.rate })];
  }
}

function zeroPadding(name: string, [top, bottom, left, right]: Padding): tf.layers.Layer {
  return tf.layers.zeroPadding2d({ name: `${name}-padding`, padding: [[top, bottom], [left, right]] });
}

/** The weights of a layers model under the names of {@linkcode toLayersModel}'s network. */
export async function layersModelWeights(
  network: Network,
  model: tf.LayersModel,
): Promise<Map<string, Float32Array>> {
  const weights = new Map<string, Float32Array>();
  for (const { layer, weights: specs } of placeLayers(network)) {
    if (specs.length === 0) continue;
    // Layers own these tensors.
    const values = await Promise.all(model.getLayer(layer.name).getWeights().map((tensor) => tensor.data()));
    specs.forEach(({ name }, i) => weights.set(name, (values[i] as Float32Array).slice()));
  }
  return weights;
}

/** A layers model as its two files. */
export async function saveLayersModel(model: tf.LayersModel): Promise<LayersModelFiles> {
  const saved = Promise.withResolvers<tf.io.ModelArtifacts>();
  await model.save(tf.io.withSaveHandler((artifacts) => {
    saved.resolve(artifacts);
    return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" } });
  }));
  const { modelTopology, format, generatedBy, weightSpecs, weightData } = await saved.promise;
  const weightsManifest = [{ paths: [WEIGHTS_FILE], weights: weightSpecs }];
  return {
    modelJson: JSON.stringify({ format, generatedBy, convertedBy: null, modelTopology, weightsManifest }),
    weights: new Uint8Array(tf.io.CompositeArrayBuffer.join(weightData)),
  };
}

/** The layers model of two files; to be disposed by the caller. */
export async function loadLayersModel(files: LayersModelFiles): Promise<tf.LayersModel> {
  const { modelTopology, weightsManifest } = JSON.parse(files.modelJson) as tf.io.ModelJSON;
  const weightSpecs = weightsManifest.flatMap((group) => group.weights);
  const weightData = files.weights.slice().buffer;
  return await tf.loadLayersModel(tf.io.fromMemory({ modelTopology, weightSpecs, weightData }));
}

/** Writes `model.json` and `weights.bin` into a folder. */
export async function writeLayersModel(folder: string, files: LayersModelFiles): Promise<void> {
  await writeFileAtomic(join(folder, WEIGHTS_FILE), files.weights);
  await writeFileAtomic(join(folder, "model.json"), files.modelJson);
}
