import { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
import paperJson from "../../experiments/deepika2025/paper.json" with { type: "json" };
import { randomFor, shuffled } from "../../src/base/random.ts";
import { parsePaper } from "../../src/report/paper.ts";
import type { SuiteResults } from "../../src/report/results.ts";
import { writeReport } from "../../src/report/write.ts";
import { assertGolden } from "./golden.ts";
import { madeUpResults, madeUpSpectrograms, madeUpWaveform } from "./made_up.ts";
import { madeUpHits, paperPlans, quickstartPlans } from "./plans.ts";

const paper = parsePaper(paperJson);

/** All files of a report, in memory. */
async function filesOf(results: SuiteResults): Promise<Map<string, string | Uint8Array>> {
  const files = new Map<string, string | Uint8Array>();
  const written = await writeReport(results, "out", (path, data) => {
    files.set(path, data);
    return Promise.resolve();
  });
  assertEquals(written, [...files.keys()]);
  return files;
}

function text(files: Map<string, string | Uint8Array>, path: string): string {
  const data = files.get(path);
  assert(typeof data === "string", `${path} was not written`);
  return data;
}

/** Every picture that the document links is among the files. */
function assertLinksHold(files: Map<string, string | Uint8Array>): void {
  const links = [...text(files, "out/report.md").matchAll(/\]\((charts\/[^)]+)\)/g)].map((match) =>
    match[1]!
  );
  for (const link of links) assert(files.has(`out/${link}`), `${link} is not written`);
}

Deno.test("the report of a paper's suite, partly run", async () => {
  const files = await filesOf(madeUpResults(paperPlans, paper, madeUpHits));
  assertLinksHold(files);
  await assertGolden("paper-report.md", text(files, "out/report.md"));
  await assertGolden("paper-table-1.csv", text(files, "out/tables/table-1.csv"));
  await assertGolden("paper-table-1.tex", text(files, "out/tables/table-1.tex"));
  await assertGolden("paper-accuracy-ravdess.svg", text(files, "out/charts/accuracy-ravdess.svg"));
  for (const n of [1, 2, 3, 4, 5, 6, 7, 8, 9]) assert(files.has(`out/tables/table-${n}.tex`), `table ${n}`);
  assert(!files.has("out/tables/table-10.tex"), "Table 10 is compared with nothing here");
});

Deno.test("the report of a suite without a paper, with figures", async () => {
  const results = madeUpResults(quickstartPlans, null, () => 0.7);
  const figures = { waveforms: [madeUpWaveform()], spectrograms: madeUpSpectrograms(), networks: [] };
  const files = await filesOf({ ...results, figures });
  assertLinksHold(files);
  await assertGolden("quickstart-report.md", text(files, "out/report.md"));
  await assertGolden("quickstart-summary.json", text(files, "out/summary.json"));
  await assertGolden("quickstart-confusion.svg", text(files, "out/charts/confusion-quickstart.svg"));
  for (const [path, data] of files) {
    if (!/\.(svg|tex)$/.test(path)) continue;
    assert(
      /[Ss]ynthetic voices: a check of the pipeline/.test(data as string),
      `${path} says nothing of the voices`,
    );
  }
});

Deno.test("a report of nothing says so and how to start", async () => {
  const files = await filesOf(madeUpResults(paperPlans, paper, () => null));
  const report = text(files, "out/report.md");
  assert(report.includes("Nothing run yet: 108 runs planned."));
  assert(
    report.includes("deno task replicate experiments/deepika2025/*.manifest.json --only '{raw-clean-k-fold-"),
  );
  assert(![...files.keys()].some((path) => path.startsWith("out/charts/")), "there is nothing to draw");
  assertEquals(JSON.parse(text(files, "out/summary.json")).rows[0].accuracy, null);
});

Deno.test("no experiments at all are a report, too", async () => {
  const results = madeUpResults(quickstartPlans, null, () => null);
  const files = await filesOf({ ...results, experiments: [] });
  assert(text(files, "out/report.md").includes("Nothing run yet: 0 runs planned."));
  assert(!text(files, "out/report.md").includes("Not shown"));
});

Deno.test("records that no manifest asks for are told of, not shown", async () => {
  const results = madeUpResults(quickstartPlans, null, () => 0.5);
  const files = await filesOf({ ...results, experiments: [] });
  const report = text(files, "out/report.md");
  assert(report.includes("Nothing run yet: 0 runs planned."));
  assert(report.includes(`\nNot shown: ${results.records.size} records of runs that no manifest`), report);
});

Deno.test("records that cannot be believed are counted and named", async () => {
  const results = madeUpResults(quickstartPlans, null, () => 0.5);
  const leftOut = ["runs/a.json: is not JSON: what", "runs/b.json: is no file"];
  const files = await filesOf({ ...results, leftOut });
  const report = text(files, "out/report.md");
  assert(
    report.includes("\nLeft out: 2 records that cannot be believed, named under the notes on the data."),
  );
  for (const line of leftOut) assert(report.includes(`record left out: ${line}`), report);
  assert(text(files, "out/index.html").includes("Left out: 2 records that cannot be believed"));
});

Deno.test("equal results give equal files, whatever was drawn before", async () => {
  const results = madeUpResults(quickstartPlans, null, () => 0.6);
  const first = await filesOf(results);
  assertEquals(await filesOf(results), first);
});

Deno.test("records read in any order, and runs and experiments of a kind in any order, give the same numbers", async () => {
  const results = madeUpResults(paperPlans, paper, madeUpHits);
  const first = await filesOf(results);
  const random = randomFor(1, "order of records");
  const shuffledRecords = new Map(shuffled([...results.records], random));
  assertEquals(await filesOf({ ...results, records: shuffledRecords }), first);
  const experiments = results.experiments.map((experiment) => ({
    ...experiment,
    variants: experiment.variants.map((v) => ({ ...v, runs: shuffled(v.runs, random) })),
  }));
  const other = await filesOf({ ...results, experiments });
  for (const path of ["out/tables/comparison.csv", "out/charts/cost.vl.json", "out/charts/cost.svg"]) {
    assertEquals(text(other, path), text(first, path), path);
  }
});

Deno.test("a run that two experiments share is counted once", async () => {
  const results = madeUpResults(quickstartPlans, null, () => 0.7);
  const shared = results.experiments.map((experiment) => ({ ...experiment, id: `${experiment.id}-again` }));
  const files = await filesOf({ ...results, experiments: [...results.experiments, ...shared] });
  const { size } = results.records;
  const opening = /^(\d+)(?: of (\d+))? runs? of \d+ experiments?\./m.exec(text(files, "out/report.md"));
  assert(opening !== null, "the report does not say how many runs there are");
  assertEquals(opening.slice(1, 3).filter((n) => n !== undefined).map(Number).every((n) => n === size), true);
});
