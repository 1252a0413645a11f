import { deepStrictEqual as assertEquals, throws as assertThrows } from "node:assert/strict";
import { envelope } from "../../src/signal/envelope.ts";

Deno.test("each stretch gives its lowest and highest sample", () => {
  const samples = Float32Array.of(0, 1, -1, 0.5, 0.25, -0.25);
  assertEquals(envelope(samples, 3), { min: [0, -1, -0.25], max: [1, 0.5, 0.25] });
  assertEquals(envelope(samples, 1), { min: [-1], max: [1] });
  assertEquals(envelope(samples, 4), { min: [0, -1, 0.5, -0.25], max: [0, 1, 0.5, 0.25] });
});

Deno.test("more points than samples repeat them, no samples give zeros", () => {
  assertEquals(envelope(Float32Array.of(1, -1), 4), { min: [1, 1, -1, -1], max: [1, 1, -1, -1] });
  assertEquals(envelope(new Float32Array(), 2), { min: [0, 0], max: [0, 0] });
});

Deno.test("the extremes are never lost", () => {
  const samples = new Float32Array(1000).with(137, 0.9).with(998, -0.8);
  for (const points of [1, 7, 64, 999]) {
    const { min, max } = envelope(samples, points);
    assertEquals([Math.min(...min), Math.max(...max)], [-0.8, 0.9].map(Math.fround), `${points} points`);
  }
});

Deno.test("refuses a count that is none", () => {
  for (const points of [0, -1, 1.5, NaN]) {
    assertThrows(() => envelope(new Float32Array(3), points), RangeError);
  }
});
