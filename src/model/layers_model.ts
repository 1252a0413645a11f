import * as tf from "@tensorflow/tfjs";
import { join } from "node:path";
import { writeFileAtomic } from "../base/files.ts";
import { adaptiveShares } from "./adaptive_pool.ts";
import type { Layer, Network, Shape } from "./layers.ts";
import { placeChain, placeEveryLayer } from "./shapes.ts";
import { tfjsLayers } from "./tfjs_layers.ts";

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
 * @throws {TypeError} If a pooling layer is padded in a way that such a model cannot say; see `tfjsLayers`.
 */
export function toLayersModel(
  network: Network,
  weights: ReadonlyMap<string, Float32Array>,
): tf.LayersModel {
  const model = emptyModel(network);
  for (const { layer, input, weights: specs } of placeEveryLayer(network)) {
    const tensors = specs.map(({ name, shape }) => tf.tensor(weights.get(name)!.slice(), [...shape]));
    if (layer.kind === "adaptive-average-pool") tensors.push(sharesByCell(input, layer.size));
    if (tensors.length > 0) model.getLayer(layer.name).setWeights(tensors);
    tf.dispose(tensors);
  }
  return model;
}

/** Adaptive average pooling as the kernel of a dense layer, `[input cells, output cells]`. */
function sharesByCell([rows, columns]: Shape, size: readonly [number, number]): tf.Tensor {
  const shares = adaptiveShares([rows!, columns!], size);
  return tf.tidy(() => tf.transpose(tf.tensor2d(shares, [size[0] * size[1], rows! * columns!])));
}

/** The chain of the network, as one layer after the other where it has no branches. */
function emptyModel(network: Network): tf.LayersModel {
  const { name, layers, input } = network;
  const branched = layers.some((layer) => layer.kind === "residual");
  if (branched) {
    const images = tf.input({ shape: [...input], name: "images" });
    return tf.model({ name, inputs: images, outputs: connected(layers, input, images) });
  }
  const model = tf.sequential({ name });
  model.add(tf.layers.inputLayer({ inputShape: [...input], name: "images" }));
  placeChain(layers, input).forEach((placed, i) => {
    tfjsLayers(placed.layer, placed.input, layers[i - 1]).forEach((one) => model.add(one));
  });
  return model;
}

function connected(layers: readonly Layer[], input: Shape, images: tf.SymbolicTensor): tf.SymbolicTensor {
  let x = images;
  placeChain(layers, input).forEach(({ layer, input }, i) => {
    if (layer.kind === "residual") {
      const branches = [layer.main, layer.shortcut].map((branch) => connected(branch, input, x));
      x = tf.layers.add({ name: layer.name }).apply(branches) as tf.SymbolicTensor;
    } else {
      for (const one of tfjsLayers(layer, input, layers[i - 1])) x = one.apply(x) as tf.SymbolicTensor;
    }
  });
  return x;
}

/** The weights of a layers model under the names of {@linkcode toLayersModel}'s network. */
export async function layersModelWeights(
  network: Network,
  model: tf.LayersModel,
): Promise<Map<string, Float32Array>> {
  const weights = new Map<string, Float32Array>();
  for (const { layer, weights: specs } of placeEveryLayer(network)) {
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
