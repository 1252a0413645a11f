import { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
import type { Evidence } from "../../src/claims/evidence.ts";
import { judge } from "../../src/claims/judge.ts";
import { outlooksOf } from "../../src/claims/outlook.ts";
import { estimateOver, samplesOf } from "../../src/record/aggregate.ts";
import type { ProtocolSettings, Settings } from "../../src/manifest/settings.ts";
import type { RunRecord } from "../../src/record/record.ts";
import { claimOf, orderingTest, suiteOf, valueTest } from "./made_up_suite.ts";

/** Three seeds of five folds, seeds first. */
const FIFTEEN = [
  ...[0.49, 0.52, 0.55, 0.51, 0.53],
  ...[0.5, 0.54, 0.56, 0.47, 0.52],
  ...[0.53, 0.51, 0.5, 0.55, 0.54],
];

/** Run `i` of every variant is fold `i mod 5` of seed `i / 5`, which deals the folds anew; accuracies as they are. */
function seeded(
  variants: Readonly<Record<string, readonly (number | null)[]>>,
  change: (record: RunRecord, run: number) => RunRecord = (record) => record,
): Evidence {
  const protocol: ProtocolSettings = { name: "utterance-k-fold", folds: 5 };
  const base = suiteOf({ variants, protocol });
  const renumbered = (settings: Settings): Settings => ({
    ...settings,
    seed: Math.floor(settings.fold / 5),
    fold: settings.fold % 5,
  });
  const records = [...base.records].map(([id, record]): [string, RunRecord] => {
    const run = record.settings.fold;
    const accuracy = variants[id.split("/")[1]!]![run]!;
    const data = { ...record.data, trainClips: 1152, testClips: 288 };
    const metrics = { ...record.metrics, accuracy };
    return [id, change({ ...record, data, metrics, settings: renumbered(record.settings) }, run)];
  });
  const experiments = base.experiments.map((experiment) => ({
    ...experiment,
    variants: experiment.variants.map((variant) => ({
      ...variant,
      runs: variant.runs.map((run) => ({ ...run, settings: renumbered(run.settings) })),
    })),
  }));
  return { ...base, experiments, records: new Map(records) };
}

const near = (got: number, want: number) => assert(Math.abs(got - want) < 1e-12, `${got} is not ${want}`);
const accuracyOf = ({ metrics }: RunRecord) => metrics.accuracy;
const ordering = (evidence: Evidence) =>
  judge({ claims: [claimOf(orderingTest("raw", "clean"))], facts: [] }, evidence)[0]!;

Deno.test("three seeds of five folds are fifteen numbers with the variance of repeated cross-validation", () => {
  // SciPy 1.17.1: t.ppf and t.sf of 14 degrees of freedom, standard error s sqrt(1/15 + 288/1152).
  const evidence = seeded({ raw: FIFTEEN });
  const found = estimateOver([...evidence.records.values()], accuracyOf)!;
  assertEquals(found.n, 15);
  near(found.mean, 0.5213333333333333);
  near(found.deviation!, 0.02503331114069147);
  near(found.interval![0], 0.4911196566162283);
  near(found.interval![1], 0.5515470100504384);
  const claim = claimOf(valueTest("raw", 0), { value: 50 });
  const [judgement] = judge({ claims: [claim], facts: [] }, evidence);
  assertEquals(judgement!.measured, found);
  near(judgement!.test!.p!, 0.15217239507465005);
});

Deno.test("fifteen runs beside five are five pairs: those of the fold and seed that both have", () => {
  // SciPy 1.17.1: five differences, 4 degrees of freedom, standard error s sqrt(1/5 + 288/1152).
  const five = [0.45, 0.5, 0.51, 0.49, 0.5, ...Array(10).fill(null)];
  const { measured, test, runIds, remarks } = ordering(seeded({ raw: FIFTEEN, clean: five }));
  assertEquals([measured!.n, runIds.length], [5, 10]);
  near(measured!.mean, 0.03);
  near(measured!.interval![0], 0.011375040026943561);
  near(test!.p!, 0.011056493393450032);
  assert(remarks.some((text) => text.startsWith("10 runs without a partner of the same fold, seed,")));
});

Deno.test("the same fold of another seed is no partner", () => {
  const first = [...FIFTEEN.slice(0, 5), ...Array(10).fill(null)];
  const second = [...Array(5).fill(null), ...FIFTEEN.slice(5, 10), ...Array(5).fill(null)];
  const { verdict, measured, why } = ordering(seeded({ raw: first, clean: second }));
  assertEquals([verdict, measured], ["inconclusive", null]);
  assert(why.includes("at least 3 pairs are needed"), why);
});

Deno.test("seeds by another engine are paired with their own kind, and the larger kind decides", () => {
  const clean = FIFTEEN.map((value) => value - 0.05 + (value > 0.52 ? 0.01 : 0));
  const engine = (record: RunRecord, run: number): RunRecord =>
    run < 5 ? { ...record, environment: { ...record.environment, engine: "tfjs" } } : record;
  const { measured, machine, remarks } = ordering(seeded({ raw: FIFTEEN, clean }, engine));
  assertEquals([measured!.n, machine], [10, "wasm, compiled"]);
  assert(remarks.some((text) => text.startsWith("5 pairs of wasm, tfjs left out")));
  const incomplete = [...Array(7).fill(null), ...clean.slice(7)];
  assertEquals(ordering(seeded({ raw: FIFTEEN, clean: incomplete }, engine)).measured!.n, 8);
});

Deno.test("where one speaker is left out another seed tests the same clips, and counts as the same number", () => {
  const leaveOneOut = (record: RunRecord): RunRecord => ({
    ...record,
    settings: { ...record.settings, protocol: { name: "leave-one-speaker-out" } },
  });
  const records = [...seeded({ raw: FIFTEEN }, leaveOneOut).records.values()];
  const { values } = samplesOf(records, accuracyOf);
  assertEquals(values.length, 5);
  near(values[0]!, (0.49 + 0.5 + 0.53) / 3);
});

Deno.test("where images are dealt their shares count, since most clips are on both sides", () => {
  const dealt = (protocol: object) => (record: RunRecord): RunRecord => ({
    ...record,
    data: { ...record.data, trainClips: 1440, testClips: 1400 },
    settings: { ...record.settings, protocol: protocol as ProtocolSettings },
  });
  const ratio = (protocol: object) =>
    samplesOf([...seeded({ raw: FIFTEEN }, dealt(protocol)).records.values()], accuracyOf).testToTrain!;
  near(ratio({ name: "image-k-fold", folds: 5 }), 0.25);
  near(ratio({ name: "image-holdout", testShare: 0.2 }), 0.25);
  near(ratio({ name: "utterance-k-fold", folds: 5 }), 1400 / 1440);
});

Deno.test("open claims are grouped by what they take, with the runs of each variant counted once", () => {
  const evidence = seeded({ raw: FIFTEEN, clean: [0.5, 0.5, ...Array(13).fill(null)] });
  const claims = [
    claimOf(valueTest("raw", 0.02), { id: "few", value: 57 }),
    claimOf(valueTest("raw", 0.0203), { id: "fewer", value: 57 }),
    claimOf(valueTest("raw", 0), { id: "never", value: 52 }),
    claimOf(valueTest("clean"), { id: "unknown", value: 50 }),
    claimOf(valueTest("raw", 0.001), { id: "decided", value: 90 }),
    claimOf(orderingTest("raw", "clean"), { id: "pairs" }),
  ];
  const judgements = judge({ claims, facts: [] }, evidence);
  const more = (id: string) => judgements.find((one) => one.id === id)!.power?.moreRuns;
  const found = outlooksOf(judgements, evidence);
  assertEquals(found.flatMap((group) => group.claims).sort(), ["few", "fewer", "never", "pairs", "unknown"]);
  const group = (id: string) => found.find((one) => one.claims.includes(id))!;
  assertEquals(group("never").takes, "no number of further runs of this kind");
  assertEquals([group("never").runs, group("never").seconds], [0, 0]);
  const most = Math.max(more("few")!, more("fewer")!);
  assert(most > 5, `${most}`);
  assertEquals(
    group("few").runs,
    Math.max(...["few", "fewer"].filter((id) => group(id) === group("few")).map((id) => more(id)!)),
  );
  const records = [...evidence.records].filter(([id]) => id.startsWith("e/raw/")).map(([, record]) => record);
  const mean = records.reduce((sum, { cost }) => sum + cost.trainingSeconds, 0) / records.length;
  near(group("few").seconds / mean, group("few").runs);
  assertEquals(outlooksOf(judgements.filter(({ id }) => id === "decided"), evidence), []);
});
