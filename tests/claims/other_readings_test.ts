import { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
import { carrierOf, moverOf, type SearchedReading } from "../../src/claims/carrier.ts";
import type { Claim, Test } from "../../src/claims/claim.ts";
import type { Evidence } from "../../src/claims/evidence.ts";
import { judge } from "../../src/claims/judge.ts";
import { leaks } from "../../src/manifest/leaks.ts";
import { levelNames, settingLevels, UNSET } from "../../src/manifest/setting_levels.ts";
import type { Settings } from "../../src/manifest/settings.ts";
import { readingsText } from "../../src/report/readings_text.ts";
import { claimOf, orderingTest, suiteOf, valueTest } from "./made_up_suite.ts";

const one = (claim: Claim, evidence: Evidence) => judge({ claims: [claim], facts: [] }, evidence)[0]!;
const of50 = (tolerance: number) => claimOf(valueTest("raw", tolerance));

/** Further experiments beside `e`: the same variants with other settings, and one accuracy for all their runs. */
interface Other {
  readonly id: string;
  readonly accuracies: Readonly<Record<string, readonly number[]>>;
  readonly change: (settings: Settings) => Settings;
}

function withOthers(base: Evidence, others: readonly Other[]): Evidence {
  const made = others.map(({ id, accuracies, change }) => {
    const { experiments: [experiment], records } = suiteOf({ variants: accuracies });
    const variants = experiment!.variants.map((variant) => ({
      ...variant,
      runs: variant.runs.map((run) => ({ ...run, id: `${id}/${run.id}`, settings: change(run.settings) })),
    }));
    const own = [...records.values()].map((record) => {
      const renamed = { ...record, id: `${id}/${record.id}`, settings: change(record.settings) };
      return [renamed.id, renamed] as const;
    });
    return { experiment: { ...experiment!, id, variants }, own };
  });
  return {
    ...base,
    experiments: [...base.experiments, ...made.map(({ experiment }) => experiment)],
    records: new Map([...base.records, ...made.flatMap(({ own }) => own)]),
  };
}

const protocol = (name: string) => (settings: Settings): Settings =>
  ({ ...settings, protocol: { name, folds: 5 } }) as unknown as Settings;
const epochs = (number: number) => (settings: Settings): Settings => ({
  ...settings,
  training: { ...settings.training, epochs: number },
});
const both = (...changes: readonly ((s: Settings) => Settings)[]) => (settings: Settings) =>
  changes.reduce((so, change) => change(so), settings);
const LOW = [0.3, 0.3125, 0.2875, 0.3, 0.3125];

Deno.test("other readings are counted, those that leak apart", () => {
  const evidence = withOthers(suiteOf({ variants: { raw: LOW, clean: [0.9] } }), [
    { id: "twelve", accuracies: { raw: [0.4], clean: [0.9] }, change: epochs(12) },
    { id: "speakers", accuracies: { raw: [0.25, 0.35] }, change: protocol("speaker-k-fold") },
    { id: "images", accuracies: { raw: [0.8] }, change: protocol("image-k-fold") },
    { id: "image-twelve", accuracies: { raw: [0.45] }, change: both(epochs(12), protocol("image-holdout")) },
  ]);
  const found = one(of50(0.05), evidence);
  const { sound, leaking, carrier } = found.readings!;
  assertEquals(
    [found.verdict, found.measured!.n],
    ["contradicted", 5],
    "the verdict is the default reading's",
  );
  assertEquals([sound.tried, sound.runs, sound.reaching, sound.best], [
    2,
    3,
    0,
    { label: "twelve, raw", value: 0.4, runs: 1 },
  ]);
  assertEquals([leaking.tried, leaking.runs, leaking.reaching, leaking.beyond, leaking.best!.label], [
    2,
    2,
    2,
    1,
    "images, raw",
  ]);
  assertEquals(carrier, null);
  assertEquals(
    readingsText(found),
    "Contradicted under the default reading, reached by 2 of 4 others, all with a leaking split, 1 of them " +
      "above its range. The best without a leak (2 readings, 3 runs) has 40.0 %: twelve, raw, 1 run. The best " +
      "with a leak (2 readings, 2 runs) has 80.0 %: images, raw, 1 run.",
  );
});

Deno.test("a reading keeps input, network, corpus and a down-sampling that the claim names", () => {
  const evidence = withOthers(suiteOf({ variants: { raw: LOW, "raw, max-pool": [0.5] } }), [
    { id: "clean", accuracies: { clean: [0.5] }, change: epochs(12) },
    {
      id: "network",
      accuracies: { raw: [0.5] },
      change: (s) => ({ ...s, model: { ...s.model, name: "alexnet" } }) as Settings,
    },
    {
      id: "corpus",
      accuracies: { raw: [0.5] },
      change: (s) => ({ ...s, corpus: { name: "emodb", classes: "all" } }),
    },
  ]);
  const any = one(of50(0.05), evidence);
  assertEquals([any.readings!.sound.tried, any.readings!.sound.best!.label], [1, "e, raw, max-pool"]);
  const strides = { ...of50(0.05), quantity: { measure: "accuracy", downsampling: "stride" } as const };
  assertEquals(one(strides, evidence).readings, null);
  assertEquals(readingsText(one(strides, evidence)), null);
});

Deno.test("runs that two experiments share are one reading, and made-up voices are none", () => {
  const base = suiteOf({ variants: { raw: LOW } });
  const twice = withOthers(base, [
    { id: "a", accuracies: { raw: [0.4] }, change: epochs(12) },
    { id: "b", accuracies: { raw: [0.4] }, change: epochs(12) },
  ]);
  assertEquals([one(of50(0.05), twice).readings!.sound.tried, one(of50(0.05), twice).readings!.sound.runs], [
    1,
    2,
  ]);
  const voices = new Map([...twice.records].map(([id, record]) => [
    id,
    id.startsWith("e") ? record : { ...record, data: { ...record.data, synthetic: true } },
  ]));
  assertEquals(one(of50(0.05), { ...twice, records: voices }).readings, null);
});

Deno.test("a number that is no score is reached from neither side by more than the tolerance", () => {
  const quantity = { measure: "confusion", of: "neutral", predicted: "calm" } as const;
  const runs = { experiment: "e", variant: "raw" };
  const test: Test = { kind: "value", corpus: "ravdess", runs, quantity, tolerance: 0.05 };
  const evidence = withOthers(suiteOf({ variants: { raw: LOW } }), [
    { id: "wrong", accuracies: { raw: [0] }, change: epochs(1) },
    { id: "right", accuracies: { raw: [1] }, change: epochs(2) },
  ]);
  const { sound } = one(claimOf(test, { value: 100, quantity }), evidence).readings!;
  assertEquals([sound.reaching, sound.beyond, sound.best], [1, 0, {
    label: "wrong, raw",
    value: 1,
    runs: 1,
  }]);
  const zero = one(claimOf(test, { value: 0, quantity }), evidence).readings!.sound;
  assertEquals([zero.reaching, zero.best!.label], [1, "right, raw"], "a score of 1 would count as reached");
});

Deno.test("an order holds by the sign of the mean difference, in readings that have both sides", () => {
  const evidence = withOthers(suiteOf({ variants: { raw: LOW, clean: LOW } }), [
    {
      id: "holds",
      accuracies: { raw: [0.3, 0.3, 0.3125], clean: [0.6, 0.6125, 0.6] },
      change: epochs(1),
    },
    { id: "opposite", accuracies: { raw: [0.6, 0.6, 0.6], clean: [0.3, 0.3, 0.3125] }, change: epochs(2) },
    { id: "one", accuracies: { raw: [0.3], clean: [0.4] }, change: epochs(3) },
    { id: "side", accuracies: { raw: [0.3] }, change: epochs(4) },
    { id: "images", accuracies: { raw: [0.3], clean: [0.9] }, change: protocol("image-k-fold") },
  ]);
  const found = one(claimOf(orderingTest("clean", "raw")), evidence);
  const { sound, leaking } = found.readings!;
  assertEquals([sound.tried, sound.runs, sound.reaching, sound.beyond, sound.against], [3, 7, 2, 1, 1]);
  assertEquals([leaking.tried, leaking.reaching, leaking.beyond, leaking.best!.label], [
    1,
    1,
    0,
    "images, clean",
  ]);
  assert(
    readingsText(found)!.startsWith(
      "Inconclusive under the default reading; the paper's order holds in 3 of 4 others of which both sides " +
        "were run (with a leaking split by 1 of 1); significantly in 1, the opposite significantly in 1.",
    ),
    readingsText(found)!,
  );
});

Deno.test("strides are compared with pooling where all else is the same", () => {
  const evidence = withOthers(
    suiteOf({ variants: { raw: LOW, "raw, max-pool": LOW, "raw, average-pool": LOW } }),
    [{ id: "o", accuracies: { raw: [0.5], "raw, max-pool": [0.4], clean: [0.1] }, change: epochs(1) }],
  );
  const { sound } = one(claimOf(orderingTest("raw", "raw, max-pool")), evidence).readings!;
  assertEquals([sound.tried, sound.reaching, sound.best!.label], [1, 1, "o, raw"]);
});

const searched = (
  reaches: boolean,
  value: number,
  levels: Readonly<Record<string, string>>,
): SearchedReading => (
  { reaches, value, levels: new Map(Object.entries(levels).map(([path, level]) => [path, `"${level}"`])) }
);

Deno.test("what carries a result is what those that reach it have and the others lack", () => {
  const many = Array.from({ length: 60 }, (_, i) =>
    searched(i < 5, i, {
      pool: i < 5 || i === 30 ? "max" : "stride",
      scale: i % 2 === 0 ? "mel" : "linear",
    }));
  const nameOf = levelNames([]);
  const found = carrierOf(many, nameOf)!;
  assertEquals(
    [found.path, found.level, found.reaching, found.reachingWith, found.others, found.othersWith],
    [
      "pool",
      "max",
      5,
      5,
      55,
      1,
    ],
  );
  assert(found.p < 1e-4 && found.family === 4, `${found.p} over ${found.family}`);
  assertEquals(carrierOf(many.slice(4), nameOf), null, "one reading shares everything with itself");
  assertEquals(carrierOf(many.slice(0, 5), nameOf), null, "there are no others");
  const chance = Array.from({ length: 4 }, (_, i) => searched(i < 2, i, { pool: i < 2 ? "max" : "stride" }));
  assertEquals(carrierOf(chance, nameOf), null, "two of four are no evidence");
});

Deno.test("what moves a number most is what explains most of it beyond chance", () => {
  const readings = Array.from({ length: 12 }, (_, i) =>
    searched(false, 0.3 + 0.1 * (i % 3) + 0.001 * i, {
      split: ["a", "b", "c"][i % 3]!,
      scale: i < 6 ? "mel" : "linear",
    }));
  const found = moverOf(readings, 0.9, levelNames([]))!;
  assertEquals([found.path, found.level], ["split", "c"]);
  assert(Math.abs(found.mean - 0.5065) < 1e-12 && found.alone > 0.99 && found.byChance < 0.2);
  assertEquals(moverOf(readings, 0, levelNames([]))!.level, "a");
  assertEquals(moverOf(readings.slice(0, 2), 0.9, levelNames([])), null);
});

Deno.test("values are named by their manifest, else by their parts", () => {
  const nameOf = levelNames([]);
  assertEquals(nameOf("protocol", '{"folds":5,"name":"image-k-fold"}'), "image-k-fold, folds 5");
  assertEquals([nameOf("a", "null"), nameOf("a", "[2,1]"), nameOf("a", "0.5"), nameOf("a", UNSET)], [
    "none",
    "2 1",
    "0.5",
    "default",
  ]);
  const { experiments: [experiment] } = suiteOf({ variants: { raw: [0.5], clean: [0.5] } });
  const multiverse = {
    factors: [{ path: "signal.silence", levels: ["as it is", "cut"] }],
    cells: [[0], [1]],
  };
  const named = levelNames([{ ...experiment!, multiverse: { ...multiverse, combinations: 2 } }]);
  const silence = settingLevels(experiment!.variants[1]!.runs[0]!.settings).get("signal.silence")!;
  assertEquals([named("signal.silence", "null"), named("signal.silence", silence)], ["as it is", "cut"]);
});

Deno.test("splits that deal images leak, and no others", () => {
  const kFold = (name: "image-k-fold" | "utterance-k-fold" | "speaker-k-fold") => leaks({ name, folds: 5 });
  const holdOut = (name: "image-holdout" | "utterance-holdout") => leaks({ name, testShare: 0.2 });
  assertEquals([kFold("image-k-fold"), holdOut("image-holdout")], [true, true]);
  assertEquals([kFold("utterance-k-fold"), holdOut("utterance-holdout"), kFold("speaker-k-fold")], [
    false,
    false,
    false,
  ]);
});
