import { ok as assert } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { compileWasmStep } from "../../src/engine/engine.ts";
import type { TrainingSettings } from "../../src/manifest/settings.ts";
import { dscnn } from "../../src/model/dscnn.ts";
import type { Layer, Network } from "../../src/model/layers.ts";
import { initialWeights } from "../../src/model/initialise.ts";
import { randomFromUint32, shuffled } from "../../src/base/random.ts";
import { tfjsStepper } from "../../src/training/tfjs_stepper.ts";
import { classNumbers, normals, randomNetwork, randomWeights } from "./networks.ts";

const CLASSES = 3;
const SAMPLES = 22;
const SIZE = 16;

/** Rounding differs (fused multiply-add, order of sums) and training amplifies it; 50 steps keep this much. */
const TOLERANCE = 2e-2;

/** An eighth of the filters and units, so that plain loops are fast enough. */
function narrow(network: Network): Network {
  const layers = network.layers.map((layer): Layer => {
    if (layer.kind === "conv") return { ...layer, filters: layer.filters / 8 };
    return layer.kind === "dense" && layer.units === 512 ? { ...layer, units: 64 } : layer;
  });
  return { ...network, layers };
}

/** Class images with noise: something to learn. */
function dataSet() {
  const labels = classNumbers(SAMPLES, CLASSES, 2);
  const images = normals(SAMPLES * SIZE * SIZE, 3);
  const patterns = normals(CLASSES * SIZE * SIZE, 4);
  images.forEach((_, i) => {
    const sample = Math.floor(i / (SIZE * SIZE));
    images[i]! += patterns[labels[sample]! * SIZE * SIZE + i % (SIZE * SIZE)]!;
  });
  return { images, labels };
}

const ADAM = { name: "adam", learningRate: 1e-3, epsilon: 1e-7 } as const;
/** An epsilon that no step can hide. */
const DULL = { ...ADAM, epsilon: 1e-2 } as const;
const SGD = { name: "sgd", learningRate: 1e-2, momentum: 0.9 } as const;

for (const downsampling of ["stride", "max-pool", "average-pool"] as const) {
  for (const optimizer of downsampling === "stride" ? [ADAM, DULL, SGD] : [ADAM]) {
    const by = optimizer === DULL ? "adam with a large epsilon" : optimizer.name;
    Deno.test(`fifty steps of DSCNN, ${downsampling}, ${by}: as TensorFlow.js`, async () => {
      await tf.setBackend("cpu");
      const network = narrow(dscnn(
        {
          name: "dscnn",
          downsampling,
          strides: [2, 2, 1, 2, 1, 1, 1],
          padding: "same",
          initialiser: "glorot-uniform",
          batchNorm: { momentum: 0.9, epsilon: 1e-3 },
        },
        [SIZE, SIZE],
        CLASSES,
        0.25,
      ));
      const training: TrainingSettings = {
        epochs: 1,
        batch: 8,
        optimizer,
        decay: null,
        dropout: 0.25,
        report: "last",
      };
      const data = dataSet();
      const weights = initialWeights(network, 1);
      const theirs = tfjsStepper(network, training, weights, data);
      const ours = await compileWasmStep({ network, batch: 8, optimizer, classes: CLASSES });
      await ours.writeWeights(weights);
      await ours.load(data.images, data.labels);
      const random = randomFromUint32(9);
      const numbers = [...data.labels.keys()];
      for (let epoch = 0; epoch * 3 < 50; epoch++) {
        const order = Int32Array.from(shuffled(numbers, random));
        const seeds = Uint32Array.from({ length: 3 }, () => random.uint32());
        const [a, b] = [
          await theirs.epoch(order, optimizer.learningRate, seeds),
          await ours.epoch(order, optimizer.learningRate, seeds),
        ];
        assert(Math.abs(a.loss - b.loss) < TOLERANCE, `epoch ${epoch}: ${a.loss} and ${b.loss}`);
      }
      const [a, b] = [await theirs.readState(), await ours.readState()];
      assert([...a.keys()].every((name) => b.has(name)) && a.size === b.size, "same names");
      for (const [name, values] of a) {
        if (name.startsWith("adam/") || name.startsWith("sgd/")) continue;
        const error = Math.sqrt(values.reduce((s, v, i) => s + (v - b.get(name)![i]!) ** 2, 0));
        const size = Math.sqrt(values.reduce((s, v) => s + v * v, 0)) + 1e-2;
        assert(error < TOLERANCE * size, `${name} differs by ${error / size}`);
      }
      const [p, q] = [await theirs.predict(data.images), await ours.predict(data.images)];
      p.forEach((v, i) => assert(Math.abs(v - q[i]!) < TOLERANCE, `probability ${i}: ${v} and ${q[i]}`));
      theirs.dispose();
      ours.dispose();
    });
  }
}

Deno.test("one step of random chains: weights, averages and momentum as TensorFlow.js", async () => {
  await tf.setBackend("cpu");
  for (let seed = 101; seed <= 125; seed++) {
    const network = randomNetwork(seed, CLASSES);
    // TensorFlow.js has no average pooling with uneven padding.
    if (network.layers.some((layer) => layer.kind === "average-pool" && layer.padding.some((p) => p > 0))) {
      continue;
    }
    const size = network.input.reduce((a, b) => a * b, 1);
    const [samples, batch] = [5, 3];
    const optimizer = { name: "sgd", learningRate: 1e-3, momentum: 0.9 } as const;
    const training: TrainingSettings = {
      epochs: 1,
      batch,
      optimizer,
      decay: null,
      dropout: 0.25,
      report: "last",
    };
    const data = { images: normals(samples * size, seed), labels: classNumbers(samples, CLASSES, seed) };
    const ours = await compileWasmStep({ network, batch, optimizer, classes: CLASSES });
    const weights = randomWeights(await ours.readWeights(), seed);
    await ours.writeWeights(weights);
    await ours.load(data.images, data.labels);
    const theirs = tfjsStepper(network, training, weights, data);
    const order = Int32Array.from(data.labels.keys());
    await Promise.all(
      [ours, theirs].map((engine) => engine.epoch(order, 1e-3, Uint32Array.of(seed, seed + 1))),
    );
    const [a, b] = [await theirs.readState(), await ours.readState()];
    for (const [name, values] of a) {
      const top = values.reduce((m, v) => Math.max(m, Math.abs(v)), 1e-2);
      const error = values.reduce((m, v, i) => Math.max(m, Math.abs(v - b.get(name)![i]!)), 0);
      assert(error < 1e-3 * top, `${name} of ${JSON.stringify(network)} differs by ${error} of ${top}`);
    }
    theirs.dispose();
    ours.dispose();
  }
});
