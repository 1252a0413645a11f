import { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
import { fuse } from "../../src/engine/chain.ts";
import { winogradPasses } from "../../src/engine/wasm/winograd.ts";
import { dscnn } from "../../src/model/dscnn.ts";
import type { Padding } from "../../src/model/layers.ts";
import { CHECK_CLASSES, CHECK_NETWORK, CHECK_SETTINGS } from "../../src/training/engine_check.ts";
import { compiledPasses, exactPasses, type Layer, operands, type Passes, relativeError } from "./passes.ts";

const PASSES = ["forward", "filter", "input"] as const;

const same = (size: number, kernel: number, stride: number): Padding => {
  const total = Math.max((Math.ceil(size / stride) - 1) * stride + kernel - size, 0);
  return [total >> 1, total - (total >> 1), total >> 1, total - (total >> 1)];
};
const square = (size: number, from: number, to: number, kernel: number, stride: number): Layer => ({
  samples: Math.max(4, 256 / size),
  input: [size, size, from],
  filters: to,
  kernel: [kernel, kernel],
  stride: [stride, stride],
  padding: same(size, kernel, stride),
});
const symmetric = (layer: Layer): Layer => {
  const half = layer.kernel[0] >> 1;
  return { ...layer, padding: [half, half, half, half] };
};

/** The paper's layers with the passes that the plan gives to Winograd's algorithm in a batch of 128. */
const LAYERS: Record<string, Layer> = {
  "conv2, stride": square(64, 16, 32, 5, 2),
  "conv2, stride, half the kernel as padding": symmetric(square(64, 16, 32, 5, 2)),
  "conv3, stride": square(32, 32, 32, 3, 2),
  "conv4, stride": square(16, 32, 64, 3, 2),
  "conv2, max-pool": square(64, 16, 32, 5, 1),
  "conv3, max-pool": square(32, 32, 32, 3, 1),
  "conv4, max-pool": square(16, 32, 64, 3, 1),
  "conv5, max-pool": square(8, 64, 64, 3, 1),
  "conv6, max-pool": square(4, 64, 128, 3, 1),
};

for (const [name, layer] of Object.entries(LAYERS)) {
  Deno.test(`${name}: where Winograd's algorithm is chosen it rounds at most 4 times as much`, () => {
    const given = operands(layer, 7);
    const exact = exactPasses(layer, given);
    const direct = compiledPasses(layer, given, "direct");
    const tiled = compiledPasses(layer, given, "fastest", 128);
    const ratios = PASSES.map((pass) =>
      relativeError(tiled[pass], exact[pass]) / relativeError(direct[pass], exact[pass])
    );
    assert(ratios.every((ratio) => ratio <= 4), `${name}: ${ratios.map((r) => r.toFixed(2))}`);
    assert(ratios.some((ratio) => ratio !== 1), "no pass is computed by tiles");
  });
}

Deno.test("a layer of whole numbers is exact to rounding in every pass, whatever its sizes", () => {
  for (const kernel of [1, 2, 3, 4, 5, 7]) {
    for (const stride of [1, 2, 3]) {
      for (const padding of [[0, 0, 0, 0], [2, 2, 2, 2], [1, 2, 0, 1]] as const) {
        const layer: Layer = {
          samples: 2,
          input: [11, 9 + kernel, 3],
          filters: 5,
          kernel: [kernel, 3],
          stride: [stride, 2],
          padding,
        };
        const given = operands(layer, kernel);
        const whole = (v: Float32Array) => v.map((x) => Math.round(2 * x));
        const rounded = { x: whole(given.x), k: whole(given.k), d: whole(given.d) };
        const exact = exactPasses(layer, rounded);
        const tiled = compiledPasses(layer, rounded, "winograd");
        for (const pass of PASSES) assertEquals(rounding(tiled, pass), rounding(exact, pass));
      }
    }
  }
});

/** `-0` is 0. */
function rounding(passes: Passes, pass: keyof Passes): number[] {
  return Array.from(passes[pass], (v) => Math.round(v) + 0);
}

Deno.test("the plan takes the passes that are faster, and none where it is told not to", () => {
  const plan = (downsampling: "stride" | "max-pool", how: "fastest" | "direct") =>
    fuse(
      dscnn(
        {
          name: "dscnn",
          downsampling,
          strides: [2, 2, 2, 2, 2, 2, 2],
          padding: "same",
          initialiser: "glorot-uniform",
          batchNorm: { momentum: 0.9, epsilon: 1e-3 },
        },
        [128, 128],
        8,
        0.25,
      ),
      8,
    ).stages.flatMap((stage) => {
      const passes = stage.kind === "product" ? Object.keys(winogradPasses(stage, 128, how, true)) : [];
      return passes.length > 0 && stage.name !== "conv1" ? [`${stage.name} ${passes}`] : [];
    });
  assertEquals(plan("stride", "fastest"), ["conv2 forward,filter,input", "conv3 input", "conv4 input"]);
  assertEquals(
    plan("max-pool", "fastest"),
    [...[2, 3, 4, 5].map((n) => `conv${n} forward,filter,input`), "conv6 forward,input"],
  );
  assertEquals([...plan("stride", "direct"), ...plan("max-pool", "direct")], []);
});

Deno.test("the proof at the start runs all three passes by tiles", () => {
  const passes = fuse(CHECK_NETWORK, CHECK_CLASSES).stages.map((stage) =>
    stage.kind === "product" ? Object.keys(winogradPasses(stage, CHECK_SETTINGS.batch, "fastest", true)) : []
  );
  assert(passes.some((of) => `${of}` === "forward,filter,input"), JSON.stringify(passes));
});
