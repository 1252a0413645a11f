import { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
import { throws as assertThrows } from "node:assert/strict";
import { UserError } from "../../src/base/errors.ts";
import { randomFor } from "../../src/base/random.ts";
import { expandManifest } from "../../src/manifest/expand.ts";
import { parseManifest } from "../../src/manifest/manifest.ts";
import { balancedOrder } from "../../src/manifest/sample.ts";

const order = (weights: readonly (readonly number[])[], count: number, seed = 0) =>
  balancedOrder(weights, count, randomFor(seed, "test"));
const ones = (levels: number) => Array.from({ length: levels }, () => 1);

function counts(cells: readonly (readonly number[])[], factor: number, levels: number): number[] {
  return Array.from({ length: levels }, (_, level) => cells.filter((c) => c[factor] === level).length);
}

Deno.test("every beginning has every level of a setting equally often, to within one", () => {
  const levels = [8, 2, 3, 2, 4, 3, 2, 2, 3];
  const cells = order(levels.map(ones), 120);
  assertEquals(cells[0], levels.map(() => 0));
  for (let n = 1; n <= cells.length; n++) {
    levels.forEach((size, factor) => {
      const own = counts(cells.slice(0, n), factor, size);
      assert(Math.max(...own) - Math.min(...own) <= 1, `${n} cells, factor ${factor}: ${own}`);
    });
  }
});

Deno.test("every beginning has levels in proportion to their weights, to within one", () => {
  const weights = [[3, 1, 1], [2, 1], [2, 1, 1, 1, 2], [1, 1], [1, 1, 1], [3, 1], [1, 1], [2, 1, 1]];
  const cells = order(weights, 90);
  for (let n = 1; n <= cells.length; n++) {
    weights.forEach((own, factor) => {
      const sum = own.reduce((a, b) => a + b);
      counts(cells.slice(0, n), factor, own.length).forEach((count, level) =>
        assert(Math.abs(count - n * own[level]! / sum) <= 1.01, `${n} cells, factor ${factor}: ${count}`)
      );
    });
  }
});

Deno.test("pairs of levels come equally often, more so than by chance", () => {
  const levels = [2, 3, 4, 2, 3];
  const cells = order(levels.map(ones), 48);
  for (let f = 0; f < levels.length; f++) {
    for (let g = f + 1; g < levels.length; g++) {
      const pairs = new Map<string, number>();
      for (const cell of cells) {
        const key = `${cell[f]} ${cell[g]}`;
        pairs.set(key, (pairs.get(key) ?? 0) + 1);
      }
      const expected = 48 / (levels[f]! * levels[g]!);
      assertEquals(pairs.size, levels[f]! * levels[g]!, `factors ${f} and ${g}: a pair never comes`);
      for (const count of pairs.values()) assert(Math.abs(count - expected) <= expected / 2 + 1, `${count}`);
    }
  }
});

Deno.test("a longer order begins with the shorter one, another seed gives another order", () => {
  const weights = [ones(5), [2, 1], ones(3), ones(3)];
  assertEquals(order(weights, 40).slice(0, 15), order(weights, 15));
  assert(JSON.stringify(order(weights, 15, 1)) !== JSON.stringify(order(weights, 15)));
});

Deno.test("in a small product balance gives way to what is left, by one or two", () => {
  const levels = [8, 2, 3, 2, 4];
  const cells = order(levels.map(ones), 192);
  assertEquals(new Set(cells.map((c) => c.join())).size, 192);
  levels.forEach((size, factor) => {
    const own = counts(cells, factor, size);
    assert(Math.max(...own) - Math.min(...own) <= 3, `factor ${factor}: ${own}`);
  });
});

Deno.test("the whole product comes once each", () => {
  const cells = order([ones(3), [5, 1], ones(4)], 24);
  assertEquals(new Set(cells.map((c) => c.join())).size, 24);
  assertEquals(order([], 1), [[]]);
  assertEquals(order([ones(3)], 0), []);
});

Deno.test("weights and counts out of range are refused", () => {
  assertThrows(() => order([[1, 0]], 1), /^RangeError: .*weights must be finite and > 0.*0/);
  assertThrows(() => order([[1, 1]], 3), /^RangeError: .*count must be an integer from 0 to 2.*3/);
});

const parsed = (parts: Record<string, unknown>) =>
  parseManifest({
    id: "small",
    title: "Small",
    corpus: { name: "synthetic" },
    protocol: { name: "utterance-k-fold", folds: 3 },
    matrix: {
      "signal.silence": [{ method: "peak" }, null],
      "model.padding": ["same", "two-pixels"],
      "training.epochs": [1, 2, 3],
    },
    labels: { "training.epochs": ["one", "two", "three"] },
    ...parts,
  });
const expand = (parts: Record<string, unknown>) => expandManifest(parsed(parts), "suite");

Deno.test("a sampled manifest has one run per cell, named by what differs from the first values", () => {
  const { variants, multiverse } = expand({ sample: { runs: 12 }, seeds: [4, 5] });
  assertEquals(variants[0]!.label, "default reading");
  assertEquals(variants.map(({ runs }) => runs.map((r) => [r.settings.seed, r.settings.fold])), [
    ...Array.from({ length: 12 }, () => [[4, 0]]),
  ]);
  assertEquals(new Set(variants.map((v) => v.label)).size, 12);
  assert(variants.some((v) => v.label === "raw, two-pixels, three"));
  assertEquals(multiverse?.combinations, 12);
  assertEquals(multiverse?.factors, [
    { path: "signal.silence", levels: ["clean", "raw"] },
    { path: "model.padding", levels: ["same", "two-pixels"] },
    { path: "training.epochs", levels: ["one", "two", "three"] },
  ]);
  multiverse!.cells.forEach((cell, i) => {
    const { signal, model, training } = variants[i]!.runs[0]!.settings;
    assertEquals(cell, [
      signal.silence === null ? 1 : 0,
      model.name === "dscnn" && model.padding === "two-pixels" ? 1 : 0,
      training.epochs - 1,
    ]);
  });
});

Deno.test("more runs add to those of fewer; without sample all combinations are run", () => {
  const ids = (runs: number) => expand({ sample: { runs } }).variants.map((v) => v.runs[0]!.id);
  assertEquals(ids(9).slice(0, 5), ids(5));
  const whole = expand({});
  assertEquals([whole.multiverse, whole.variants.length, whole.variants[0]!.runs.length], [null, 12, 3]);
  const all = new Set(whole.variants.flatMap((v) => v.runs.map((r) => r.id)));
  assert(ids(12).every((id) => all.has(id)), "a sampled run has the id that it has in the whole product");
});

Deno.test("what is wrong with a sample is said with its path", () => {
  const message = (sample: unknown) => {
    try {
      parsed({ sample });
    } catch (error) {
      if (error instanceof UserError) return error.message;
    }
    return "";
  };
  assertEquals(
    message({ runs: 13, weights: { "model.padding": [1], "model.name": [1] } }),
    [
      "manifest: 3 problems",
      "  sample.weights.model.padding: must have one number per value of matrix.model.padding",
      "  sample.weights.model.name: must have one number per value of matrix.model.name",
      "  sample.runs: must be at most 12, the combinations of matrix",
    ].join("\n"),
  );
  assert(message({ runs: 1, order: "random" }).includes("sample.order: unknown setting"));
  assert(message({ runs: 1, weights: { "model.padding": [1, 0] } }).includes("must be greater than 0"));
});
