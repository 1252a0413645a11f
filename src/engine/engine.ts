import type { CompiledStep, EngineOptions } from "./compiled_step.ts";

export type { CompiledStep, EngineOptions, EpochResult, KernelTime, PlanCost } from "./compiled_step.ts";

/** Compiles a training step for WebAssembly on the calling thread. */
export async function compileWasmStep(options: EngineOptions): Promise<CompiledStep> {
  const { wasmStep } = await import("./wasm/step.ts");
  return wasmStep(options);
}

/**
 * Compiles a training step for WebGPU.
 *
 * @param device Where it runs; by default a device of its own, which `dispose` destroys.
 * @throws {UserError} If there is no adapter, or a buffer is larger than the device can bind.
 */
export async function compileWebgpuStep(options: EngineOptions, device?: GPUDevice): Promise<CompiledStep> {
  const { webgpuStep } = await import("./webgpu/step.ts");
  return webgpuStep(options, device);
}
