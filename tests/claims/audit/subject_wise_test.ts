import { deepStrictEqual as assertEquals } from "node:assert/strict";
import { randomFor } from "../../../src/base/random.ts";
import { audit } from "../../../src/claims/audit/audit.ts";
import { fraction } from "../../../src/claims/audit/fraction.ts";
import { printedInterval } from "../../../src/claims/audit/interval.ts";
import { canGive } from "../../../src/claims/audit/whole_numbers.ts";
import type { StatedSplit } from "../../../src/claims/claims_file.ts";
import { claim, fact, paperOf } from "./made_up.ts";

const FIVE: StatedSplit = {
  id: "five-fold",
  place: { section: "Method" },
  trainShare: null,
  testShare: null,
  folds: 5,
  meaning: "folds of actors",
};

function rulesFor(text: string, split: Partial<StatedSplit>, corpus = "ravdess", clips = 1440): string[] {
  const accuracy = claim("Results", { measure: "accuracy", corpus }, text, "percent");
  const facts = [fact("clips", clips, { about: corpus })];
  return audit(paperOf([accuracy], facts, [{ ...FIVE, ...split }])).map(({ rule }) => rule);
}

Deno.test("folds of 5, 5, 5, 5 and 4 of RAVDESS's actors can give 80.08 % and 86.70 %", () => {
  for (const text of ["80.08", "86.70"]) {
    assertEquals(rulesFor(text, {}), [], `${text}, not said`);
    assertEquals(rulesFor(text, { by: "speaker" }), [], `${text}, by speaker`);
    assertEquals(rulesFor(text, { foldSizes: [300, 300, 300, 300, 240] }), [], `${text}, sizes said`);
    assertEquals(rulesFor(text, { by: "utterance" }), ["grim"], `${text}, by utterance`);
    assertEquals(rulesFor(text, { foldSizes: [288, 288, 288, 288, 288] }), ["grim"], `${text}, equal`);
  }
  assertEquals(rulesFor("80.091", {}), ["grim"]); // no multiple of 1/6000
});

Deno.test("speakers of unlike numbers of clips, or of unknown number, exclude nothing that is dealt by speaker", () => {
  assertEquals(rulesFor("70.853", { by: "speaker" }, "emodb", 535), []);
  assertEquals(rulesFor("70.853", {}, "emodb", 535), []);
  assertEquals(rulesFor("70.853", { by: "utterance" }, "emodb", 535), ["grim"]);
  assertEquals(rulesFor("70.853", { by: "speaker" }, "made-up", 50), []);
  assertEquals(rulesFor("70.853", {}, "made-up", 50), ["grim"]);
});

Deno.test("more folds than clips, and sizes that take too many tries, accuse nobody of anything", () => {
  assertEquals(rulesFor("50", { folds: 10_000, by: "utterance" }, "made-up", 50), []);
  const sizes = Array.from({ length: 30 }, (_, i) => 1_000_003 + 2 * i);
  assertEquals(canGive(sizes, printedInterval(0.123456789, 9)), true);
});

Deno.test("a mean over folds is possible exactly where trying every number of right clips finds it", () => {
  const random = randomFor(9, "audit fold sizes");
  for (let trial = 0; trial < 300; trial++) {
    const sizes = Array.from({ length: 2 + random.integer(3) }, () => 2 + random.integer(8));
    const share = printedInterval(random.uniform(), 2 + random.integer(2));
    const sums = sizes.reduce<number[]>(
      (all, n) => all.flatMap((sum) => Array.from({ length: n + 1 }, (_, right) => sum + right * (2520 / n))),
      [0],
    );
    const scale = BigInt(2520 * sizes.length);
    const inside = (n: number) => {
      const at = fraction(BigInt(n), scale);
      return at.n * share.low.d >= share.low.n * at.d && at.n * share.high.d <= share.high.n * at.d;
    };
    assertEquals(canGive(sizes, share), sums.some(inside), `${sizes} ${trial}`);
  }
});
