import { ok as assert, throws as assertThrows } from "node:assert/strict";
import { fisherExact } from "../../src/evaluation/fisher.ts";

const close = (got: number, want: number) =>
  assert(Math.abs(got - want) <= 1e-10 * Math.max(1e-3, want), `${got}, not ${want}`);

Deno.test("the one-sided p of known tables", () => {
  // Fisher's tea tasting: 3 of 4 cups right by chance, (16 + 1) / 70.
  close(fisherExact({ first: 4, firstWith: 3, second: 4, secondWith: 1 }), 17 / 70);
  close(fisherExact({ first: 4, firstWith: 4, second: 4, secondWith: 0 }), 1 / 70);
  // C(10, 4) / C(160, 4): four of 160 that all come from the same ten.
  close(fisherExact({ first: 4, firstWith: 4, second: 156, secondWith: 6 }), 210 / 26_294_360);
  close(fisherExact({ first: 5, firstWith: 0, second: 9, secondWith: 4 }), 1);
  close(fisherExact({ first: 0, firstWith: 0, second: 3, secondWith: 2 }), 1);
});

Deno.test("it agrees with counting every way to deal the trait", () => {
  for (let first = 0; first <= 4; first++) {
    for (let second = 0; second <= 4; second++) {
      for (let having = 0; having <= first + second; having++) {
        const ways = subsets(first + second).filter((set) => set.length === having);
        for (let own = Math.max(0, having - second); own <= Math.min(first, having); own++) {
          const share = ways.filter((set) => set.filter((i) => i < first).length >= own).length / ways.length;
          close(fisherExact({ first, firstWith: own, second, secondWith: having - own }), share);
        }
      }
    }
  }
});

function subsets(n: number): number[][] {
  return Array.from({ length: 2 ** n }, (_, bits) => [...Array(n).keys()].filter((i) => bits & (1 << i)));
}

Deno.test("counts that cannot be are refused", () => {
  assertThrows(() => fisherExact({ first: 2, firstWith: 3, second: 1, secondWith: 0 }), RangeError);
  assertThrows(() => fisherExact({ first: -1, firstWith: 0, second: 1, secondWith: 0 }), RangeError);
  assertThrows(() => fisherExact({ first: 2, firstWith: 1, second: 1.5, secondWith: 0 }), RangeError);
});
