import { deepStrictEqual as assertEquals, ok as assert, throws as assertThrows } from "node:assert/strict";
import { dropoutOffsets } from "../../src/model/dropout_offsets.ts";
import type { Network } from "../../src/model/layers.ts";
import { dropoutMask } from "../../src/training/dropout.ts";

const kept = (mask: Float32Array) => [...mask].map((v) => (v > 0 ? 1 : 0)).join("");

Deno.test("which units are dropped is pinned", () => {
  assertEquals(kept(dropoutMask(12345, 24, 0.25)), "111111011111110111111101");
  assertEquals(kept(dropoutMask(0, 24, 0.25)), "110101101111101011110100");
  assertEquals(kept(dropoutMask(2 ** 32 - 1, 24, 0.5)), "101010101011011011111100");
});

for (const rate of [0.1, 0.25, 0.5, 0.9]) {
  Deno.test(`a share of ${rate} is dropped, and the rest is raised so that the mean stays`, () => {
    for (const seed of [0, 1, 0x9e3779b9, 2 ** 32 - 1]) {
      const n = 60_000;
      const mask = dropoutMask(seed, n, rate);
      assertEquals([...new Set(mask)].sort(), [0, Math.fround(1 / (1 - rate))]);
      const share = mask.filter((v) => v === 0).length / n;
      // Five standard deviations.
      assert(Math.abs(share - rate) < 5 * Math.sqrt(rate * (1 - rate) / n), `seed ${seed}: ${share}`);
    }
  });
}

Deno.test("neighbouring seeds and units drop independently", () => {
  const n = 40_000;
  const [a, b] = [dropoutMask(1, n, 0.5), dropoutMask(2, n, 0.5)];
  const both = a.filter((v, i) => v > 0 && b[i]! > 0).length / n;
  const next = a.filter((v, i) => v > 0 && a[i + 1]! > 0).length / n;
  assert(Math.abs(both - 0.25) < 0.01 && Math.abs(next - 0.25) < 0.01, `${both} ${next}`);
});

Deno.test("the mask of fewer units is its beginning", () => {
  assertEquals(dropoutMask(7, 10, 0.3), dropoutMask(7, 100, 0.3).slice(0, 10));
});

Deno.test("rates outside of [0, 1)", () => {
  assertEquals([...dropoutMask(1, 4, 0)], [1, 1, 1, 1]);
  for (const rate of [-0.1, 1, NaN]) assertThrows(() => dropoutMask(1, 4, rate), RangeError);
});

Deno.test("no two dropout layers of a network drop the same units", () => {
  const dropout = (name: string) => ({ kind: "dropout", name, rate: 0.5 }) as const;
  const network: Network = {
    name: "two",
    input: [1, 1, 64],
    layers: [
      { kind: "flatten", name: "flatten" },
      dropout("first"),
      dropout("second"),
      { kind: "dense", name: "dense", units: 2, bias: true },
    ],
  };
  const offsets = dropoutOffsets(network);
  assertEquals([...offsets.keys()], ["first", "second"]);
  assertEquals(offsets.get("first"), 0);
  const masks = [...offsets.values()].map((offset) => dropoutMask((7 + offset) >>> 0, 64, 0.5));
  const equal = masks[0]!.filter((value, i) => value === masks[1]![i]).length;
  assert(equal > 16 && equal < 48, `${equal} of 64 units agree`);
});
