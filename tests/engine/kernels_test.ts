import { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
import { buildKernels, kernelModule } from "../../src/engine/kernels/build.ts";
import { planArena } from "../../src/engine/arena.ts";
import { randomFromUint32 } from "../../src/base/random.ts";

Deno.test("the committed kernels are what their source gives", async () => {
  const committed = await Deno.readTextFile(new URL("../../src/engine/kernels/kernels.ts", import.meta.url));
  assert(committed === kernelModule(await buildKernels()), "run the build of the kernels");
});

Deno.test("buffers that live at once never overlap", () => {
  const random = randomFromUint32(1);
  for (let round = 0; round < 50; round++) {
    const buffers = Array.from({ length: 30 }, () => {
      const first = random.integer(20);
      return { bytes: random.integer(5000), first, last: first + random.integer(8) };
    });
    const { offsets, bytes } = planArena(buffers);
    buffers.forEach((a, i) => {
      assertEquals(offsets[i]! % 64, 0);
      assert(offsets[i]! + a.bytes <= bytes);
      buffers.slice(i + 1).forEach((b, k) => {
        const [p, q] = [offsets[i]!, offsets[i + 1 + k]!];
        const apart = a.last < b.first || b.last < a.first;
        assert(apart || p + a.bytes <= q || q + b.bytes <= p);
      });
    });
    assert(bytes < buffers.reduce((sum, b) => sum + b.bytes + 4096, 0));
  }
});
