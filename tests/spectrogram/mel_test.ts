import { deepStrictEqual as assertEquals, ok as assert, throws as assertThrows } from "node:assert/strict";
import golden from "../../fixtures/golden/spectrogram.json" with { type: "json" };
import { hzToMel, melFilters, melPowers, melToHz } from "../../src/spectrogram/mel.ts";

/** The filters as a full matrix, shape `[mels, bins]`. */
function dense(rateHz: number, length: number, mels: number): number[][] {
  const { first, weights } = melFilters(rateHz, length, mels);
  return weights.map((row, band) => {
    const full = new Array<number>(length / 2 + 1).fill(0);
    row.forEach((w, i) => full[first[band]! + i] = w);
    return full;
  });
}

Deno.test("the mel scale agrees with librosa's formula and is undone by its inverse", () => {
  golden.mel.hz.forEach((hz, i) => {
    assert(Math.abs(hzToMel(hz) - golden.mel.mels[i]!) < 1e-6);
    assert(Math.abs(melToHz(hzToMel(hz)) - hz) < 1e-8 * Math.max(1, hz));
  });
});

Deno.test("the filters agree with librosa's formula", () => {
  const { rateHz, length, mels, expected } = golden.mel.filters;
  const got = dense(rateHz, length, mels).flat();
  assertEquals(got.length, expected.length);
  got.forEach((w, i) => assert(Math.abs(w - expected[i]!) < 1e-9, `weight ${i}: ${w}`));
});

Deno.test("every filter has area 1 and the filters lie in order", () => {
  const filters = dense(20000, 65536, 40);
  for (const row of filters) {
    const area = row.reduce((a, b) => a + b) * (20000 / 65536);
    assert(Math.abs(area - 1) < 1e-3, String(area));
  }
  const middles = filters.map((row) => row.indexOf(Math.max(...row)));
  middles.reduce((before, at) => (assert(at > before), at));
});

Deno.test("band powers are weighted sums of squared magnitudes", () => {
  const filters = melFilters(20000, 64, 6);
  const values = Float32Array.from({ length: 2 * 33 }, (_, i) => i / 10);
  const got = melPowers({ rows: 2, columns: 33, values }, filters);
  assertEquals([got.rows, got.columns], [2, 6]);
  const weights = dense(20000, 64, 6);
  for (let row = 0; row < 2; row++) {
    weights.forEach((w, band) => {
      const want = w.reduce((sum, x, bin) => sum + x * values[row * 33 + bin]! ** 2, 0);
      assert(Math.abs(got.values[row * 6 + band]! / want - 1) < 1e-6);
    });
  }
});

Deno.test("more bands than the bins can fill are refused", () => {
  assertThrows(() => melFilters(20000, 64, 64), {
    name: "RangeError",
    message: "Cannot make mel bands as mels must leave a bin to every band: current value is 64",
  });
});
