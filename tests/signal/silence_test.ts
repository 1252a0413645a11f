import { deepStrictEqual as assertEquals, ok as assert, throws as assertThrows } from "node:assert/strict";
import golden from "../../fixtures/golden/sound.json" with { type: "json" };
import { randomFromUint32 } from "../../src/base/random.ts";
import type { SilenceSettings } from "../../src/manifest/settings.ts";
import { removeSilence, silenceDecision } from "../../src/signal/silence.ts";

/** 1 kHz and frames of 4 ms: frames of 4 samples. */
const RATE = 1000;
const FRAME = { frameMs: 4, keep: "loud-frames" } as const;
const peak = (rangeDb: number): SilenceSettings => ({ ...FRAME, method: "peak", rangeDb });
const floor = (percentile: number, marginDb: number): SilenceSettings => ({
  ...FRAME,
  method: "noise-floor",
  percentile,
  marginDb,
});
const mean = (windowMs: number, ratio: number): SilenceSettings => ({
  ...FRAME,
  method: "running-mean",
  windowMs,
  ratio,
});
const trim = (settings: SilenceSettings): SilenceSettings => ({ ...settings, keep: "trim-ends" });

/** A signal with one frame of 4 samples per peak, the peak negative and not first. */
const withPeaks = (...peaks: number[]) => ({
  samples: Float32Array.from(peaks.flatMap((p) => [p / 2, 0, -p, p / 4])),
  rateHz: RATE,
});
const keptOf = (peaks: number[], settings: SilenceSettings) =>
  [...silenceDecision(withPeaks(...peaks), settings).kept].join("");
const decibels = (db: number) => 10 ** (db / 20);

Deno.test("peak: a frame is kept above the range and dropped at or below it", () => {
  for (const range of [20, 40]) {
    const edge = decibels(-range);
    assertEquals(keptOf([1, edge * 1.001, edge * 0.999, edge / 2], peak(range)), "1100", `${range} dB`);
  }
  // 2^-2 is exact in singles and in the threshold's double: at the threshold is not above it.
  const exact = peak(-20 * Math.log10(0.25));
  const { thresholds } = silenceDecision(withPeaks(1, 0.25), exact);
  assert(Math.abs(thresholds[0]! - 0.25) < 1e-7);
});

Deno.test("peak: the threshold follows the recording", () => {
  assertEquals(keptOf([0.001, 0.0002, 0.00005], peak(20)), "110");
  assertEquals(keptOf([1, 0.001, 0.0002, 0.00005], peak(20)), "1000");
});

Deno.test("noise-floor: the margin is above the percentile of the frame peaks", () => {
  // Peaks sorted 0.01 0.02 0.03 0.04 1: the 25th percentile is 0.02, and 6.0206 dB double it.
  const peaks = [0.03, 1, 0.01, 0.04, 0.02];
  assertEquals(keptOf(peaks, floor(25, 20 * Math.log10(2) - 0.01)), "01010");
  assertEquals(keptOf(peaks, floor(25, 20 * Math.log10(2) + 0.01)), "01000");
  assertEquals(keptOf(peaks, floor(0, 5)), "11011");
  assertEquals(keptOf(peaks, floor(100, 0)), "00000");
});

Deno.test("noise-floor: digital silence as the floor keeps any sound", () => {
  assertEquals(keptOf([0, 0, 0, 1e-6, 0.5], floor(50, 12)), "00011");
});

for (const { percentile, expected } of golden.percentile.cases) {
  Deno.test(`noise-floor: percentile ${percentile} as NumPy has it`, () => {
    const { thresholds } = silenceDecision(withPeaks(...golden.percentile.peaks), floor(percentile, 0));
    for (const t of thresholds) assert(Math.abs(t - expected) < 1e-7, `${t} is not ${expected}`);
  });
}

Deno.test("running-mean: the threshold is the ratio times the mean of the neighbourhood", () => {
  // 12 ms are the frame and one on each side; at the ends those that there are.
  const { thresholds, framePeaks, kept } = silenceDecision(withPeaks(0.1, 0.4, 0.1, 0.1, 0.7), mean(12, 0.5));
  assertEquals([...framePeaks], [0.1, 0.4, 0.1, 0.1, 0.7].map(Math.fround));
  [0.125, 0.1, 0.1, 0.15, 0.2].forEach((t, i) => assert(Math.abs(thresholds[i]! - t) < 1e-7, `frame ${i}`));
  assertEquals([...kept].join(""), "01001");
  // 4 to 7 ms are the frame alone: everything is above half of itself, nothing above all of itself.
  for (const window of [4, 7]) assertEquals(keptOf([0.3, 0.2], mean(window, 0.5)), "11");
  assertEquals(keptOf([0.3, 0.2], mean(4, 1)), "00");
  assertEquals(keptOf([0.3, 0.2, 0.1], mean(1e6, 1)), "100");
});

