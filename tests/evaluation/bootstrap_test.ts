import { deepStrictEqual as assertEquals, ok as assert, throws as assertThrows } from "node:assert/strict";
import { randomFromUint32 } from "../../src/base/random.ts";
import { bootstrapInterval, type CreditedClip } from "../../src/evaluation/bootstrap.ts";
import golden from "../../fixtures/golden/inference.json" with { type: "json" };

Deno.test("intervals agree with pooling the drawn clips one by one in NumPy", () => {
  const sets: Readonly<Record<string, readonly CreditedClip[]>> = golden.bootstrap.clips;
  for (const want of golden.bootstrap.cases) {
    const got = bootstrapInterval(sets[want.clips]!, {
      statistic: want.statistic as "accuracy",
      random: randomFromUint32(want.seed),
      resamples: want.resamples,
      level: want.level,
    })!;
    got.forEach((edge, i) => assert(Math.abs(edge - want.interval[i]!) < 1e-12, `${got} / ${want.interval}`));
  }
});

const clip = (speaker: number, credit: number): CreditedClip => ({
  speaker: `${speaker}`,
  label: "a",
  credit,
});
const interval = (clips: readonly CreditedClip[], seed = 1) =>
  bootstrapInterval(clips, { statistic: "accuracy", random: randomFromUint32(seed) });

Deno.test("the interval does not depend on the order of the clips", () => {
  const clips = Array.from({ length: 60 }, (_, i) => clip(i % 6, Number(i % 7 < 1 + i % 6)));
  assertEquals(interval(clips), interval(clips.toReversed()));
  assert(interval(clips)![0] !== interval(clips, 2)![0] || interval(clips)![1] !== interval(clips, 2)![1]);
});

Deno.test("speakers, not clips, are the unit", () => {
  // Every clip of a speaker alike: forty clips of four speakers know no more than four numbers.
  const alike = Array.from({ length: 40 }, (_, i) => clip(i % 4, i % 4 < 2 ? 1 : 0));
  assertEquals(interval(alike), interval(alike.slice(0, 4)));
  assertEquals(interval(alike), [0, 1]);
  const mixed = Array.from({ length: 40 }, (_, i) => clip(i % 4, i % 8 < 4 ? 1 : 0));
  assertEquals(interval(mixed), [0.5, 0.5]);
});

Deno.test("2000 drawings of a corpus take milliseconds", () => {
  const clips = Array.from(
    { length: 1440 },
    (_, i) => ({ ...clip(i % 24, i % 3 === 0 ? 1 : 0), label: `${i % 8}` }),
  );
  const start = performance.now();
  bootstrapInterval(clips, { statistic: "unweightedAccuracy", random: randomFromUint32(1) });
  assert(performance.now() - start < 500);
});

Deno.test("one speaker has no interval; wrong arguments are refused", () => {
  assertEquals(interval([clip(1, 1), clip(1, 0)]), null);
  const random = randomFromUint32(1);
  const two = [clip(1, 1), clip(2, 0)];
  assertThrows(() => interval([]), /at least one clip/);
  assertThrows(() => interval([clip(1, NaN)]), /credits must be finite/);
  assertThrows(() => bootstrapInterval(two, { statistic: "accuracy", random, resamples: 0 }), RangeError);
  assertThrows(() => bootstrapInterval(two, { statistic: "accuracy", random, level: 1 }), RangeError);
});
