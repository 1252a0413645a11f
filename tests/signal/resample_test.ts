import { deepStrictEqual as assertEquals, ok as assert, throws as assertThrows } from "node:assert/strict";
import golden from "../../fixtures/golden/sound.json" with { type: "json" };
import { randomFromUint32 } from "../../src/base/random.ts";
import { resample } from "../../src/signal/resample.ts";

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  assertEquals(a.length, b.length);
  return Array.from(a, (x, i) => Math.abs(x - b[i]!)).reduce((m, d) => Math.max(m, d), 0);
}

const noise = (n: number, seed = 1) => {
  const random = randomFromUint32(seed);
  return Float32Array.from({ length: n }, () => 2 * random.uniform() - 1);
};

for (const { rateHz, newRateHz, samples, expected } of golden.resample) {
  Deno.test(`agrees with SciPy: ${samples.length} samples, ${rateHz} to ${newRateHz} Hz`, () => {
    const got = resample({ samples: Float32Array.from(samples), rateHz }, newRateHz);
    assertEquals(got.rateHz, newRateHz);
    assert(largestDifference(got.samples, expected) < 2e-7);
  });
}

/** The definition, one step after another: zeros between, the whole filter, every `down`-th value. */
function slowly(samples: Float32Array, up: number, down: number): number[] {
  const factor = Math.max(up, down);
  const half = 10 * factor;
  const i0 = (x: number) => {
    // Trapezoidal rule on its integral, which converges at once for a periodic function.
    const n = 64;
    return Array.from({ length: n }, (_, k) => Math.exp(x * Math.cos((2 * Math.PI * k) / n)) / n).reduce((
      a,
      b,
    ) => a + b);
  };
  const filter = Array.from({ length: 2 * half + 1 }, (_, i) => {
    const t = (i - half) / factor;
    return (t === 0 ? 1 : Math.sin(Math.PI * t) / (Math.PI * t)) *
      i0(5 * Math.sqrt(1 - ((i - half) / half) ** 2));
  });
  const gain = up / filter.reduce((a, b) => a + b);
  const count = Math.ceil((samples.length * up) / down);
  return Array.from({ length: count }, (_, n) => {
    let sum = 0;
    for (let i = 0; i < filter.length; i++) {
      const at = n * down + half - i;
      if (at >= 0 && at % up === 0 && at / up < samples.length) sum += filter[i]! * samples[at / up]!;
    }
    return sum * gain;
  });
}

for (const [up, down] of [[5, 12], [5, 4], [1, 3], [3, 1], [7, 5], [2, 13]] as const) {
  for (const n of [0, 1, 7, 40, 333, 1200]) {
    Deno.test(`is the filter's definition: ${n} samples by ${up}/${down}`, () => {
      const samples = noise(n, up * down + n);
      const got = resample({ samples, rateHz: 100 * down }, 100 * up);
      assert(largestDifference(got.samples, slowly(samples, up, down)) < 2e-7);
    });
  }
}

Deno.test("is the filter's definition for every ratio of small numbers", () => {
  const samples = noise(150);
  for (let up = 1; up <= 9; up++) {
    for (let down = 1; down <= 9; down++) {
      if (up === down) continue;
      const got = resample({ samples, rateHz: 100 * down }, 100 * up).samples;
      const common = [9, 8, 7, 6, 5, 4, 3, 2].find((d) => up % d === 0 && down % d === 0) ?? 1;
      assert(largestDifference(got, slowly(samples, up / common, down / common)) < 2e-7, `${up}/${down}`);
    }
  }
});

Deno.test("a tone below both limits keeps its amplitude and place, one above the new limit goes", () => {
  const tone = (hz: number, rateHz: number, n: number) =>
    Float32Array.from({ length: n }, (_, i) => Math.sin((2 * Math.PI * hz * i) / rateHz));
  const low = resample({ samples: tone(1000, 48000, 9600), rateHz: 48000 }, 20000).samples;
  assertEquals(low.length, 4000);
  assert(largestDifference(low.subarray(100, 3900), tone(1000, 20000, 4000).subarray(100, 3900)) < 2e-3);
  const high = resample({ samples: tone(14000, 48000, 9600), rateHz: 48000 }, 20000).samples;
  assert(high.subarray(100, 3900).every((x) => Math.abs(x) < 2e-3));
});

Deno.test("the same rate gives the same signal, another leaves the input as it was", () => {
  const samples = noise(100);
  const signal = { samples, rateHz: 20000 };
  assert(resample(signal, 20000) === signal);
  const before = samples.slice();
  resample(signal, 16000);
  assertEquals(samples, before);
});

Deno.test("more ratios than are kept give the same results again", () => {
  const samples = noise(200);
  const rates = [1000, 2000, 3000, 5000, 7000, 11000];
  const once = rates.map((rate) => resample({ samples, rateHz: 4000 }, rate).samples);
  const again = rates.map((rate) => resample({ samples, rateHz: 4000 }, rate).samples);
  assertEquals(again, once);
});

Deno.test("refuses rates that are no counts, and ratios that need gigabytes", () => {
  const signal = (rateHz: number) => ({ samples: noise(4), rateHz });
  for (const rate of [0, -1, 0.5, NaN, Infinity]) {
    assertThrows(() => resample(signal(8000), rate), {
      name: "RangeError",
      message: `Cannot resample as rateHz must be an integer >= 1: current value is ${rate}`,
    });
    assertThrows(() => resample(signal(rate), 8000), RangeError);
  }
  assertThrows(
    () => resample(signal(2_000_003), 20000),
    /factors <= 2000000: current value is "20000\/2000003"/,
  );
});
