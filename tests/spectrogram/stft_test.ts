import { deepStrictEqual as assertEquals, ok as assert, throws as assertThrows } from "node:assert/strict";
import golden from "../../fixtures/golden/spectrogram.json" with { type: "json" };
import { randomFromUint32 } from "../../src/base/random.ts";
import { spectrogram } from "../../src/spectrogram/stft.ts";
import { windowOf } from "../../src/spectrogram/window.ts";

type Name = "hann" | "hamming" | "rectangular";

for (const [name, expected] of Object.entries(golden.windows)) {
  Deno.test(`window agrees with SciPy: ${name}`, () => {
    const got = windowOf(name as Name, 16);
    assertEquals(got.length, 16);
    got.forEach((w, i) => assert(Math.abs(w - expected[i]!) < 1e-9));
  });
}

for (const { window, length, hop, samples, expected } of golden.stft) {
  Deno.test(`transform agrees with SciPy: ${window} ${length}, hop ${hop}, ${samples} samples`, () => {
    const signal = Float32Array.from(golden.samples.slice(0, samples));
    const got = spectrogram(signal, { window: window as Name, length, hop });
    assertEquals(got.columns, length / 2 + 1);
    assertEquals(got.values.length, expected.length);
    got.values.forEach((m, i) => assert(Math.abs(m - expected[i]!) < 1e-8, `cell ${i}: ${m}`));
  });
}

/** The definition, frame by frame and bin by bin. */
function slowly(samples: Float32Array, name: Name, length: number, hop: number): number[][] {
  const window = windowOf(name, length);
  const sum = window.reduce((a, b) => a + b);
  const frames: number[][] = [];
  for (let start = 0; start === 0 || start + length <= samples.length; start += hop) {
    frames.push(Array.from({ length: length / 2 + 1 }, (_, k) => {
      let re = 0, im = 0;
      for (let i = 0; i < length; i++) {
        const x = (samples[start + i] ?? 0) * window[i]!;
        re += x * Math.cos((2 * Math.PI * k * i) / length);
        im -= x * Math.sin((2 * Math.PI * k * i) / length);
      }
      return Math.hypot(re, im) / sum;
    }));
  }
  return frames;
}

// Even and odd numbers of frames, one frame, less than one, and lengths of both kinds of the transform.
for (
  const [length, hop, n] of [[32, 8, 95], [32, 8, 103], [64, 64, 64], [64, 5, 63], [16, 3, 1], [
    8,
    8,
    24,
  ]] as const
) {
  for (const name of ["hann", "hamming", "rectangular"] as const) {
    Deno.test(`is the transform's definition: ${name} ${length}, hop ${hop}, ${n} samples`, () => {
      const random = randomFromUint32(n);
      const samples = Float32Array.from({ length: n }, () => random.normal());
      const got = spectrogram(samples, { window: name, length, hop });
      const want = slowly(samples, name, length, hop);
      assertEquals(got.rows, want.length);
      got.values.forEach((m, i) => assert(Math.abs(m - want.flat()[i]!) < 1e-6, `cell ${i}: ${m}`));
    });
  }
}

Deno.test("a sine in the middle of a bin has half its amplitude there", () => {
  const samples = Float32Array.from(
    { length: 2048 },
    (_, i) => 0.8 * Math.sin((2 * Math.PI * 100 * i) / 1024),
  );
  const { rows, columns, values } = spectrogram(samples, { window: "hann", length: 1024, hop: 256 });
  assertEquals([rows, columns], [5, 513]);
  for (let row = 0; row < rows; row++) assert(Math.abs(values[row * columns + 100]! - 0.4) < 1e-6);
});

Deno.test("a loud frame does not leak into the quiet one that shares its transform", () => {
  const random = randomFromUint32(3);
  const samples = Float32Array.from({ length: 128 }, (_, i) => (i < 64 ? 1 : 1e-7) * random.normal());
  const pair = spectrogram(samples, { window: "hann", length: 64, hop: 64 });
  const alone = spectrogram(samples.slice(64), { window: "hann", length: 64, hop: 64 });
  alone.values.forEach((m, k) => assert(Math.abs(pair.values[33 + k]! / m - 1) < 1e-6));
});

Deno.test("each call is new: results stay, the input is left alone", () => {
  const samples = Float32Array.from(golden.samples);
  const settings = { window: "hann", length: 64, hop: 48 } as const;
  const first = spectrogram(samples, settings);
  const copy = first.values.slice();
  spectrogram(samples.map((x) => x * 2), settings);
  assertEquals(first.values, copy);
  assertEquals(samples, Float32Array.from(golden.samples));
});

Deno.test("a sample that is not finite is refused wherever it is in a frame", () => {
  for (const value of [NaN, Infinity, -Infinity]) {
    for (const at of [0, 1, 31, 32, 50, 95]) {
      const samples = new Float32Array(96).fill(0.5).with(at, value);
      assertThrows(() => spectrogram(samples, { window: "hann", length: 32, hop: 32 }), RangeError);
    }
  }
});
