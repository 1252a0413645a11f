import { deepStrictEqual as assertEquals, ok as assert, throws as assertThrows } from "node:assert/strict";
import golden from "../../fixtures/golden/network_input.json" with { type: "json" };
import { networkInput } from "../../src/model/network_input.ts";
import { viridis } from "../../src/model/viridis.ts";
import { sines } from "./sines.ts";

const MEAN = [0.485, 0.456, 0.406];
const DEVIATION = [0.229, 0.224, 0.225];

/** A channel's level, 0 to 1, behind the mean and the deviation. */
const level = (value: number, channel: number) => value * DEVIATION[channel]! + MEAN[channel]!;

for (const { size, inputSize, grey } of golden.pictures) {
  Deno.test(`a ${size.join("x")} image as a ${inputSize.join("x")} picture is PyTorch's`, () => {
    const image = sines(size[0]! * size[1]!, 0.3, 20, -40);
    const settings = { inputSize: inputSize as [number, number] };
    const from = size as [number, number];
    const got = networkInput(image, from, { ...settings, channels: "grey" });
    assertEquals(got.length, grey.length);
    assert(got.every((v, i) => Math.abs(v - grey[i]!) < 1e-6));
    assertEquals(image, sines(size[0]! * size[1]!, 0.3, 20, -40));
    const coloured = networkInput(image, from, { ...settings, channels: "viridis" });
    coloured.forEach((v, i) => {
      const value = level(grey[i - i % 3]!, 0);
      assert(Math.abs(level(v, i % 3) - viridis(Math.min(Math.max(value, 0), 1), i % 3)) < 1e-5);
    });
  });
}

Deno.test("the lowest frequency is at the bottom", () => {
  const picture = networkInput(Float32Array.of(0, 0, 1, 1), [2, 2], { inputSize: [2, 2], channels: "grey" });
  const levels = Array.from(picture, (v, i) => Math.abs(Math.round(level(v, i % 3))));
  assertEquals(levels, [1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0]);
});

Deno.test("scale and shift of an image do not matter, and one value is the least", () => {
  const settings = { inputSize: [6, 5], channels: "viridis" } as const;
  const image = sines(20, 0.1, 1);
  const other = image.map((v) => 4 * v - 64);
  const [a, b] = [image, other].map((one) => networkInput(one, [4, 5], settings));
  assert(a!.every((v, i) => Math.abs(v - b![i]!) < 1e-4));
  const constant = networkInput(new Float32Array(20).fill(-120), [4, 5], settings);
  assert(constant.every((v, i) => Math.abs(level(v, i % 3) - viridis(0, i % 3)) < 1e-6));
});

Deno.test("an image of another size is refused", () => {
  assertThrows(
    () => networkInput(new Float32Array(5), [2, 3], { inputSize: [4, 4], channels: "grey" }),
    /the image must have 2 x 3 values: current value is 5/,
  );
});

Deno.test("viridis has matplotlib's colours", () => {
  // matplotlib/_cm_listed.py, entries 0, 64, 128, 192 and 255.
  const entries: [number, number, number, number][] = [
    [0, 0.267004, 0.004874, 0.329415],
    [64, 0.229739, 0.322361, 0.545706],
    [128, 0.127568, 0.566949, 0.550556],
    [192, 0.369214, 0.788888, 0.382914],
    [255, 0.993248, 0.906157, 0.143936],
  ];
  for (const [entry, ...colour] of entries) {
    colour.forEach((want, c) => assert(Math.abs(viridis(entry / 255, c) - want) <= 0.5 / 255 + 1e-6));
  }
  const between = viridis(100.25 / 255, 1);
  const [a, b] = [viridis(100 / 255, 1), viridis(101 / 255, 1)];
  assert(Math.abs(between - (0.75 * a + 0.25 * b)) < 1e-6);
  // Every entry has its part in these sums.
  const sums = [0, 1, 2].map((c) =>
    Array.from({ length: 256 }, (_, i) => (i + 1) * Math.round(255 * viridis(i / 255, c)))
      .reduce((sum, v) => sum + v)
  );
  assertEquals(sums, [3_454_698, 5_792_254, 3_155_439]);
});
