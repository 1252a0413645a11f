import { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
import paperJson from "../../experiments/deepika2025/paper.json" with { type: "json" };
import type { Experiment } from "../../src/manifest/experiment.ts";
import type { AlexnetSettings, Vgg16Settings } from "../../src/manifest/settings.ts";
import type { RunRecord } from "../../src/record/record.ts";
import type { Timing } from "../../src/record/timing.ts";
import { networkCharts } from "../../src/report/network_charts.ts";
import { networkRows } from "../../src/report/network_rows.ts";
import { networkTable } from "../../src/report/network_table.ts";
import { parsePaper } from "../../src/report/paper.ts";
import { renderSvg } from "../../src/report/render.ts";
import type { SuiteResults } from "../../src/report/results.ts";
import { madeUpTimed, madeUpTiming } from "../record/made_up_timing.ts";
import { madeUpExperiment, madeUpRecord, madeUpResults } from "./made_up.ts";
import { madeUpHits, paperPlans } from "./plans.ts";

const shared = {
  inputSize: [224, 224],
  channels: "grey",
  initialiser: "he-uniform",
  width: 1,
  freeze: "backbone",
  classifier: { kind: "dense", units: [] },
  weights: "imagenet",
} as const;
const alexnet: AlexnetSettings = { name: "alexnet", ...shared };
const vgg16: Vgg16Settings = { name: "vgg16", ...shared };
const plan = paperPlans.find(({ id }) => id === "raw-clean-k-fold-ravdess")!;

/** The plan's experiment with another network. */
function transferred(model: AlexnetSettings | Vgg16Settings): Experiment {
  const experiment = madeUpExperiment(plan);
  const id = `${model.name}-${model.weights}`;
  const variants = experiment.variants.map((variant) => ({
    ...variant,
    runs: variant.runs.map((run) => ({
      ...run,
      id: `${id}-${run.id}`,
      experiment: id,
      settings: { ...run.settings, model },
    })),
  }));
  return { ...experiment, id, variants };
}

function withRuns(results: SuiteResults, experiment: Experiment, change: (r: RunRecord) => RunRecord) {
  const records = new Map(results.records);
  for (const run of experiment.variants.flatMap(({ runs }) => runs)) {
    records.set(run.id, change(madeUpRecord(run, "made-up", 0.4)));
  }
  return { ...results, experiments: [...results.experiments, experiment], records };
}

const plain = madeUpResults(paperPlans, parsePaper(paperJson), madeUpHits);
const frozen = (record: RunRecord): RunRecord => ({
  ...record,
  data: {
    ...record.data,
    weights: { source: "imagenet", file: "made-up.pth", sha256: "0", disclosure: "Weights are made up." },
  },
  cost: { ...record.cost, trainingSeconds: 4, featureSeconds: 60, trainedParameters: 73_736 },
});
const results: SuiteResults = (() => {
  const some = withRuns(plain, transferred(alexnet), frozen);
  return { ...some, experiments: [...some.experiments, transferred(vgg16)] };
})();
const rawRun = "alexnet-imagenet-raw-clean-k-fold-ravdess/raw/0";
const timing = madeUpTiming([
  madeUpTimed("raw-clean-k-fold-ravdess/raw/0", [3, 4, 3.5]),
  madeUpTimed(rawRun, [0.1, 0.08, 0.09], { frozen: { clips: 1440, secondsPerClip: [0.05, 0.0625, 0.05] } }),
]);
const timed: SuiteResults = { ...results, timings: [madeUpTiming(timing.variants, 5), timing] };
const table = networkTable(timed)!;
const rowOf = (network: string, input: string, source: RegExp) =>
  table.rows.find(({ cells }) =>
    cells[0]!.startsWith(network) && cells[3] === input && source.test(cells[2]!)
  )!.cells;
const column = (title: string) =>
  table.columns.findIndex((name) => name.replace("\n", " ").startsWith(title));

Deno.test("a suite with one network has no table of networks", () => {
  assertEquals(networkTable(plain), null);
  assertEquals(networkRows(plain), []);
  assertEquals(networkCharts(plain), []);
});

Deno.test("the paper's rows stand above what was measured of the same network", () => {
  assertEquals(table.id, "table-10");
  const names = table.rows.map(({ cells, printed }) =>
    `${printed ? "paper: " : ""}${cells[0]!.split(",")[0]}`
  );
  assertEquals([...new Set(names)], [
    "paper: Alex-Net (transfer Learning)",
    "alexnet",
    "paper: Vgg16(transfer Learning)",
    "vgg16",
    "paper: Proposed DSCNN model",
    "dscnn",
  ]);
  for (const { cells } of table.rows) assertEquals(cells.length, table.columns.length);
  const printed = table.rows[0]!.cells;
  assertEquals(printed[column("Training time IEMOCAP")], "38min");
  assertEquals(printed[column("Size, published")], "201MB");
  assertEquals(printed[column("Accuracy % IEMOCAP")], "70,54 %");
  assertEquals(printed[column("Accuracy % RAVDESS")], "");
});

Deno.test("size is that of the published network with its last layer replaced", () => {
  // AlexNet with 8 classes: 57,020,228 of 4 classes and four more rows of 4096 and a bias.
  const parameters = 57_020_228 + 4 * 4097;
  assertEquals(
    rowOf("alexnet", "raw", /random/)[column("Size, published")],
    `${(4 * parameters / 1e6).toPrecision(3)} MB`,
  );
  assert(rowOf("alexnet", "raw", /random/)[column("Size, as used")]!.startsWith("10.2 MB"));
});

Deno.test("frozen rows say what their time includes, and what was trained of all", () => {
  const row = rowOf("alexnet", "raw", /random/);
  assertEquals(row[column("Training time RAVDESS")], "1 min 12 s + 4.5 s");
  assertEquals(rowOf("dscnn, stride", "raw", /random/)[column("Training time RAVDESS")], "2 min 55 s");
  assertEquals(rowOf("alexnet", "clean", /random/)[column("Training time RAVDESS")], "not timed");
  assert(row[column("Parameters")]!.startsWith("73\u202f736 of "));
  assertEquals(row[1], "frozen backbone");
  assertEquals(rowOf("dscnn, stride", "raw", /random/)[1], "trained from the start");
  const half = networkRows(withRuns(plain, transferred({ ...alexnet, freeze: 4 }), frozen));
  assertEquals(half.find(({ name }) => name === "alexnet")!.kind, "first layers frozen");
});

Deno.test("a network whose weights no run has had says so, with the command", () => {
  assertEquals(rowOf("vgg16", "raw", /random/)[column("Accuracy % RAVDESS")], "weights missing");
  assert(table.notes.some((note) => note.includes("`deno task data fetch vgg16`")));
  assert(!table.notes.some((note) => note.includes("fetch alexnet")));
});

Deno.test("weights that are not the published ones are disclosed", () => {
  assert(table.notes.includes("Weights are made up."));
});

Deno.test("random initialisation is no transfer learning and says so", () => {
  const random = networkTable(withRuns(plain, transferred({ ...alexnet, weights: "random" }), (r) => r))!;
  assert(random.rows.some(({ cells }) => cells[0]!.includes("random initialisation")));
  assert(random.notes.some((note) => note.includes("they are no transfer learning")));
});

Deno.test("times come from one quiet timing, never from records; else the command is said", () => {
  const timeOf = (timings: readonly Timing[], name = "alexnet") => {
    const { rows, notes } = networkTable({ ...results, timings })!;
    const row = rows.map(({ cells }) => cells).find((cells) =>
      cells[0]!.startsWith(name) && cells[3] === "raw"
    );
    return [
      row![column("Training time RAVDESS")],
      notes.some((note) => note.includes("deno task bench times")),
    ];
  };
  assertEquals(timeOf([]), ["not timed", true]);
  assertEquals(timeOf([madeUpTiming(timing.variants, 5)]), ["not timed", true], "the machine was not quiet");
  const other = madeUpTiming([madeUpTimed(rawRun, [9, 9, 9])]);
  assertEquals(timeOf([other, timing]), ["1 min 12 s + 4.5 s", false], "the timing with most networks");
  const engines = madeUpTiming([timing.variants[0]!, { ...timing.variants[1]!, engine: "tfjs" }]);
  assertEquals(timeOf([engines]), ["1 min 12 s + 4.5 s (tfjs)", false]);
});

Deno.test("the size as used is that of the runs, also where a corpus without runs has other classes", () => {
  const iemocap = paperPlans.find(({ id }) => id === "raw-clean-k-fold-iemocap")!;
  const four = madeUpExperiment(iemocap);
  const id = "alexnet-iemocap";
  const unrun: Experiment = {
    ...four,
    id,
    variants: four.variants.map((variant) => ({
      ...variant,
      runs: variant.runs.map((r) => ({
        ...r,
        id: `${id}-${r.id}`,
        settings: { ...r.settings, model: alexnet },
      })),
    })),
  };
  const some = withRuns(
    { ...plain, experiments: [unrun, ...plain.experiments] },
    transferred(alexnet),
    frozen,
  );
  const rows = networkRows(some).filter(({ name }) => name === "alexnet");
  assertEquals(rows[0]!.settings.corpus.name, "iemocap");
  // 2 469 696 of the convolutions and 9216 * 8 + 8 of the classifier, four bytes each.
  assertEquals(rows.map(({ used }) => used.weightBytes), rows.map(() => 4 * (2_469_696 + 73_736)));
});

Deno.test("accuracy is drawn against size and against time, one chart per corpus and split", async () => {
  const charts = networkCharts(timed);
  assertEquals(charts.map(({ id }) => id), ["networks-ravdess-random-folds"]);
  assert(charts[0]!.alt.startsWith("Accuracy against size and training time, "));
  const [untimed] = networkCharts(results);
  assert(untimed!.alt.startsWith("Accuracy against size, "));
  const warnings: string[] = [];
  assert(
    !(await renderSvg(untimed!.spec, (text) => warnings.push(text))).includes("training time of one run"),
  );
  assertEquals(warnings, []);
  const svg = await renderSvg(charts[0]!.spec);
  for (const text of ["AlexNet", "DSCNN, stride", "Weights are made up.", "frozen backbone"]) {
    assert(svg.includes(text), text);
  }
});
