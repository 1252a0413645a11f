import { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
import golden from "../../fixtures/golden/first_weights.json" with { type: "json" };
import { initialWeights } from "../../src/model/initialise.ts";
import { networkWeights } from "../../src/model/shapes.ts";
import { ODD, paperNetwork } from "./networks.ts";

Deno.test("kernels fill the range of Glorot and Bengio evenly; the rest is 0 or 1", () => {
  const network = paperNetwork();
  const weights = initialWeights(network, 0);
  assertEquals([...weights.keys()], networkWeights(network).map((spec) => spec.name));
  for (const { name, shape } of networkWeights(network)) {
    const values = weights.get(name)!;
    if (name.endsWith("kernel")) {
      const window = shape.slice(0, -2).reduce((a, b) => a * b, 1);
      const limit = Math.sqrt(6 / (window * (shape.at(-2)! + shape.at(-1)!)));
      const largest = values.reduce((max, v) => Math.max(max, Math.abs(v)), 0);
      assert(largest <= Math.fround(limit) && largest > 0.98 * limit, `${name}: ${largest} of ${limit}`);
      const variance = values.reduce((sum, v) => sum + v * v, 0) / values.length;
      assert(Math.abs(variance / (limit ** 2 / 3) - 1) < 0.12, `${name}: variance ${variance}`);
    } else {
      const value = name.endsWith("gamma") || name.endsWith("variance") ? 1 : 0;
      assert(values.every((v) => v === value), name);
    }
  }
});

/** Largest value and variance that a kernel with 1152 inputs and outputs should show, and a bias with 128 inputs. */
const DRAWN = [
  { initialiser: "he-uniform", limit: Math.sqrt(6 / 1152), variance: 2 / 1152, bias: 0 },
  { initialiser: "he-normal", limit: Infinity, variance: 2 / 1152, bias: 0 },
  { initialiser: "pytorch", limit: 1 / Math.sqrt(1152), variance: 1 / (3 * 1152), bias: 1 / Math.sqrt(128) },
] as const;

for (const { initialiser, limit, variance, bias } of DRAWN) {
  Deno.test(`${initialiser}: kernels and biases within their limits, with their variance`, () => {
    const weights = initialWeights(paperNetwork({ initialiser }), 0);
    const kernel = weights.get("conv7/kernel")!;
    const largest = kernel.reduce((max, v) => Math.max(max, Math.abs(v)), 0);
    assert(largest <= Math.fround(limit));
    // 147,456 values: the mean of their squares is within 1 % of the variance.
    const found = kernel.reduce((sum, v) => sum + v * v, 0) / kernel.length;
    assert(Math.abs(found / variance - 1) < 0.01, `variance ${found} instead of ${variance}`);
    const biases = weights.get("dense1/bias")!;
    const furthest = biases.reduce((max, v) => Math.max(max, Math.abs(v)), 0);
    assert(furthest <= bias && furthest >= 0.95 * bias, `bias ${furthest} of ${bias}`);
    assert(weights.get("bn1/beta")!.every((v) => v === 0) && weights.get("bn1/gamma")!.every((v) => v === 1));
  });
}

Deno.test("PyTorch's own layers have the limits and deviations that are drawn here", () => {
  const network = paperNetwork({ initialiser: "pytorch" });
  const weights = initialWeights(network, 3);
  for (const [name, want] of Object.entries(golden.layers)) {
    const values = weights.get(name)!;
    const deviation = Math.sqrt(values.reduce((sum, v) => sum + v * v, 0) / values.length);
    const largest = values.reduce((max, v) => Math.max(max, Math.abs(v)), 0);
    const few = values.length < 100;
    assert(Math.abs(deviation / want.deviation - 1) < (few ? 0.35 : 0.05), `${name}: deviation ${deviation}`);
    assert(Math.abs(largest / want.largest - 1) < (few ? 0.2 : 0.02), `${name}: largest ${largest}`);
  }
});

Deno.test("the limits of Glorot and Bengio, pinned", () => {
  const limits = new Map(networkWeights(paperNetwork()).map((s) => [s.name, [s.fanIn, s.fanOut]]));
  assertEquals(limits.get("conv1/kernel"), [49, 784]);
  assertEquals(limits.get("conv7/kernel"), [1152, 1152]);
  assertEquals(limits.get("dense1/kernel"), [128, 512]);
  assertEquals(limits.get("bn1/gamma"), [0, 0]);
});

Deno.test("the same seed gives the same weights, another seed others", () => {
  const [a, b, c] = [7, 7, 8].map((seed) => initialWeights(ODD, seed));
  assertEquals(a, b);
  assert(c!.get("c1/kernel")!.every((v, i) => v !== a!.get("c1/kernel")![i]));
});

Deno.test("the first weights of seed 0 are what they were", () => {
  const weights = initialWeights(paperNetwork(), 0);
  assertEquals([...weights.get("conv1/kernel")!.subarray(0, 3)], [
    0.06507714092731476,
    0.03782595321536064,
    0.08419623970985413,
  ]);
  assertEquals([...weights.get("dense2/kernel")!.subarray(0, 3)], [
    0.005065086297690868,
    -0.04989825189113617,
    0.07404138147830963,
  ]);
});
