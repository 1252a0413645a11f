import type { BackendName } from "../backend/choose.ts";

/** Runs side by side: one per core on `wasm`, one on a GPU. */
export function availableJobs(backend: BackendName): number {
  return backend === "webgpu" ? 1 : Math.max(1, navigator.hardwareConcurrency);
}
