import { rejects } from "node:assert/strict";
import { openBackend } from "../../src/backend/backend.ts";
import { UserError } from "../../src/base/errors.ts";
import type { DscnnSettings, TrainingSettings } from "../../src/manifest/settings.ts";
import { dscnn } from "../../src/model/dscnn.ts";
import { initialWeights } from "../../src/model/initialise.ts";
import { type EngineName, openStepper } from "../../src/run/engine.ts";
import { train } from "../../src/training/trainer.ts";

const SETTINGS: TrainingSettings = {
  epochs: 4,
  batch: 4,
  optimizer: { name: "sgd", learningRate: 1e30, momentum: 0.9 },
  decay: null,
  dropout: 0,
  report: "last",
};

for (const downsampling of ["stride", "max-pool", "average-pool"] as const) {
  for (const engine of ["compiled", "tfjs"] as const) {
    Deno.test(`a training that breaks is stopped with the epoch named: ${engine}, ${downsampling}`, async () => {
      await rejects(() => broken(engine, downsampling), (error: unknown) => {
        return error instanceof UserError &&
          /Cannot go on with broken: .* in epoch [1-4]$/.test(error.message);
      });
    });
  }
}

async function broken(engine: EngineName, downsampling: DscnnSettings["downsampling"]): Promise<void> {
  await openBackend("wasm");
  const model: DscnnSettings = {
    name: "dscnn",
    downsampling,
    strides: [2, 2, 2, 1, 1, 1, 1],
    padding: "same",
    initialiser: "glorot-uniform",
    batchNorm: { momentum: 0.9, epsilon: 1e-3 },
  };
  const network = dscnn(model, [16, 16], 3, 0);
  const images = Float32Array.from({ length: 8 * 256 }, (_, i) => Math.sin(i * i));
  const labels = Int32Array.from({ length: 8 }, (_, i) => i % 3);
  const stepper = await openStepper(engine, "wasm", network, 3, SETTINGS, initialWeights(network, 0), {
    images,
    labels,
  });
  try {
    await train({
      stepper,
      settings: SETTINGS,
      seed: 0,
      samples: 8,
      test: { images, clipOf: Int32Array.from({ length: 8 }, (_, i) => i), labels },
      resumeFrom: null,
      name: "broken",
      onEpoch: () => {},
      checkpointEvery: 10,
      checkpoint: () => Promise.resolve(),
    });
  } finally {
    stepper.dispose();
  }
}
