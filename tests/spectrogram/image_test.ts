import { deepStrictEqual as assertEquals, ok as assert, throws as assertThrows } from "node:assert/strict";
import golden from "../../fixtures/golden/spectrogram.json" with { type: "json" };
import type { SpectrogramSettings } from "../../src/manifest/settings.ts";
import { images } from "../../src/spectrogram/image.ts";

const RATE = 20000;
const settings: SpectrogramSettings = {
  window: "hann",
  length: 128,
  hop: 32,
  scale: "decibel",
  mels: 24,
  rangeDb: 80,
  time: "resize",
  size: [16, 12],
  normalise: "image",
};
const signal = { samples: Float32Array.from(golden.samples), rateHz: RATE };
const of = (samples: Float32Array, change: Partial<SpectrogramSettings> = {}) =>
  images({ samples, rateHz: RATE }, { ...settings, ...change });

for (const [i, { expected, samples, ...wanted }] of golden.images.entries()) {
  Deno.test(`image ${i} agrees with SciPy and NumPy: ${wanted.scale}, ${wanted.size.join(" x ")}`, () => {
    const change = wanted as unknown as Partial<SpectrogramSettings>;
    const [image, ...others] = of(signal.samples.slice(0, samples), change);
    assertEquals(others, []);
    assertEquals(image!.length, expected.length);
    image!.forEach((v, j) =>
      assert(Math.abs(v - expected[j]!) < 1e-4, `cell ${j}: ${v} is not ${expected[j]}`)
    );
  });
}

Deno.test("rows are frequency from the lowest, columns are time", () => {
  const [height, width] = [8, 6];
  const tone = (hz: number, from: number, to: number) =>
    Float32Array.from(
      { length: 1280 },
      (_, i) => i < from || i >= to ? 0 : Math.sin((2 * Math.PI * hz * i) / RATE),
    );
  const loudest = (samples: Float32Array) => {
    const image = of(samples, { size: [height, width] })[0]!;
    const at = image.indexOf(Math.max(...image));
    return [Math.floor(at / width), at % width];
  };
  assertEquals(loudest(tone(500, 0, 300)), [0, 0]);
  assertEquals(loudest(tone(9500, 0, 300)), [7, 0]);
  assertEquals(loudest(tone(4400, 1050, 1280)), [3, 5]);
});

Deno.test("the range is kept below the loudest cell of the image", () => {
  for (const rangeDb of [20, 50]) {
    const image = of(signal.samples, { rangeDb, normalise: "none" })[0]!;
    assert(Math.abs(Math.max(...image) - Math.min(...image) - rangeDb) < 1e-4);
  }
});

Deno.test("training-set and none leave decibels", () => {
  assertEquals(of(signal.samples, { normalise: "training-set" }), of(signal.samples, { normalise: "none" }));
});

Deno.test("loudness far above the least amplitude changes decibels by its own", () => {
  const [loud, quiet] = [800, 100].map((gain) =>
    of(signal.samples.map((x) => x * gain), { normalise: "none" })[0]!
  );
  loud!.forEach((v, i) => assert(Math.abs(v - quiet![i]! - 20 * Math.log10(8)) < 0.05, `cell ${i}`));
});

Deno.test("a silent recording gives an image of one value", () => {
  for (const n of [1, 127, 5000]) {
    for (const scale of ["decibel", "log-mel"] as const) {
      assertEquals(of(new Float32Array(n), { scale }), [new Float32Array(16 * 12)]);
      const [image] = of(new Float32Array(n), { scale, normalise: "none" });
      assert(image!.every((v) => Math.abs(v + 120) < 1e-4));
    }
  }
});

Deno.test("fixed: the first seconds, or all with silence after it", () => {
  const time = { method: "fixed", seconds: 0.02 } as const;
  assertEquals(of(signal.samples, { time }), of(signal.samples.slice(0, 400)));
  const filled = new Float32Array(1000);
  filled.set(signal.samples);
  assertEquals(of(signal.samples, { time: { method: "fixed", seconds: 0.05 } }), of(filled));
});

Deno.test("windows: each overlaps the one before until every sample is in one", () => {
  const windows = (n: number, overlap: number) =>
    of(signal.samples.slice(0, n), { time: { method: "windows", seconds: 0.01, overlap } });
  const part = (from: number, to: number) => {
    const filled = new Float32Array(200);
    filled.set(signal.samples.slice(from, to));
    return of(filled)[0]!;
  };
  assertEquals(windows(100, 0), [part(0, 100)]);
  assertEquals(windows(200, 0.5), [part(0, 200)]);
  assertEquals(windows(201, 0.5), [part(0, 200), part(100, 201)]);
  assertEquals(windows(400, 0.5), [part(0, 200), part(100, 300), part(200, 400)]);
  assertEquals(windows(401, 0), [part(0, 200), part(200, 400), part(400, 401)]);
});

Deno.test("log-mel has its own number of bands before resizing", () => {
  const [few, many] = [12, 24].map((mels) => of(signal.samples, { length: 256, scale: "log-mel", mels })[0]!);
  assert(few!.length === many!.length && few!.some((v, i) => v !== many![i]));
});

Deno.test("the same input gives the same image, and is left alone", () => {
  const before = signal.samples.slice();
  assertEquals(images(signal, settings), images(signal, settings));
  assertEquals(signal.samples, before);
});

Deno.test("an empty or unsound signal is refused", () => {
  assertThrows(() => of(new Float32Array()), {
    name: "RangeError",
    message: "Cannot make a spectrogram as the signal must hold samples: current value is 0",
  });
  assertThrows(() => of(signal.samples.with(300, NaN)), RangeError);
});

Deno.test("settings out of range are refused by name", () => {
  const bad: [Partial<SpectrogramSettings>, RegExp][] = [
    ...[0, 1, 3, 1000, 0.5, -4, 131072, NaN].map((length): [Partial<SpectrogramSettings>, RegExp] => [
      { length },
      /length must be a power of two/,
    ]),
    ...[0, -1, 1.5, 129, NaN].map((hop): [Partial<SpectrogramSettings>, RegExp] => [
      { hop },
      /hop must be an integer from 1 to length \(128\)/,
    ]),
    [{ rangeDb: 0 }, /rangeDb must be > 0/],
    [{ rangeDb: NaN }, /rangeDb must be > 0/],
    [{ size: [0, 4] }, /size must be two integers/],
    [{ size: [4, 2.5] }, /size must be two integers/],
    [{ scale: "log-mel", mels: 0 }, /mels must be an integer/],
    [{ scale: "log-mel", mels: 200 }, /leave a bin to every band/],
    [{ time: { method: "fixed", seconds: 0 } }, /time.seconds must be > 0/],
    [{ time: { method: "fixed", seconds: 1e-6 } }, /time.seconds must be at least one sample/],
    [{ time: { method: "windows", seconds: 1, overlap: 1 } }, /time.overlap must be >= 0 and < 1/],
    [{ time: { method: "windows", seconds: 1, overlap: -0.1 } }, /time.overlap must be >= 0 and < 1/],
    [
      { time: { method: "windows", seconds: 0.01, overlap: 0.999 } },
      /step of time.overlap must be at least one/,
    ],
  ];
  for (const [change, rule] of bad) {
    assertThrows(() => of(signal.samples, change), (error) => {
      assert(error instanceof RangeError && rule.test(error.message), `${JSON.stringify(change)}: ${error}`);
      return true;
    });
  }
});
