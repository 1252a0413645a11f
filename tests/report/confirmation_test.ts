import { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
import { type Confirmation, testHash } from "../../src/confirmation/confirmation.ts";
import type { SuiteResults } from "../../src/report/results.ts";
import { writeReport } from "../../src/report/write.ts";
import { madeUpResults } from "./made_up.ts";
import { withPredictions } from "./page/suite.ts";
import { quickstartPlans } from "./plans.ts";

const made = madeUpResults(quickstartPlans, null, () => 0.7);
const results: SuiteResults = {
  ...made,
  records: new Map([...made.records].map(([id, record]) => [id, withPredictions(record)])),
};

/** A program that says what the records say. */
const confirmation: Confirmation = {
  format: 1,
  name: "mine",
  suite: results.suite,
  madeBy: { program: "<b>mine</b>.py", framework: "Mine|<i>", version: "2", options: {} },
  margin: 0.02,
  runs: [...results.records.values()].map((record) => ({
    run: record.id,
    test: testHash(record),
    predicted: record.predictions.map(({ predicted }) => record.data.classes.indexOf(predicted)),
  })),
};

async function written(given: SuiteResults): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  await writeReport(given, "out", (path, data) => {
    if (typeof data === "string") files.set(path, data);
    return Promise.resolve();
  });
  return files;
}

Deno.test("report, page and tables show what a second implementation says", async () => {
  const files = await written({ ...results, confirmations: [confirmation] });
  const [report, page] = [files.get("out/report.md")!, files.get("out/index.html")!];
  assert(
    report.includes("## Second implementation\n\n**Accuracy by Mine\\|\\<i\\> 2 and by the records"),
    report,
  );
  assert(page.includes('id="confirmations"') && page.includes('href="#confirmations"'));
  assert(page.includes("Mine|&#60;i&#62;") && page.includes("&#60;b&#62;mine"));
  assert(!page.includes("Mine|<i>") && !page.includes("<b>mine</b>.py"));
  const rows = files.get("out/tables/confirmation-mine.csv")!.trim().split("\r\n");
  assertEquals(rows.length, 1 + 4);
  for (const row of rows.slice(1)) assert(row.includes(",0.00,") && row.includes(",yes,< 0.001,"), row);
});

Deno.test("without a confirmation nothing is said of one", async () => {
  for (const given of [results, { ...results, confirmations: [] }]) {
    const files = await written(given);
    assert(!files.get("out/report.md")!.includes("Second implementation"));
    assert(!files.get("out/index.html")!.includes('id="confirmations"'));
  }
});
