import { deepStrictEqual as assertEquals, ok as assert, throws as assertThrows } from "node:assert/strict";
import { confusionMatrix, rowShares } from "../../src/evaluation/confusion.ts";
import { evaluate } from "../../src/evaluation/evaluate.ts";
import golden from "../../fixtures/golden/evaluation.json" with { type: "json" };

interface GoldenMetrics {
  readonly labels: number[];
  readonly predicted: number[];
  readonly classes: number;
  readonly accuracy: number;
  readonly unweightedAccuracy: number;
  readonly perClass: number[][];
  readonly weighted: number[];
  readonly macro: number[];
  readonly confusion: number[][];
}

function close(got: number, want: number, what: string): void {
  assert(Math.abs(got - want) <= 1e-12, `${what}: ${got} is not ${want}`);
}

const SCORES = ["precision", "recall", "f1"] as const;

const names = (k: number) => Array.from({ length: k }, (_, i) => `class ${i}`);

for (const [name, want] of Object.entries(golden.metrics as Record<string, GoldenMetrics>)) {
  Deno.test(`metrics agree with scikit-learn: ${name}`, () => {
    const got = evaluate(want.labels, want.predicted, names(want.classes));
    close(got.accuracy, want.accuracy, "accuracy");
    close(got.unweightedAccuracy, want.unweightedAccuracy, "unweighted accuracy");
    assertEquals(got.confusion, want.confusion);
    // scikit-learn has 0 for a class without clips, which is absent here.
    const present = want.perClass.filter(([, , , support]) => support! > 0);
    const mean = (score: number) => present.reduce((sum, row) => sum + row[score]!, 0) / present.length;
    close(mean(1), want.unweightedAccuracy, "mean recall of the classes with clips");
    const averages = { weighted: want.weighted, macro: [mean(0), mean(1), mean(2)] };
    SCORES.forEach((score, s) => {
      want.perClass.forEach((row, k) => {
        const own = got.perClass[k]!;
        assertEquals(own.support, row[3]);
        if (own.support === 0) assertEquals(own[score], null);
        else close(own[score]!, row[s]!, `${score} of ${k}`);
      });
      for (const how of ["weighted", "macro"] as const) {
        close(got[how][score], averages[how][s]!, `${how} ${score}`);
        assertEquals(got[how].support, want.labels.length);
      }
    });
  });
}

Deno.test("a perfect classifier has 100 % in every average, whichever class has no clips", () => {
  const { macro, weighted, unweightedAccuracy, perClass } = evaluate([0, 2, 2, 3], [0, 2, 2, 3], names(4));
  for (const { precision, recall, f1 } of [macro, weighted]) assertEquals([precision, recall, f1], [1, 1, 1]);
  assertEquals(unweightedAccuracy, 1);
  assertEquals(perClass[1], { precision: null, recall: null, f1: null, support: 0 });
});

Deno.test("row shares are recalls on the diagonal; a class without clips stays zero", () => {
  assertEquals(rowShares([[3, 1, 0], [0, 0, 0], [0, 2, 2]]), [[0.75, 0.25, 0], [0, 0, 0], [0, 0.5, 0.5]]);
});

Deno.test("rows are true classes, columns predicted ones", () => {
  assertEquals(confusionMatrix([0, 0, 1], [1, 1, 1], 2), [[0, 2], [0, 1]]);
});

Deno.test("wrong arguments are refused with the value named", () => {
  assertThrows(() => evaluate([], [], ["a"]), {
    name: "RangeError",
    message: "Cannot evaluate as there must be at least one clip: current value is 0",
  });
  assertThrows(() => evaluate([0, 1], [0], ["a", "b"]), /predictions must be as many as labels \(2\).* 1$/);
  assertThrows(() => evaluate([2], [0], ["a", "b"]), /integers from 0 to 1: current value is 2/);
  assertThrows(() => evaluate([0], [-1], ["a", "b"]), /current value is -1/);
  assertThrows(() => evaluate([0], [0.5], ["a", "b"]), /current value is 0.5/);
});
