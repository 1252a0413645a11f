import type { BackendName } from "../backend/choose.ts";
import { UserError } from "../base/errors.ts";
import { fuse } from "../engine/chain.ts";
import { compileWasmStep, compileWebgpuStep } from "../engine/engine.ts";
import type { TrainingSettings } from "../manifest/settings.ts";
import type { Network } from "../model/layers.ts";
import type { Stepper, TrainingSet } from "../training/stepper.ts";
import { tfjsStepper } from "../training/tfjs_stepper.ts";

/** What does the training steps: the compiled step, the same without Winograd's algorithm, or TensorFlow.js. */
export type EngineName = "compiled" | "direct" | "tfjs";

/** How the engine is chosen; `auto` takes the compiled step wherever it can be had. */
export type EngineChoice = EngineName | "auto";

/**
 * The engine that a network would be trained with.
 * @throws {UserError} If the compiled step is asked for and cannot be had.
 */
export function engineFor(
  network: Network,
  classes: number,
  backend: BackendName,
  asked: EngineChoice,
): EngineName {
  if (asked === "tfjs") return "tfjs";
  const why = obstacle(network, classes, backend);
  if (why === null) return asked === "direct" ? "direct" : "compiled";
  if (asked !== "auto") {
    throw new UserError(`Cannot compile the training step of ${network.name}: ${why}`);
  }
  return "tfjs";
}

/** How an engine is recorded: on WebAssembly the second version of the compiled step has Winograd's algorithm. */
export function recordedEngine(
  engine: EngineName,
  backend: BackendName,
): { readonly engine: string; readonly engineVersion?: number } {
  if (engine !== "compiled") return { engine };
  return { engine, ...(backend === "wasm" ? { engineVersion: 2 } : {}) };
}

/** Why there is no compiled step, or `null` if there is one. */
function obstacle(network: Network, classes: number, backend: BackendName): string | null {
  if (backend === "cpu") return "there is none for the backend cpu";
  try {
    fuse(network, classes);
    return null;
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

/**
 * The training steps for a network on a backend.
 * @param weights First weights, by name.
 */
export async function openStepper(
  engine: EngineName,
  backend: BackendName,
  network: Network,
  classes: number,
  settings: TrainingSettings,
  weights: ReadonlyMap<string, Float32Array>,
  data: TrainingSet,
): Promise<Stepper> {
  if (engine === "tfjs") return tfjsStepper(network, settings, weights, data);
  const { batch, optimizer } = settings;
  const compile = backend === "webgpu" ? compileWebgpuStep : compileWasmStep;
  const room = backend === "wasm" ? { memoryLimit: roomBeside(data.images.byteLength) } : {};
  const convolutions = engine === "direct" ? "direct" : "fastest";
  const step = await compile({ network, batch, optimizer, classes, convolutions, ...room });
  await step.load(data.images, data.labels);
  await step.writeWeights(weights);
  return { ...step, ...recordedEngine(engine, backend) };
}

/** What 32-bit addresses leave beside the training images and a quarter of a gigabyte, bytes; fewer than that count as that. */
function roomBeside(imageBytes: number): number {
  const share = 2 ** 28;
  return 2 ** 32 - share - Math.max(share, imageBytes);
}
