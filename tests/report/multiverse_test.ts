import { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
import paperJson from "../../experiments/deepika2025/paper.json" with { type: "json" };
import { expandManifest } from "../../src/manifest/expand.ts";
import { parseManifest } from "../../src/manifest/manifest.ts";
import { settingRows } from "../../src/report/charts/setting_rows.ts";
import { spreadLabels } from "../../src/report/charts/spread_labels.ts";
import { chartsOf } from "../../src/report/chart_set.ts";
import { reportDocument } from "../../src/report/document.ts";
import { toMarkdown } from "../../src/report/markdown.ts";
import { parsePaper } from "../../src/report/paper.ts";
import { renderSvg } from "../../src/report/render.ts";
import type { SuiteResults } from "../../src/report/results.ts";
import { summarise } from "../../src/report/summary.ts";
import { tablesOf } from "../../src/report/table_set.ts";
import { assertGolden } from "./golden.ts";
import { madeUpRecord, madeUpResults } from "./made_up.ts";
import { madeUpHits, paperPlans } from "./plans.ts";

const experiment = expandManifest(
  parseManifest({
    id: "multiverse-made-up",
    title: "Made up",
    corpus: { name: "ravdess" },
    protocol: { name: "utterance-k-fold", folds: 5 },
    matrix: {
      "signal.silence": [{ method: "peak" }, { method: "noise-floor" }, null],
      "model.padding": ["same", "two-pixels"],
      "protocol": [{ name: "utterance-k-fold", folds: 5 }, { name: "speaker-k-fold", folds: 6 }],
    },
    labels: {
      "signal.silence": ["peak", "noise floor", "raw"],
      "protocol": ["random 5-fold", "speaker-independent"],
    },
    sample: { runs: 12 },
  }),
  "deepika2025",
);

function withMultiverse(count: number): SuiteResults {
  const results = madeUpResults(paperPlans, parsePaper(paperJson), madeUpHits);
  const own = experiment.variants.slice(0, count).map(({ runs }, i) => {
    const [silence, , protocol] = experiment.multiverse!.cells[i]!;
    return madeUpRecord(runs[0]!, "deepika2025", 0.5 + 0.06 * silence! - 0.15 * protocol!);
  });
  return {
    ...results,
    experiments: [...results.experiments, experiment],
    records: new Map([...results.records, ...own.map((record) => [record.id, record] as const)]),
  };
}

const results = withMultiverse(10);
const plain = madeUpResults(paperPlans, parsePaper(paperJson), madeUpHits);

Deno.test("the tables of a multiverse", async () => {
  const tables = tablesOf(results, summarise(results)).multiverse;
  assertEquals(tables.map(({ id }) => id), [
    "multiverse-made-up-reach",
    "multiverse-made-up-shares",
    "multiverse-made-up-levels",
  ]);
  await assertGolden("multiverse-tables.md", tables.map(toMarkdown).join("\n\n") + "\n");
});

Deno.test("the specification curve is drawn without a warning, every reading in it", async () => {
  const chart = chartsOf(results).find(({ section }) => section === "multiverse")!;
  const warnings: string[] = [];
  const svg = await renderSvg(chart.spec, (message) => warnings.push(message));
  assertEquals(warnings, []);
  for (const text of ["default reading", "noise floor", "silence removal", "chance 12.5", "10 of 12 drawn"]) {
    assert(svg.includes(text), text);
  }
  assert(!/NaN|undefined|null/.test(svg), "it shows a missing number");
  await assertGolden("multiverse.svg", svg);
});

Deno.test("a multiverse leaves everything else as it is", () => {
  const [with_, without] = [summarise(results), summarise(plain)];
  assertEquals(with_.rows, without.rows);
  assertEquals({ ...tablesOf(results, with_), multiverse: [] }, tablesOf(plain, without));
  const others = chartsOf(results).filter(({ section }) => section !== "multiverse");
  assertEquals(others, chartsOf(plain));
  const text = reportDocument(results, tablesOf(results, with_), chartsOf(results));
  assert(text.includes("## Sensitivity to the readings\n\n![Every reading's accuracy on RAVDESS"));
  assert(!reportDocument(plain, tablesOf(plain, without), chartsOf(plain)).includes("Sensitivity"));
});

Deno.test("the summary lists the readings that were run", () => {
  const [multiverse] = summarise(results).multiverses;
  assertEquals([multiverse!.planned, multiverse!.readings.length], [12, 10]);
  assertEquals(new Set(multiverse!.readings.map(({ split }) => split)).size, 2);
  assert(multiverse!.readings.every(({ runId }) => results.records.has(runId)));
  assertEquals(summarise(withMultiverse(0)).multiverses, []);
  assertEquals(tablesOf(withMultiverse(0), summarise(withMultiverse(0))).multiverse, []);
  assertEquals(summarise(withMultiverse(1)).multiverses[0]!.effects, null);
  assertEquals(tablesOf(withMultiverse(1), summarise(withMultiverse(1))).multiverse.length, 2);
});

Deno.test("labels keep their distance and their order, and stay where there is room", () => {
  assertEquals(spreadLabels([10, 50, 30], 5), [10, 50, 30]);
  assertEquals(spreadLabels([50, 50], 4), [48, 52]);
  assertEquals(spreadLabels([80, 83, 80.5, 20], 5), [80 + 3.5 / 3 - 5, 80 + 3.5 / 3 + 5, 80 + 3.5 / 3, 20]);
  assertEquals(spreadLabels([], 5), []);
  const values = Array.from({ length: 9 }, (_, i) => (7 * i * i) % 23);
  const places = spreadLabels(values, 3);
  const order = values.map((_, i) => i).sort((a, b) => places[a]! - places[b]!);
  for (let i = 1; i < order.length; i++) {
    assert(values[order[i]!]! >= values[order[i - 1]!]!);
    assert(places[order[i]!]! - places[order[i - 1]!]! >= 3 - 1e-9);
  }
});

Deno.test("a row says the mean of its readings", () => {
  const split = "random split" as const;
  const readings = [[0.2, 0], [0.4, 0], [0.9, 1]].map(([accuracy, level]) => ({
    accuracy: accuracy!,
    split,
    cell: [level!],
  }));
  assertEquals(settingRows([{ name: "scale", levels: ["a", "b", "c"] }], readings), [
    { row: "|scale", text: "mean % (readings)" },
    { row: "1|a", text: "30.0 (2)" },
    { row: "1|b", text: "90.0 (1)" },
    { row: "1|c", text: "– (0)" },
  ]);
});
