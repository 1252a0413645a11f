import { UserError } from "../base/errors.ts";

/** Where tensors live and are computed. */
export type BackendName = "webgpu" | "wasm" | "cpu";

/** A WebGPU adapter, as far as it tells about itself. */
export interface Adapter {
  /** Description, or vendor and architecture. */
  readonly name: string;
  /** Vendor and architecture, or `null` where they are not told. */
  readonly driver: string | null;
  /** True for a rasteriser on the CPU, which is slower than the `wasm` backend. */
  readonly software: boolean;
}

/** A backend, and why it was chosen. */
export interface Choice {
  /** The backend to open. */
  readonly backend: BackendName;
  /** `null` unless the backend is `webgpu`. */
  readonly adapter: Adapter | null;
  /** One line for the user. */
  readonly reason: string;
}

/** The adapter that WebGPU would use here, or `null`. */
export async function findAdapter(): Promise<Adapter | null> {
  // Vulkan drivers complain on standard error when a server has no session folder, which none is needed for.
  if (Deno.build.os === "linux" && Deno.env.get("XDG_RUNTIME_DIR") === undefined) {
    Deno.env.set("XDG_RUNTIME_DIR", Deno.cwd());
  }
  const adapter = await navigator.gpu?.requestAdapter({ powerPreference: "high-performance" });
  if (!adapter) return null;
  const { vendor, architecture, device, description } = adapter.info;
  const name = description || [vendor, architecture, device].filter(Boolean).join(" ") || "unnamed adapter";
  const software = adapter.info.isFallbackAdapter || /llvmpipe|lavapipe|swiftshader|basic render/i.test(name);
  return { name, driver: [vendor, architecture].filter(Boolean).join(" ") || null, software };
}

/**
 * Decides on a backend: `auto` is a real GPU where there is one, else `wasm`.
 * @throws {UserError} If `webgpu` is asked for and there is no adapter.
 */
export async function chooseBackend(asked: BackendName | "auto"): Promise<Choice> {
  if (asked === "wasm" || asked === "cpu") return { backend: asked, adapter: null, reason: "asked for" };
  const adapter = await findAdapter();
  if (asked === "webgpu") {
    if (adapter !== null) return { backend: "webgpu", adapter, reason: "asked for" };
    throw new UserError(
      "Cannot use the backend webgpu: no WebGPU adapter was found; --backend wasm needs none",
    );
  }
  if (adapter === null) return { backend: "wasm", adapter: null, reason: "no WebGPU adapter was found" };
  if (!adapter.software) return { backend: "webgpu", adapter, reason: "there is a GPU adapter" };
  return { backend: "wasm", adapter: null, reason: `the only WebGPU adapter is software, ${adapter.name}` };
}
