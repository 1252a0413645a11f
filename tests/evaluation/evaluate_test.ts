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

const names = (k: number) => Array.from({ length: k }, (_, i) => `class ${i}`);

for (const [name, want] of Object.entries(golden.metrics as Record<string, GoldenMetrics>)) {
  Deno.test(`metrics agree with scikit-learn: ${name}`, () => {
    const got = evaluate(want.labels, want.predicted, names(want.classes));
    close(got.accuracy, want.accuracy, "accuracy");
    close(got.unweightedAccuracy, want.unweightedAccuracy, "unweighted accuracy");
    assertEquals(got.confusion, want.confusion);
    want.perClass.forEach(([precision, recall, f1, support], k) => {
      close(got.perClass[k]!.precision, precision!, `precision of ${k}`);
      close(got.perClass[k]!.recall, recall!, `recall of ${k}`);
      close(got.perClass[k]!.f1, f1!, `F1 of ${k}`);
      assertEquals(got.perClass[k]!.support, support);
    });
    for (const how of ["weighted", "macro"] as const) {
      close(got[how].precision, want[how][0]!, `${how} precision`);
      close(got[how].recall, want[how][1]!, `${how} recall`);
      close(got[how].f1, want[how][2]!, `${how} F1`);
      assertEquals(got[how].support, want.labels.length);
    }
  });
}

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
