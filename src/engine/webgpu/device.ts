import { UserError } from "../../base/errors.ts";
import { findAdapter } from "../../backend/choose.ts";

/** A device and what is known about where it computes. */
export interface Gpu {
  readonly device: GPUDevice;
  /** True for a rasteriser on the CPU, which wants other tiles. */
  readonly software: boolean;
  /** Whether it can say how long a kernel takes. */
  readonly timed: boolean;
  /** Why it cannot be used any more, or `null`. */
  lost(): string | null;
}

const LIMITS = [
  "maxBufferSize",
  "maxStorageBufferBindingSize",
  "maxStorageBuffersPerShaderStage",
  "maxComputeInvocationsPerWorkgroup",
  "maxComputeWorkgroupSizeX",
  "maxComputeWorkgroupStorageSize",
] as const;

/**
 * A device with all that its adapter offers of what the kernels need.
 *
 * @throws {UserError} If there is no adapter.
 */
export async function requestGpuDevice(): Promise<GPUDevice> {
  const found = await findAdapter();
  const adapter = found && await navigator.gpu.requestAdapter({ powerPreference: "high-performance" });
  if (!adapter) throw new UserError("Cannot compile a training step for WebGPU: no adapter was found");
  const requiredLimits = Object.fromEntries(LIMITS.map((name) => [name, adapter.limits[name]]));
  const requiredFeatures: GPUFeatureName[] = adapter.features.has("timestamp-query")
    ? ["timestamp-query"]
    : [];
  return await adapter.requestDevice({ requiredLimits, requiredFeatures });
}

/** Watches a device. */
export async function watchDevice(device: GPUDevice): Promise<Gpu> {
  let lost: string | null = null;
  device.lost.then((info) => lost = info.message || info.reason);
  device.addEventListener("uncapturederror", (event) => {
    const { error } = event as GPUUncapturedErrorEvent;
    lost ??= error.message;
  });
  const software = (await findAdapter())?.software ?? false;
  return { device, software, timed: device.features.has("timestamp-query"), lost: () => lost };
}

/** @throws {UserError} If the device was lost or reported an error that nothing waited for. */
export function assertAlive(gpu: Gpu): void {
  const why = gpu.lost();
  if (why !== null) {
    throw new UserError(`Cannot go on training: the GPU device was lost (${why.split("\n")[0]})`);
  }
}

/**
 * The result of `work`, if the device reports no error meanwhile.
 *
 * @throws {UserError} With the first error: out of memory, or a shader or binding that it does not take.
 */
export async function guarded<T>(gpu: Gpu, what: string, work: () => T | Promise<T>): Promise<T> {
  const { device } = gpu;
  device.pushErrorScope("out-of-memory");
  device.pushErrorScope("validation");
  let result: T;
  let errors: (GPUError | null)[] = [];
  try {
    result = await work();
  } finally {
    errors = [await device.popErrorScope(), await device.popErrorScope()];
  }
  const error = errors.find((e) => e !== null);
  if (error) throw new UserError(`Cannot ${what}: ${error.message.trim()}`);
  return result;
}
