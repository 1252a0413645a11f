import { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
import { evaluate } from "../../src/evaluation/evaluate.ts";
import type { Settings } from "../../src/manifest/settings.ts";
import { chartsOf } from "../../src/report/chart_set.ts";
import { reportDocument } from "../../src/report/document.ts";
import { facetsOf } from "../../src/report/page/facets.ts";
import { onePage } from "../../src/report/one_page.ts";
import { runTable } from "../../src/report/provenance.ts";
import type { SuiteResults } from "../../src/report/results.ts";
import { summarise } from "../../src/report/summary.ts";
import { tablesOf } from "../../src/report/table_set.ts";
import { readingsOf } from "../../src/report/wording.ts";
import { madeUpResults, type Plan, ravdess } from "./made_up.ts";

const LEAK = "leaks: windows of one recording on both sides";
const plans: readonly Plan[] = [
  {
    id: "image-k-fold",
    title: "Dealt one by one",
    suite: "made-up",
    corpus: ravdess,
    protocol: { name: "image-k-fold", folds: 3 },
    variants: ["raw, leaks", "clean, leaks"],
    runs: 3,
  },
  {
    id: "by-clip",
    title: "Dealt by clip",
    suite: "made-up",
    corpus: ravdess,
    protocol: { name: "utterance-k-fold", folds: 3 },
    variants: ["raw"],
    runs: 3,
  },
];

/** Half the clips right, whatever the images say; three quarters of the images with a sibling. */
const results: SuiteResults = (() => {
  const made = madeUpResults(plans, null, (plan) => plan.id === "by-clip" ? 0.5 : 0.9);
  const records = [...made.records.values()].map((record) => {
    if (record.settings.protocol.name !== "image-k-fold") return record;
    const clipMetrics = evaluate([0, 1], [0, 0], record.metrics.classes);
    return { ...record, clipMetrics, data: { ...record.data, siblingShare: 0.75 } };
  });
  return { ...made, records: new Map(records.map((record) => [record.id, record])) };
})();
const tables = tablesOf(results, summarise(results));

Deno.test("splits that leak have a table of their own, by image, by clip and how far they leak", () => {
  const { rows } = tables.leaks!;
  assertEquals(rows.map(({ cells }) => cells.slice(0, 4)), [
    ["image-k-fold", "raw, leaks", `image-wise random 3-fold (${LEAK})`, "3 runs"],
    ["image-k-fold", "clean, leaks", `image-wise random 3-fold (${LEAK})`, "3 runs"],
  ]);
  for (const { cells } of rows) {
    assertEquals(cells.slice(-3), ["50.0 ± 0.0", "50.0 ± 0.0", "75.0 ± 0.0"]);
    assert(Number.parseFloat(cells[4]!) > 80, cells[4]!);
  }
  const without = { ...results, experiments: results.experiments.slice(1) };
  assertEquals(tablesOf(without, summarise(without)).leaks, null);
});

Deno.test("a leak is named wherever it stands, and nowhere else", () => {
  const leaking = tables.comparison.rows.filter(({ cells }) => cells[1]!.includes(LEAK));
  assertEquals(leaking.map(({ cells }) => cells[3]), ["raw, leaks", "clean, leaks"]);
  const runs = runTable(results).rows.map(({ cells }) => [cells[2]!.includes(LEAK), cells[4]]);
  assertEquals(runs, [[true, "384 / 96 images"], [false, "384 / 96"]]);
  assert(onePage(results, null).join("\n").includes(LEAK));
  assertEquals(
    facetsOf([...results.records.values()][0]!.settings).protocol,
    `image-wise random 3-fold (${LEAK})`,
  );
  for (const { id, spec } of chartsOf(results)) {
    assertEquals(JSON.stringify(spec).includes(LEAK), !id.includes("by-clip"), id);
  }
  assert(reportDocument(results, tables, []).includes(tables.leaks!.caption));
});

Deno.test("what becomes of a clip's windows is told by the split", () => {
  const [leaking, byClip] = results.experiments.map(({ variants }) => variants[0]!.runs[0]!.settings);
  const image = ({ spectrogram, ...settings }: Settings) => {
    const time = { method: "windows", seconds: 1.5, overlap: 0.75 } as const;
    return Object.fromEntries(readingsOf({ ...settings, spectrogram: { ...spectrogram, time } })).image;
  };
  const windows = "128 x 128, windows of 1.5 s, 75 % overlap, ";
  assertEquals(image(leaking!), `${windows}each counted by itself`);
  assertEquals(image(byClip!), `${windows}votes averaged`);
});