Deno.test("loud-frames drops inner pauses, trim-ends only the ends", () => {
  const peaks = [0.001, 0.5, 0.001, 0.001, 1, 0.001];
  assertEquals(keptOf(peaks, peak(40)), "010010");
  assertEquals(keptOf(peaks, trim(peak(40))), "011110");
  const { samples } = withPeaks(...peaks);
  assertEquals(removeSilence({ samples, rateHz: RATE }, trim(peak(40))).samples, samples.slice(4, 20));
  assertEquals(
    [...removeSilence({ samples, rateHz: RATE }, peak(40)).samples],
    [...samples.slice(4, 8), ...samples.slice(16, 20)],
  );
});

Deno.test("the last frame is kept or dropped like the others, however short", () => {
  const samples = Float32Array.of(1, 0, 0, 0, 0.5);
  assertEquals(removeSilence({ samples, rateHz: RATE }, peak(20)).samples, samples);
  assertEquals(removeSilence({ samples: samples.with(4, 0.01), rateHz: RATE }, peak(20)).samples.length, 4);
});

Deno.test("a frame is frameMs long, to the nearest sample", () => {
  const length = (rateHz: number, frameMs: number) =>
    silenceDecision({ samples: new Float32Array(9), rateHz }, { ...peak(40), frameMs }).frameLength;
  assertEquals(length(20000, 20), 400);
  assertEquals(length(22050, 10), 221);
  assertEquals(length(1000, 0.6), 1);
});

/** Noise of a level of its own per frame between silent ends, 100 frames and a part of one. */
function bursts(seed: number): Float32Array {
  const random = randomFromUint32(seed);
  const levels = Array.from(
    { length: 101 },
    (_, i) => i < 5 || i > 95 ? 0 : 10 ** (-3 * random.uniform()),
  );
  return Float32Array.from({ length: 402 }, (_, i) => levels[Math.floor(i / 4)]! * random.normal());
}

const METHODS = [peak(30), floor(20, 10), mean(40, 0.8)];
for (const settings of [...METHODS, ...METHODS.map(trim)]) {
  const name = `${settings.method}, ${settings.keep}`;

  Deno.test(`${name}: loudness as a whole changes nothing`, () => {
    for (let seed = 0; seed < 20; seed++) {
      const samples = bursts(seed);
      const { kept } = silenceDecision({ samples, rateHz: RATE }, settings);
      assert(kept.includes(0) && kept.includes(1));
      for (const gain of [2 ** -10, 4]) {
        const louder = silenceDecision({ samples: samples.map((x) => x * gain), rateHz: RATE }, settings);
        assertEquals(louder.kept, kept);
      }
    }
  });

  Deno.test(`${name}: the result is the kept frames, and the input is left alone`, () => {
    const samples = bursts(7);
    const before = samples.slice();
    const { kept, frameLength } = silenceDecision({ samples, rateHz: RATE }, settings);
    const want = [...samples].filter((_, i) => kept[Math.floor(i / frameLength)] === 1);
    assertEquals([...removeSilence({ samples, rateHz: RATE }, settings).samples], want);
    assertEquals(samples, before);
  });

  Deno.test(`${name}: silence and no samples give no samples`, () => {
    for (const n of [0, 1, 50]) {
      assertEquals(removeSilence({ samples: new Float32Array(n), rateHz: RATE }, settings).samples.length, 0);
    }
  });

  Deno.test(`${name}: a sample that is not finite is refused`, () => {
    for (const value of [NaN, Infinity, -Infinity]) {
      for (const at of [0, 17, 401]) {
        assertThrows(() => removeSilence({ samples: bursts(1).with(at, value), rateHz: RATE }, settings), {
          name: "RangeError",
          message: `Cannot remove silence as samples must be finite: current value is ${value}`,
        });
      }
    }
  });
}

Deno.test("peak: doing it twice changes nothing more", () => {
  for (const settings of [peak(30), trim(peak(30))]) {
    for (let seed = 0; seed < 20; seed++) {
      const once = removeSilence({ samples: bursts(seed), rateHz: RATE }, settings);
      assertEquals(removeSilence(once, settings), once);
    }
  }
});

Deno.test("peak: only silence gives nothing", () => {
  for (let at = 0; at < 9; at++) {
    const samples = new Float32Array(9).with(at, 1e-30);
    assert(removeSilence({ samples, rateHz: RATE }, peak(0.001)).samples.length > 0);
  }
});

Deno.test("refuses settings out of range", () => {
  const refused = (settings: SilenceSettings, rule: RegExp) =>
    assertThrows(() => removeSilence(withPeaks(1), settings), (error) => {
      assert(error instanceof RangeError && rule.test(error.message), String(error));
      return true;
    });
  for (const rangeDb of [0, -1, NaN, Infinity]) refused(peak(rangeDb), /rangeDb must be > 0/);
  for (const percentile of [-1, 100.5, NaN]) refused(floor(percentile, 6), /percentile must be 0 to 100/);
  for (const margin of [-1, NaN, Infinity]) refused(floor(10, margin), /marginDb must be >= 0/);
  for (const window of [3, NaN, Infinity]) refused(mean(window, 1), /windowMs must be >= frameMs/);
  for (const ratio of [0, -1, NaN, Infinity]) refused(mean(40, ratio), /ratio must be > 0/);
  for (const frameMs of [0, -20, 0.4, NaN, Infinity]) {
    refused({ ...peak(40), frameMs }, /frameMs must be at least one sample/);
  }
});
