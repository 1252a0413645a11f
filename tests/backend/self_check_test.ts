import { deepStrictEqual as assertEquals, ok as assert, rejects as assertRejects } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { fileURLToPath } from "node:url";
import { openBackend } from "../../src/backend/backend.ts";
import { chooseBackend, findAdapter } from "../../src/backend/choose.ts";
import { selfCheck } from "../../src/backend/self_check.ts";
import { webgpuTest } from "../webgpu.ts";

async function passes(name: "cpu" | "wasm" | "webgpu"): Promise<void> {
  const backend = await openBackend(name);
  const before = tf.memory().numTensors;
  const results = await selfCheck(backend);
  assert(results.length >= 11);
  assert(results.every(({ difference }) => difference >= 0 && difference <= 1e-4));
  assertEquals(tf.getBackend(), name);
  assertEquals(tf.memory().numTensors, before);
}

for (const name of ["cpu", "wasm"] as const) {
  Deno.test(`the ${name} backend passes its check, which leaves no tensor behind`, () => passes(name));
}

webgpuTest("the backend passes its check, which leaves no tensor behind", () => passes("webgpu"));

/** A kernel of the wasm backend and the operation that shows it is broken. */
const BROKEN: [kernel: string, how: "wrong" | "nan", operation: string][] = [
  ["Conv2DBackpropFilter", "wrong", "convolution 3x3, stride 1"],
  ["Conv2DBackpropInput", "nan", "convolution 3x3, stride 1"],
  ["MaxPoolGrad", "wrong", "max pooling"],
  ["AvgPool", "wrong", "average pooling"],
  ["FusedBatchNorm", "wrong", "batch norm"],
  ["Softmax", "nan", "softmax"],
];

Deno.test("a broken kernel is noticed, and the operation named", async () => {
  const child = fileURLToPath(new URL("./broken_kernel_child.ts", import.meta.url));
  await Promise.all(BROKEN.map(async ([kernel, how, operation]) => {
    const args = ["run", "-A", "--quiet", "--no-lock", "--no-check", child, kernel, how];
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), { args }).output();
    const said = new TextDecoder().decode(stdout).trim().split("\n").at(-1)!;
    const start = `UserError: Cannot trust the backend wasm: its ${operation} differs from the plain one by `;
    assert(said.startsWith(start), `${kernel}: ${said} ${new TextDecoder().decode(stderr)}`);
  }));
});

Deno.test("the choice of a backend says what and why", async () => {
  assertEquals(await chooseBackend("cpu"), { backend: "cpu", adapter: null, reason: "asked for" });
  assertEquals(await chooseBackend("wasm"), { backend: "wasm", adapter: null, reason: "asked for" });
  const adapter = await findAdapter();
  const auto = await chooseBackend("auto");
  assertEquals(auto.backend, adapter !== null && !adapter.software ? "webgpu" : "wasm");
  if (adapter === null) {
    assertEquals(auto.reason, "no WebGPU adapter was found");
    await assertRejects(
      chooseBackend("webgpu"),
      /Cannot use the backend webgpu: no WebGPU adapter was found/,
    );
    await assertRejects(openBackend("webgpu"), /Cannot use the backend webgpu/);
  } else {
    assertEquals(await chooseBackend("webgpu"), { backend: "webgpu", adapter, reason: "asked for" });
    if (adapter.software) assert(auto.reason.includes(adapter.name));
  }
});
