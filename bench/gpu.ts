import { join } from "node:path";
import { openBackend } from "../src/backend/backend.ts";
import type { Adapter } from "../src/backend/choose.ts";
import { selfCheck } from "../src/backend/self_check.ts";
import { messageOf } from "../src/base/errors.ts";
import { writeFileAtomic } from "../src/base/files.ts";
import { type CompiledStep, compileWasmStep, compileWebgpuStep } from "../src/engine/engine.ts";
import { benchTrain, startStep, TRAIN_BENCH, type TrainBenchOptions } from "./train.ts";
import { adapterOrThrow } from "./train_webgpu.ts";

/** What the GPU benchmark leaves: one file, rewritten after every part, so that a stopped run keeps its parts. */
export interface GpuReport {
  readonly format: 1;
  readonly adapter: Adapter;
  /** The kernel module's own words, where there is one. */
  readonly driver: string | null;
  readonly deno: string;
  readonly date: string;
  /** Loss of three steps of DSCNN (batch 16) on both targets, and the operations of TensorFlow.js. */
  readonly check: object[];
  /** The lines of the training benchmark, or `{ path, error }`. */
  readonly lines: object[];
}

/** What is run: small on a software adapter, where it only shows that the script works. */
export interface GpuBenchOptions {
  readonly batches: readonly number[];
  readonly downsamplings: readonly TrainBenchOptions["downsampling"][];
  readonly steps: number;
  readonly stockSteps: number;
}

/** On a GPU. */
export const GPU_BENCH: GpuBenchOptions = {
  batches: [128, 512],
  downsamplings: ["stride", "max-pool"],
  steps: 20,
  stockSteps: 10,
};

/**
 * Checks and times the training step on the GPU of this machine.
 *
 * @param dir Where the report goes, as `train-ADAPTER.json`; made if it is not there.
 * @returns The report's path.
 */
export async function benchGpu(dir: string, options: GpuBenchOptions = GPU_BENCH): Promise<string> {
  const adapter = await adapterOrThrow();
  const report: GpuReport = {
    format: 1,
    adapter,
    driver: await Deno.readTextFile("/proc/driver/nvidia/version").catch(() => null),
    deno: Deno.version.deno,
    date: new Date().toISOString(),
    check: [],
    lines: [],
  };
  await Deno.mkdir(dir, { recursive: true });
  const slug = adapter.name.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
  const path = join(dir, `train-${slug}.json`);
  const keep = () => writeFileAtomic(path, JSON.stringify(report, null, 2) + "\n");
  await attempt("engine check", report.check, async () => [await engineCheck()]);
  await keep();
  await attempt("self check", report.check, async () => await selfCheck(await openBackend("webgpu")));
  await keep();
  for (const stockToo of [false, true]) {
    for (const downsampling of options.downsamplings) {
      for (const batch of options.batches) {
        const { steps, stockSteps } = options;
        const common = { ...TRAIN_BENCH, target: "webgpu", downsampling, batch, steps } as const;
        const asked = stockToo
          ? { ...common, steps: 1, warmup: 0, kernels: false, stockSteps }
          : { ...common, kernels: true, stockSteps: 0 };
        await attempt(`${downsampling} ${batch}`, report.lines, async () => {
          const lines = await Array.fromAsync(benchTrain(asked));
          // The compiled step was timed in the first round.
          return stockToo ? lines.slice(-1) : lines;
        });
        await keep();
      }
    }
  }
  return path;
}

/** Keeps what `work` gives, or why it failed, and goes on. */
async function attempt(name: string, kept: object[], work: () => Promise<readonly object[]>): Promise<void> {
  try {
    kept.push(...await work());
  } catch (error) {
    kept.push({ path: name, error: messageOf(error) });
  }
}

/** Three steps on both targets. */
async function engineCheck(): Promise<object> {
  const options = { ...TRAIN_BENCH, batch: 16 };
  const losses = async (step: CompiledStep) => {
    const order = Int32Array.from({ length: options.batch }, (_, i) => i);
    const all: number[] = [];
    for (let i = 0; i < 3; i++) all.push((await step.epoch(order, 1e-3, Uint32Array.of(i))).loss);
    step.dispose();
    return all;
  };
  return {
    path: "engine check",
    wasm: await losses(await startStep(options, false, compileWasmStep)),
    webgpu: await losses(await startStep(options, false, compileWebgpuStep)),
  };
}

if (import.meta.main) {
  const [dir, quick] = Deno.args;
  if (dir === undefined || (quick !== undefined && quick !== "--quick")) {
    console.error("usage: deno run -A bench/gpu.ts DIR [--quick]");
    Deno.exit(2);
  }
  const small = { batches: [4], downsamplings: ["stride"], steps: 1, stockSteps: 1 } as const;
  console.log(await benchGpu(dir, quick ? small : GPU_BENCH));
}
