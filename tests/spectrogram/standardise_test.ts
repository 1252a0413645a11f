import { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
import { moments, standardise } from "../../src/spectrogram/standardise.ts";

Deno.test("moments are those of the population", () => {
  assertEquals(moments(Float32Array.of(1, 2, 3, 6)), { mean: 3, deviation: Math.sqrt(14 / 4) });
  assertEquals(moments(new Float32Array()), { mean: 0, deviation: 0 });
});

Deno.test("values come to mean 0 and deviation 1, whatever their unit", () => {
  for (const [gain, offset] of [[1, 0], [30, -80], [0.01, 5]] as const) {
    const values = Float32Array.from({ length: 500 }, (_, i) => offset + gain * Math.sin(i * i));
    standardise(values);
    const { mean, deviation } = moments(values);
    assert(Math.abs(mean) < 1e-5 && Math.abs(deviation - 1) < 1e-3, `${mean} ${deviation}`);
  }
});

Deno.test("one value everywhere becomes zeros", () => {
  const values = new Float32Array(16).fill(-120);
  standardise(values);
  assertEquals(values, new Float32Array(16));
});

Deno.test("the moments of others are used as given", () => {
  const values = Float32Array.of(1, 3);
  standardise(values, { mean: 2, deviation: 4 - 1e-6 });
  assertEquals(values, Float32Array.of(-0.25, 0.25));
});
