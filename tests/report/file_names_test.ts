import { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
import { variantNames } from "../../src/report/file_names.ts";
import { tablesOf } from "../../src/report/table_set.ts";
import { summarise } from "../../src/report/summary.ts";
import { pageDataOf } from "../../src/report/page/page_data.ts";
import { matrixDetails } from "../../src/report/page/confusion_section.ts";
import { madeUpExperiment, madeUpResults, type Plan, ravdess } from "./made_up.ts";

function planOf(id: string, variants: readonly string[]): Plan {
  const protocol = { name: "utterance-holdout", testShare: 0.2 } as const;
  return { id, title: id, suite: "suite", corpus: ravdess, protocol, variants, runs: 1 };
}

const LABELS = [
  ...["clean (< 40 dB)", "clean (> 40 dB)", "Clean 40 dB", "raw"],
  ...["чистый", "сырой", "清潔", "–", "x".repeat(300), `${"x".repeat(300)}y`],
];

Deno.test("variants have distinct names whatever their script or signs; plain ones keep their words", () => {
  const experiments = [planOf("gain", LABELS), planOf("gain-raw", ["b", "a"]), planOf("gain-raw-b", ["c"])]
    .map(madeUpExperiment);
  const nameOf = variantNames(experiments);
  const names = experiments.flatMap(({ id, variants }) => variants.map(({ label }) => nameOf(id, label)));
  const all = [...names, ...experiments.map(({ id }) => id)];
  assertEquals(new Set(all.map((name) => name.toLowerCase())).size, all.length, names.join("\n"));
  for (const name of names) assert(/^[a-z0-9-]{1,140}$/.test(name), name);
  assertEquals(variantNames([madeUpExperiment(planOf("gain", LABELS))])("gain", "raw"), "gain-raw");
  assertEquals(nameOf("gain-raw", "a"), "gain-raw-a");
});

Deno.test("each variant has its own table, and a cell of the page opens its own clips", async () => {
  const results = madeUpResults([planOf("gain", ["clean (< 40 dB)", "clean (> 40 dB)"])], null, () => 0.5);
  const { confusion } = tablesOf(results, summarise(results));
  assertEquals(new Set(confusion.map(({ id }) => id)).size, 2);
  const details = new Map(matrixDetails(await pageDataOf(results)));
  assertEquals(
    confusion.map(({ id }) => details.get(id)!.runs),
    results.experiments[0]!.variants.map(({ runs }) => runs.map(({ id }) => id)),
  );
});
