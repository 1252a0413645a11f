import { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import golden from "../../fixtures/golden/imagenet.json" with { type: "json" };
import { openBackend } from "../../src/backend/backend.ts";
import { forward, type TrainingPass, type Weights } from "../../src/model/forward.ts";
import type { Network } from "../../src/model/layers.ts";
import { buildNetwork } from "../../src/model/registry.ts";
import { networkWeights } from "../../src/model/shapes.ts";
import { webgpuTest } from "../webgpu.ts";
import { alexnetOf, resnet50Of, scaledSineWeights, vgg16Of } from "./imagenet.ts";
import { sines } from "./sines.ts";

type Name = keyof typeof golden.networks;

/** The networks of the goldens. */
function network(name: Name): Network {
  const inputSize = golden.networks[name].inputSize as [number, number];
  const settings = {
    "alexnet": alexnetOf({ inputSize, width: 1 / 16 }),
    "vgg16": vgg16Of({ inputSize, width: 1 / 32 }),
    "resnet50 v1.5": resnet50Of({ inputSize, width: 1 / 16 }),
    "resnet50 v1": resnet50Of({ inputSize, width: 1 / 16, version: "v1" }),
    "resnet50 v1 folded": resnet50Of({
      inputSize,
      width: 1 / 16,
      version: "v1",
      weights: "imagenet-pruned",
    }),
  }[name];
  return buildNetwork(settings, [1, 1], golden.classes, 0.5);
}

const NAMES = Object.keys(golden.networks) as Name[];

/** Nothing dropped; the gradient needs the statistics. */
const pass = (kept: tf.Tensor[]): TrainingPass => ({
  dropoutMask: (_layer, shape) => tf.ones([...shape]),
  batchStatistics: (_layer, _momentum, mean, variance) => kept.push(tf.keep(mean), tf.keep(variance)),
});

/** Length, largest absolute value, products with two sines, eight values from first to last. */
function compare(got: Float32Array, want: readonly number[], tolerance: number, what: string): number {
  const [n, largest, ...rest] = want as [number, number, ...number[]];
  assertEquals(got.length, n, what);
  const product = (phase: number) => {
    const other = sines(n, phase, 1);
    return got.reduce((sum, v, i) => sum + v * other[i]!, 0);
  };
  const top = got.reduce((max, v) => Math.max(max, Math.abs(v)), 0);
  const some = Array.from({ length: 8 }, (_, i) => got[Math.floor(i * (n - 1) / 7)]!);
  const scales = [Math.sqrt(n), Math.sqrt(n), ...some.map(() => 1)];
  const errors = [product(0.5), product(2.5), ...some].map((v, i) => Math.abs(v - rest[i]!) / scales[i]!);
  const worst = Math.max(Math.abs(top - largest), ...errors) / largest;
  assert(worst <= tolerance, `${what}: differs by ${worst} of its largest value`);
  return worst;
}

function onDevice(whole: Network, name: Name): Map<string, tf.Tensor> {
  const weights = scaledSineWeights(whole, golden.networks[name].kernelScale);
  return new Map(
    networkWeights(whole).map((s) => [s.name, tf.tensor(weights.get(s.name)!, [...s.shape])]),
  );
}

function pictures(whole: Network): tf.Tensor4D {
  const size = whole.input.reduce((a, b) => a * b, 1);
  return tf.tensor4d(sines(golden.images * size, 0.2, 1), [golden.images, ...whole.input]);
}

/** What every layer gives by itself, by its name; a sum of branches is one layer. */
function forwardLayers(whole: Network, weights: Weights, images: tf.Tensor4D): Map<string, tf.Tensor> {
  const outputs = new Map<string, tf.Tensor>();
  let x: tf.Tensor = images;
  for (const layer of whole.layers) {
    const input = x as tf.Tensor4D;
    x = tf.tidy(() => tf.clone(forward({ ...whole, layers: [layer] }, weights, input)));
    outputs.set(layer.name, x);
  }
  return outputs;
}

/** Every layer's output, and the logits where layers are fused and freed on the way. */
async function compareLayers(name: Name): Promise<void> {
  const before = tf.memory().numTensors;
  const whole = network(name);
  const want = golden.networks[name].layers as unknown as Record<string, number[]>;
  const weights = onDevice(whole, name);
  const images = pictures(whole);
  const outputs = forwardLayers(whole, weights, images);
  assertEquals([...outputs.keys()], Object.keys(want));
  for (const [layer, output] of outputs) {
    compare(await output.data() as Float32Array, want[layer]!, 1e-4, `${name}, ${layer}`);
  }
  const logits = forward(whole, weights, images);
  compare(await logits.data() as Float32Array, Object.values(want).at(-1)!, 1e-4, `${name}, logits`);
  tf.dispose([logits, images, ...outputs.values(), ...weights.values()]);
  assertEquals(tf.memory().numTensors, before);
}

for (const backend of ["cpu", "wasm"] as const) {
  for (const name of NAMES) {
    Deno.test(`${name}: every layer gives what PyTorch's gives: ${backend}`, async () => {
      await openBackend(backend);
      await compareLayers(name);
    });
  }
}

for (const name of NAMES) {
  webgpuTest(`${name}: every layer gives what PyTorch's gives`, () => compareLayers(name));
}

for (const name of NAMES) {
  Deno.test(`${name}: loss and gradients of a training pass are PyTorch's: wasm`, async () => {
    await openBackend("wasm");
    const whole = network(name);
    const weights = onDevice(whole, name);
    const want = golden.networks[name];
    const names = new Map(
      Object.keys(want.gradients).map((torch) => [torch, torchName(torch)]),
    );
    const variables = new Map(
      [...names.values()].map((key) => [key, tf.variable(weights.get(key)!)]),
    );
    const kept: tf.Tensor[] = [];
    const { value, grads } = tf.variableGrads(() => {
      const logits = forward(whole, new Map([...weights, ...variables]), pictures(whole), pass(kept));
      const labels = tf.oneHot(tf.tensor1d([2, 0], "int32"), golden.classes);
      return tf.losses.softmaxCrossEntropy(labels, logits) as tf.Scalar;
    }, [...variables.values()]);
    assert(Math.abs(value.dataSync()[0]! - want.loss) < 1e-4 * want.loss, `${value.dataSync()[0]}`);
    for (const [torch, numbers] of Object.entries(want.gradients)) {
      const gradient = grads[variables.get(names.get(torch)!)!.name]!;
      compare(await gradient.data() as Float32Array, numbers, 2e-3, `${name}, gradient of ${torch}`);
    }
    tf.disposeVariables();
    tf.dispose([value, ...kept, ...Object.values(grads), ...weights.values()]);
  });
}

/** `bn1.weight` as `bn1/gamma`, `fc.weight` as `fc/kernel`. */
function torchName(name: string): string {
  const layer = name.slice(0, name.lastIndexOf("."));
  const norm = /bn\d$|downsample\.1$/.test(layer);
  if (name.endsWith(".bias")) return `${layer}/${norm ? "beta" : "bias"}`;
  return `${layer}/${norm ? "gamma" : "kernel"}`;
}
