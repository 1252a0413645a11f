import { openBackend } from "../src/backend/backend.ts";
import { findAdapter } from "../src/backend/choose.ts";

const adapter = await findAdapter();
const required = Deno.env.get("REQUIRE_WEBGPU") === "1";

/**
 * A test that runs on the WebGPU backend; where there is no adapter it is ignored, which the test runner
 * counts, and it fails if the environment variable `REQUIRE_WEBGPU` is 1.
 */
export function webgpuTest(name: string, fn: () => Promise<void>): void {
  Deno.test({
    name: `WebGPU (${adapter?.name ?? "no adapter"}): ${name}`,
    ignore: adapter === null && !required,
    // The device and its queue stay open between tests.
    sanitizeOps: false,
    sanitizeResources: false,
    fn: async () => {
      if (adapter === null) throw new Error("REQUIRE_WEBGPU is 1 and no WebGPU adapter was found");
      await openBackend("webgpu");
      await fn();
    },
  });
}
