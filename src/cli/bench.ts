import { join } from "node:path";
import { benchFeatures } from "../../bench/features.ts";
import { benchGpu } from "../../bench/gpu.ts";
import { benchTrain, TRAIN_BENCH, type TrainBenchOptions } from "../../bench/train.ts";
import { webgpuDefaults } from "../../bench/train_webgpu.ts";

/** `bench features [DIR]`: WAV files to images, raw and clean; prints one JSON line. */
export async function benchFeaturesVerb(dir: string | undefined, limit: number | undefined): Promise<void> {
  console.log(JSON.stringify(await benchFeatures(dir ?? join("data", "ravdess"), limit)));
}

/** `bench train`: the training step of DSCNN; prints JSON lines. */
export async function benchTrainVerb(options: Partial<TrainBenchOptions>): Promise<void> {
  const defaults = options.target === "webgpu" ? await webgpuDefaults() : TRAIN_BENCH;
  for await (const line of benchTrain({ ...defaults, ...options })) console.log(JSON.stringify(line));
}

/** `bench gpu DIR`: everything that is worth measuring on a GPU, into one JSON file; prints its path. */
export async function benchGpuVerb(dir: string): Promise<void> {
  console.log(await benchGpu(dir));
}
