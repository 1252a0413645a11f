import { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
import type { Claim } from "../../src/claims/claim.ts";
import {
  claimsUnderReadings,
  multiverseOf,
  type MultiverseResult,
  readingsThatReach,
} from "../../src/claims/multiverse.ts";
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
  for (const { label, cell, input, speakerIndependent, record } of result.readings) {
    assertEquals([input === "raw", speakerIndependent], [cell[0] === 1, cell[1] === 1]);
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

Deno.test("readings whose split leaks are counted apart, whatever they reach", () => {
  const records = recordsOf(10);
  const chosen = result.readings.at(-1)!.record;
  const protocol = { name: "image-k-fold", folds: 5 } as const;
  records.set(chosen.id, { ...chosen, settings: { ...chosen.settings, protocol } });
  const { readings, leaking, effects } = multiverseOf(experiment, records)!;
  assertEquals(leaking.map(({ record }) => record.id), [chosen.id]);
  assertEquals(leaking[0]!.speakerIndependent, false);
  assertEquals(readings, result.readings.slice(0, -1));
  assertEquals(effects!.n, 9);
});

Deno.test("a reading reaches a number that it misses by the tolerance, not by more", () => {
  const raw = result.readings.filter(({ input }) => input === "raw");
  const random = raw.filter(({ speakerIndependent }) => !speakerIndependent).length;
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
      of: ({ id }) => accuracies[result.readings.findIndex((r) => r.record.id === id)]!,
    }).median;
  assertEquals([of([0.1, 0.4, 0.2]), of([0.1, 0.2, 0.25, 0.9]), of([0.3])], [0.2, 0.225, 0.3]);
});

const claim = (
  id: string,
  value: number,
  unit: "percent" | "share",
  runs: string,
  measure: string,
): Claim => ({
  id,
  place: { section: "made up" },
  kind: "value",
  printed: String(value),
  value,
  decimals: 0,
  unit,
  meaning: "made up",
  quantity: { measure: "accuracy" },
  subject: "made up",
  test: {
    kind: "value",
    corpus: "ravdess",
    runs: { experiment: "other", variant: runs },
    quantity: { measure: measure as "accuracy" },
    tolerance: 0.02,
  },
});

Deno.test("claims about accuracy meet the readings of their input, corpus and measure", () => {
  const other = { ...claim("iemocap", 50, "percent", "raw", "accuracy") };
  const claims = [
    claim("raw", 60, "percent", "raw", "accuracy"),
    claim("clean", 0.83, "share", "clean", "accuracy"),
    claim("raw recall", 58, "percent", "raw", "unweightedAccuracy"),
    claim("f1", 58, "percent", "raw", "f1"),
    claim("pooling", 58, "percent", "raw, max-pool", "accuracy"),
    { ...other, test: { ...other.test, corpus: "iemocap" } as Claim["test"] },
    { ...claim("nothing", 1, "percent", "raw", "accuracy"), test: noTest },
  ];
  const got = claimsUnderReadings(claims, result);
  const count = (m: MultiverseResult, input: string) => m.readings.filter((r) => r.input === input).length;
  assertEquals(got.map((c) => [c.claim, c.input, c.measure, c.value, c.tolerance, c.tried, c.reaching > 0]), [
    ["raw", "raw", "accuracy", 0.6, 0.02, count(result, "raw"), true],
    ["clean", "clean", "accuracy", 0.83, 0.02, count(result, "clean"), false],
    ["raw recall", "raw", "unweightedAccuracy", 0.58, 0.02, count(result, "raw"), false],
  ]);
  assertEquals(got[2]!.best?.value, 0.6 - 0.05);
});

const noTest: Claim["test"] = { kind: "none", verdict: "not testable", why: "made up" };
