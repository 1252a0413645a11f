import { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
import { amplitudeToDecibels, limitRange, powerToDecibels } from "../../src/spectrogram/decibel.ts";

/** Values over the whole range that occurs, densely where the table has its edges. */
const values = Float32Array.from({ length: 40001 }, (_, i) => 10 ** (-14 + i / 2500));
const edges = Float32Array.from({ length: 4097 }, (_, i) => 1 + i / 2048 + (i % 3 - 1) * 2 ** -23);

Deno.test("amplitudes: within 1e-5 dB of 20 log10(amplitude + 1e-6)", () => {
  for (const amplitudes of [values, edges]) {
    const got = amplitudes.slice();
    amplitudeToDecibels(got);
    got.forEach((d, i) => {
      const want = 20 * Math.log10(amplitudes[i]! + 1e-6);
      assert(Math.abs(d - want) < 1e-5, `${amplitudes[i]}: ${d} is not ${want}`);
    });
  }
});

Deno.test("powers: within 1e-5 dB of 10 log10(power + 1e-12)", () => {
  for (const powers of [values, edges]) {
    const got = powers.slice();
    powerToDecibels(got);
    got.forEach((d, i) => {
      const want = 10 * Math.log10(powers[i]! + 1e-12);
      assert(Math.abs(d - want) < 1e-5, `${powers[i]}: ${d} is not ${want}`);
    });
  }
});

Deno.test("silence is -120 dB, full scale 0 dB", () => {
  for (const convert of [amplitudeToDecibels, powerToDecibels]) {
    const got = Float32Array.of(0, 1);
    convert(got);
    assert(Math.abs(got[0]! + 120) < 1e-5 && Math.abs(got[1]!) < 1e-5, String(got));
  }
});

Deno.test("a part of a larger array is converted alone", () => {
  const all = Float32Array.of(5, 1, 5);
  amplitudeToDecibels(all.subarray(1, 2));
  assert(all[0] === 5 && all[2] === 5 && Math.abs(all[1]!) < 1e-4);
});

Deno.test("what is further below the loudest value than the range is lifted to it", () => {
  const got = Float32Array.of(-10, -89.5, -90, -90.5, -120);
  limitRange(got, 80);
  assertEquals([...got], [-10, -89.5, -90, -90, -90]);
});
