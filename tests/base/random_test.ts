import { deepStrictEqual as assertEquals, ok as assert, throws as assertThrows } from "node:assert/strict";
import { randomFor, randomFromUint32, shuffled } from "../../src/base/random.ts";

Deno.test("MT19937 gives the reference numbers", () => {
  const random = randomFromUint32(5489);
  const numbers = Array.from({ length: 10_000 }, () => random.uint32());
  // ISO/IEC 14882, [rand.predef]: the 10000th number of mt19937, whose default seed is 5489.
  assertEquals(numbers[9999], 4123659995);
  assertEquals(numbers.slice(0, 5), [3499211612, 581869302, 3890346734, 3586334585, 545404204]);
});

Deno.test("a seed above 2^31 is a seed of its own", () => {
  const firsts = [0, 1, 2 ** 31, 2 ** 32 - 1].map((seed) => randomFromUint32(seed).uint32());
  assertEquals(new Set(firsts).size, 4);
  // First number of init_genrand(2^32 - 1), as NumPy's RandomState gives it.
  assertEquals(firsts[3], 419326371);
});

Deno.test("uniform numbers lie in [0, 1)", () => {
  const random = randomFromUint32(1);
  const numbers = Array.from({ length: 20_000 }, () => random.uniform());
  assert(numbers.every((v) => v >= 0 && v < 1));
  const mean = numbers.reduce((a, b) => a + b, 0) / numbers.length;
  assert(Math.abs(mean - 0.5) < 0.01, `mean ${mean}`);
});

Deno.test("integers are uniform where a plain remainder would not be", () => {
  // Of 2^32 numbers modulo 3 * 2^30, the lowest third would come up twice as often as the others.
  const bound = 3 * 2 ** 30;
  const random = randomFromUint32(3);
  const counts = [0, 0, 0];
  for (let i = 0; i < 30_000; i++) {
    const value = random.integer(bound);
    assert(Number.isInteger(value) && value >= 0 && value < bound);
    counts[Math.floor(value / 2 ** 30)]! += 1;
  }
  assert(counts.every((c) => Math.abs(c - 10_000) < 400), `counts ${counts}`);
});

Deno.test("bounds of integers", () => {
  const random = randomFromUint32(4);
  assert([1, 1, 1].every((bound) => random.integer(bound) === 0));
  assert(random.integer(2 ** 32) < 2 ** 32);
  for (const bound of [0, -1, 1.5, NaN, 2 ** 32 + 1]) {
    assertThrows(
      () => random.integer(bound),
      new RangeError(
        `Cannot draw an integer as bound must be an integer in [1, 2^32]: current value is ${bound}`,
      ),
    );
  }
});

Deno.test("normal numbers have mean 0, deviation 1 and the tails of a normal distribution", () => {
  const random = randomFromUint32(5);
  const numbers = Array.from({ length: 40_000 }, () => random.normal());
  assert(numbers.every(Number.isFinite));
  const mean = numbers.reduce((a, b) => a + b, 0) / numbers.length;
  const deviation = Math.sqrt(numbers.reduce((sum, v) => sum + (v - mean) ** 2, 0) / numbers.length);
  const outside = numbers.filter((v) => Math.abs(v) > 1.959964).length / numbers.length;
  assert(Math.abs(mean) < 0.02, `mean ${mean}`);
  assert(Math.abs(deviation - 1) < 0.02, `deviation ${deviation}`);
  assert(Math.abs(outside - 0.05) < 0.005, `outside ${outside}`);
});

Deno.test("every purpose has a stream of its own", () => {
  const first = (...purpose: (string | number)[]) => randomFor(0, ...purpose).uint32();
  assertEquals(first("order", 1), first("order", 1));
  const all = [
    first("order", 1),
    first("order", 2),
    first("dropout", 1),
    first("order", "1"),
    first("order1"),
  ];
  assertEquals(new Set(all).size, all.length);
  assert(randomFor(1, "order", 1).uint32() !== all[0]);
});

Deno.test("a shuffle is a permutation, each equally likely", () => {
  const random = randomFromUint32(6);
  const counts = new Map<string, number>();
  const items = Object.freeze(["a", "b", "c"]);
  for (let i = 0; i < 12_000; i++) {
    const key = shuffled(items, random).join("");
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  assertEquals([...counts.keys()].sort(), ["abc", "acb", "bac", "bca", "cab", "cba"]);
  assert([...counts.values()].every((c) => Math.abs(c - 2000) < 200), [...counts].join(" "));
  const many = Array.from({ length: 500 }, (_, i) => i);
  const mixed = shuffled(many, random);
  assert(mixed.some((v, i) => v !== i));
  assertEquals(mixed.toSorted((a, b) => a - b), many);
  assertEquals(shuffled([], random), []);
});
