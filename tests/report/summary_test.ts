import { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
import type { Claim } from "../../src/claims/claim.ts";
import type { ClaimsFile } from "../../src/claims/claims_file.ts";
import { estimate } from "../../src/evaluation/interval.ts";
import { confusionOver, estimateOver } from "../../src/record/aggregate.ts";
import { recordsOf } from "../../src/report/results.ts";
import { summarise } from "../../src/report/summary.ts";
import { madeUpResults } from "./made_up.ts";
import { madeUpHits, paperPlans, quickstartPlans } from "./plans.ts";

Deno.test("a summary row counts runs, planned runs and machines", () => {
  const summary = summarise(madeUpResults(paperPlans, null, madeUpHits));
  const row = (experiment: string, variant: string) =>
    summary.rows.find((r) => r.experiment === experiment && r.variant === variant)!;
  assertEquals(summary.rows.length, 2 * (2 + 2 + 2 + 6) + 2);
  const speaker = row("raw-clean-speaker-ravdess", "raw");
  assertEquals([speaker.runs, speaker.plannedRuns, speaker.runIds.length], [4, 6, 4]);
  assertEquals(speaker.machines, ["wasm, compiled", "webgpu, compiled"]);
  assert(speaker.mixedMachines);
  const absent = row("raw-clean-k-fold-iemocap", "clean");
  assertEquals([absent.runs, absent.accuracy, absent.parameters, absent.synthetic], [0, null, null, false]);
  assertEquals(row("cross-corpus-iemocap-ravdess", "raw").testCorpus, "ravdess");
  assertEquals(row("raw-clean-holdout-ravdess", "raw").accuracy!.interval, null);
});

Deno.test("synthetic voices are flagged before and after they are run", () => {
  for (const hit of [null, 0.7]) {
    const summary = summarise(madeUpResults(quickstartPlans, null, () => hit));
    assert(summary.synthetic && summary.rows.every((row) => row.synthetic));
  }
});

Deno.test("folds get the corrected interval, a fixed split the plain one", () => {
  const results = madeUpResults(paperPlans, null, (_, __, fold) => 0.4 + 0.05 * fold);
  const records = (id: string) =>
    recordsOf(results, results.experiments.find((e) => e.id === id)!.variants[0]!);
  const accuracy = (r: ReturnType<typeof records>[number]) => r.metrics.accuracy;
  const folds = records("raw-clean-k-fold-ravdess");
  assertEquals(estimateOver(folds, accuracy), estimate(folds.map(accuracy), { testToTrain: 96 / 384 }));
  const [cross] = records("cross-corpus-iemocap-ravdess");
  const seeds = [cross!, { ...cross!, metrics: { ...cross!.metrics, accuracy: 0.1 } }];
  assertEquals(estimateOver(seeds, accuracy), estimate(seeds.map(accuracy), { testToTrain: null }));
  assertEquals(estimateOver([], accuracy), null);
  assertEquals(estimateOver(folds, () => null), null);
});

Deno.test("confusion matrices of several runs are added up", () => {
  const results = madeUpResults(quickstartPlans, null, () => 0.7);
  const records = recordsOf(results, results.experiments[0]!.variants[0]!);
  const sum = confusionOver(records)!;
  assertEquals(sum.counts.flat().reduce((a, b) => a + b, 0), 2 * 96);
  sum.shares.forEach((row) => assert(Math.abs(row.reduce((a, b) => a + b, 0) - 1) < 1e-12));
  assertEquals(confusionOver([]), null);
});

Deno.test("claims stand in the summary with what was found of them", () => {
  const runs = { experiment: "raw-clean-k-fold-ravdess", variant: "raw" };
  const claim: Claim = {
    id: "table-1.raw",
    place: { table: 1, row: "raw", column: "accuracy" },
    kind: "value",
    printed: "83 %",
    value: 83,
    decimals: 0,
    unit: "percent",
    meaning: "made up",
    quantity: { measure: "accuracy" },
    subject: "made up",
    test: { kind: "value", corpus: "ravdess", runs, quantity: { measure: "accuracy" }, tolerance: 0.02 },
  };
  const claims: ClaimsFile = {
    format: 1,
    paper: { title: "made up", doi: "10.1234/made-up" },
    tolerances: [],
    facts: [],
    splits: [],
    claims: [claim],
  };
  // Fold 1 was made by another backend.
  const results = { ...madeUpResults(paperPlans, null, () => 0.5), claims };
  const [found] = summarise(results).claims;
  assertEquals([found!.id, found!.verdict, found!.unit, found!.value], [
    claim.id,
    "contradicted",
    "share",
    0.83,
  ]);
  assertEquals(found!.runIds, [0, 2, 3, 4].map((fold) => `raw-clean-k-fold-ravdess/raw/${fold}`));
  assert(found!.interval![0] < found!.measured! && found!.measured! < found!.interval![1]);
  assertEquals(summarise(madeUpResults(paperPlans, null, madeUpHits)).claims, []);
});
