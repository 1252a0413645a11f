import { ok as assert } from "node:assert/strict";
import { amplitude, cosineOfTurns, powerOfTwo, sineOfTurns } from "../../src/corpus/portable_math.ts";

Deno.test("sine, cosine and powers of two agree with the platform's to 1e-12", () => {
  for (let i = -4000; i <= 4000; i++) {
    const x = i / 777;
    assert(Math.abs(sineOfTurns(x) - Math.sin(2 * Math.PI * x)) < 1e-12, `sine of ${x} turns`);
    assert(Math.abs(cosineOfTurns(x) - Math.cos(2 * Math.PI * x)) < 1e-12, `cosine of ${x} turns`);
    assert(Math.abs(powerOfTwo(x) / 2 ** x - 1) < 1e-12, `2 ** ${x}`);
    assert(Math.abs(amplitude(10 * x) / 10 ** (x / 2) - 1) < 1e-12, `${10 * x} dB`);
  }
  for (const x of [-60, 0, 60]) assert(powerOfTwo(x) === 2 ** x);
});
