import { deepStrictEqual as assertEquals } from "node:assert/strict";
import { joinFrames, peak, splitFrames } from "../../src/signal/frames.ts";

Deno.test("frames lie side by side and join to the samples", () => {
  const samples = Float32Array.from({ length: 11 }, (_, i) => i);
  const frames = splitFrames(samples, 4);
  assertEquals(frames.map((f) => [...f]), [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10]]);
  assertEquals(joinFrames(frames), samples);
  assertEquals(splitFrames(samples.subarray(0, 8), 4).length, 2);
  assertEquals(splitFrames(new Float32Array(), 4), []);
  assertEquals(joinFrames([]), new Float32Array());
});

Deno.test("the peak is the largest magnitude, and NaN is not lost", () => {
  assertEquals(peak(Float32Array.of(0.25, -0.75, 0.5)), 0.75);
  assertEquals(peak(new Float32Array()), 0);
  for (let at = 0; at < 3; at++) assertEquals(peak(Float32Array.of(1, 2, 1).with(at, NaN)), NaN);
  assertEquals(peak(Float32Array.of(1, -Infinity)), Infinity);
});
