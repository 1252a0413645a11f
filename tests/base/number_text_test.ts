import { deepStrictEqual as assertEquals } from "node:assert/strict";
import { counted, duration, percentText } from "../../src/base/number_text.ts";

Deno.test("durations", () => {
  const texts = [0, 0.4, 45, 59.6, 200, 3599.7, 7500, 360_000].map(duration);
  assertEquals(texts, [
    "0 s",
    "0 s",
    "45 s",
    "1 min 0 s",
    "3 min 20 s",
    "1 h 0 min",
    "2 h 5 min",
    "100 h 0 min",
  ]);
});

Deno.test("counts and shares", () => {
  assertEquals([0, 1, 2].map((n) => counted(n, "run")), ["0 runs", "1 run", "2 runs"]);
  assertEquals([1, 2].map((n) => counted(n, "run is", "runs are")), ["1 run is", "2 runs are"]);
  assertEquals([0, 0.45123, 1].map(percentText), ["0.0 %", "45.1 %", "100.0 %"]);
});
