import { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
import { bestReading, multiverseOf, readingsThatReach, withoutLeaks } from "../../src/claims/multiverse.ts";
import { expandManifest } from "../../src/manifest/expand.ts";
import { parseManifest } from "../../src/manifest/manifest.ts";
import type { RunRecord } from "../../src/record/record.ts";
import { madeUpRecord } from "../report/made_up.ts";

const experiment = expandManifest(
  parseManifest({
    id: "multiverse",
    title: "Made up",
    corpus: { name: "ravdess" },
    protocol: { name: "utterance-k-fold", folds: 5 },
    matrix: {
      "signal.silence": [{ method: "peak" }, null],
      "protocol": [{ name: "utterance-k-fold", folds: 5 }, { name: "speaker-k-fold", folds: 6 }],
      "training.epochs": [1, 2, 3],
    },
    sample: { runs: 10 },
  }),
  "made-up",
);

/** Accuracy 0.5, 0.1 more for raw, 0.2 less for speakers; unweighted accuracy 0.05 less. */
function recordsOf(count: number): Map<string, RunRecord> {
  return new Map(
    experiment.variants.slice(0, count).map(({ runs }, i): [string, RunRecord] => {
      const record = madeUpRecord(runs[0]!, "made-up", 0.5);
      const [silence, protocol] = experiment.multiverse!.cells[i]!;
      const accuracy = 0.5 + 0.1 * silence! - 0.2 * protocol!;
      return [record.id, {
        ...record,
        metrics: { ...record.metrics, accuracy, unweightedAccuracy: accuracy - 0.05 },
      }];
    }),
  );
}

const result = multiverseOf(experiment, recordsOf(10))!;

Deno.test("readings are sorted, know their input and split, and fit their runs", () => {
  assertEquals([result.planned, result.readings.length, result.combinations, result.corpus], [
    10,
    10,
    12,
    "ravdess",
  ]);
  const accuracies = result.readings.map(({ accuracy }) => accuracy);
  assertEquals(accuracies, accuracies.toSorted((a, b) => a - b));
  for (const { label, cell, input, split, record } of result.readings) {
    assertEquals([input === "raw", split], [cell[0] === 1, cell[1] === 1 ? "speaker-independent" : "random"]);
    assertEquals(label, experiment.variants.find((v) => v.runs[0]!.id === record.id)!.label);
    assertEquals(label.includes("raw"), input === "raw");
    assertEquals(record.settings.training.epochs, cell[2]! + 1);
  }
  const { effects } = result;
  assert(Math.abs(effects!.explained - 1) < 1e-9, "the made-up accuracies have nothing but main effects");
  assert(effects!.factors[1]!.alone > effects!.factors[0]!.alone);
  assert(effects!.factors[2]!.unique < 1e-9);
});

Deno.test("what was not run is left out, and nothing is null", () => {
  const some = multiverseOf(experiment, recordsOf(4))!;
  assertEquals([some.readings.length, some.planned], [4, 10]);
  assertEquals(multiverseOf(experiment, new Map()), null);
  assertEquals(multiverseOf({ ...experiment, multiverse: null }, recordsOf(4)), null);
});

Deno.test("a reading reaches a number that it misses by the tolerance, not by more", () => {
  const raw = result.readings.filter(({ input }) => input === "raw");
  const random = raw.filter(({ split }) => split === "random").length;
  const reach = (value: number, tolerance: number) => readingsThatReach(raw, { value, tolerance });
  assertEquals(reach(0.6, 0).reaching, random);
  assertEquals(reach(0.62, 0.02).reaching, random);
  assertEquals(reach(0.63, 0.02).reaching, 0);
  assertEquals(reach(0.4, 0).reaching, raw.length);
  assertEquals(reach(0.6, 0).tried, raw.length);
  assertEquals(reach(0.6, 0).best?.value, 0.6);
  assertEquals(readingsThatReach([], { value: 0.5, tolerance: 0 }), {
    value: 0.5,
    tolerance: 0,
    tried: 0,
    reaching: 0,
    best: null,
    median: null,
  });
});

Deno.test("the median lies between the middle two", () => {
  const of = (accuracies: readonly number[]) =>
    readingsThatReach(accuracies.map((accuracy, i) => ({ ...result.readings[i]!, accuracy })), {
      value: 1,
      tolerance: 0,
    }).median;
  assertEquals([of([0.1, 0.4, 0.2]), of([0.1, 0.2, 0.25, 0.9]), of([0.3])], [0.2, 0.225, 0.3]);
});

Deno.test("readings whose split leaks are never the best, nor in a mean with others", () => {
  const records = recordsOf(10);
  const top = result.readings.at(-1)!.record;
  const leaking = {
    ...top.settings.protocol,
    name: "image-k-fold",
  } as unknown as typeof top.settings.protocol;
  records.set(top.id, { ...top, settings: { ...top.settings, protocol: leaking } });
  const leaky = multiverseOf(experiment, records)!;
  assertEquals(leaky.readings.at(-1)!.split, "leaking");
  assertEquals(bestReading(leaky)!.record.id, result.readings.at(-2)!.record.id);
  assertEquals([leaky.effects!.n, withoutLeaks(leaky.readings).length], [9, 9]);
  const only = { ...leaky, readings: leaky.readings.slice(-1) };
  assertEquals([bestReading(only), withoutLeaks(only.readings).length], [null, 1]);
});
