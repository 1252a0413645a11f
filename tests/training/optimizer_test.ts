import { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import golden from "../../fixtures/golden/dscnn.json" with { type: "json" };
import { openBackend } from "../../src/backend/backend.ts";
import { createOptimizer } from "../../src/training/optimizer.ts";
import { sines } from "../model/sines.ts";
import { webgpuTest } from "../webgpu.ts";

const SETTINGS = {
  adam: { name: "adam", learningRate: 1, epsilon: 1e-7 },
  sgd: { name: "sgd", learningRate: 1, momentum: 0.9 },
} as const;

/** The gradients and learning rates of `dscnn.py`. */
const gradientAt = (step: number) => sines(6, step, 0.5).map((v) => (step === 5 ? 0 : v));
const rateAt = (step: number) => (step < 6 ? 0.05 : 0.005);

async function followsGolden(name: "adam" | "sgd"): Promise<void> {
  const before = tf.memory().numTensors;
  const variable = tf.variable(tf.tensor1d(sines(6, 1, 1)));
  const optimizer = createOptimizer(SETTINGS[name], new Map([["w", variable]]));
  const held = tf.memory().numTensors;
  for (const [step, want] of golden.optimisers[name].entries()) {
    const gradient = tf.tensor1d(gradientAt(step));
    optimizer.apply(new Map([["w", gradient]]), rateAt(step));
    gradient.dispose();
    const got = await variable.data();
    want.forEach((v, i) =>
      assert(Math.abs(v - got[i]!) < 2e-6, `step ${step}, weight ${i}: ${got[i]} is not ${v}`)
    );
    assertEquals(tf.memory().numTensors, held);
  }
  assertEquals(optimizer.steps, golden.optimisers[name].length);
  assertEquals([...optimizer.state.keys()], name === "adam" ? ["adam/m/w", "adam/v/w"] : ["sgd/momentum/w"]);
  optimizer.dispose();
  variable.dispose();
  // The tensor that the variable was made of is the test's.
  assert(tf.memory().numTensors <= before + 1);
}

for (const name of ["adam", "sgd"] as const) {
  for (const backend of ["cpu", "wasm"] as const) {
    Deno.test(`${name} takes the steps of PyTorch: ${backend}`, async () => {
      await openBackend(backend);
      await followsGolden(name);
    });
  }
  webgpuTest(`${name} takes the steps of PyTorch`, () => followsGolden(name));
}
