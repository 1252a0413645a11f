import { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
import { learningRateAt } from "../../src/training/schedule.ts";
import { trainingSettings } from "./settings.ts";

Deno.test("the learning rate falls after every fifteenth epoch", () => {
  const settings = trainingSettings({
    optimizer: { name: "adam", learningRate: 0.001, epsilon: 1e-7 },
    decay: { everyEpochs: 15, factor: 0.1 },
  });
  const rates = [1, 15, 16, 30, 31, 45, 46, 50].map((epoch) => learningRateAt(settings, epoch));
  const want = [1e-3, 1e-3, 1e-4, 1e-4, 1e-5, 1e-5, 1e-6, 1e-6];
  assert(rates.every((rate, i) => Math.abs(rate / want[i]! - 1) < 1e-12), String(rates));
});

Deno.test("another decay, and none", () => {
  const optimizer = { name: "sgd", learningRate: 0.5, momentum: 0 } as const;
  const halved = trainingSettings({ optimizer, decay: { everyEpochs: 1, factor: 0.5 } });
  assertEquals([1, 2, 3].map((epoch) => learningRateAt(halved, epoch)), [0.5, 0.25, 0.125]);
  const constant = trainingSettings({ optimizer, decay: null });
  assertEquals([1, 50, 1000].map((epoch) => learningRateAt(constant, epoch)), [0.5, 0.5, 0.5]);
});
