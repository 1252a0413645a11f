import * as tf from "@tensorflow/tfjs";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import "@tensorflow/tfjs-backend-webgpu";
import { UserError } from "../base/errors.ts";
import { type BackendName, findAdapter } from "./choose.ts";
import { registerWasmGradients } from "./wasm_gradients.ts";
import { registerWasmMaxPoolGradient } from "./wasm_max_pool_gradient.ts";

/** The backend in use in this thread. */
export interface Backend {
  /** As it was asked for. */
  readonly name: BackendName;
  /** Name of the GPU adapter, or `null` without one. */
  readonly adapter: string | null;
  /** Driver as far as the adapter tells, or `null`. */
  readonly driver: string | null;
}

/**
 * Makes `name` the backend of TensorFlow.js in this thread.
 * @throws {UserError} If it does not start.
 */
export async function openBackend(name: BackendName): Promise<Backend> {
  if (name === "wasm") {
    const binary = import.meta.resolve("@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm");
    setWasmPaths(binary.replace(/[^/]*$/, ""));
    registerWasmGradients();
    registerWasmMaxPoolGradient();
  }
  const adapter = name === "webgpu" ? await findAdapter() : null;
  if ((name === "webgpu" && adapter === null) || !(await tf.setBackend(name))) {
    throw new UserError(`Cannot use the backend ${name}: it did not start`);
  }
  await tf.ready();
  return { name, adapter: adapter?.name ?? null, driver: adapter?.driver ?? null };
}
