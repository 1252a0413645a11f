import { deepStrictEqual as assertEquals, ok as assert, throws as assertThrows } from "node:assert/strict";
import { holm } from "../../src/evaluation/holm.ts";
import golden from "../../fixtures/golden/inference.json" with { type: "json" };

Deno.test("adjusted p values agree with R's formula", () => {
  for (const { p, adjusted } of golden.holm) {
    const got = holm(p);
    assertEquals(got.length, adjusted.length);
    got.forEach((value, i) => assert(Math.abs(value - adjusted[i]!) < 1e-14, `${got} is not ${adjusted}`));
  }
});

Deno.test("rejecting adjusted p values is Holm's procedure step by step", () => {
  const p = [0.011, 0.2, 0.004, 0.03, 0.012];
  const rejected = new Set<number>();
  const order = p.map((_, i) => i).sort((a, b) => p[a]! - p[b]!);
  for (const [rank, i] of order.entries()) {
    if (p[i]! > 0.05 / (p.length - rank)) break;
    rejected.add(i);
  }
  assertEquals(holm(p).map((q) => q <= 0.05), p.map((_, i) => rejected.has(i)));
});

Deno.test("what is no p value is refused", () => {
  for (const p of [-0.1, 1.1, NaN]) assertThrows(() => holm([0.5, p]), /each must be from 0 to 1/);
});
