import { deepStrictEqual as assertEquals, ok as assert, throws as assertThrows } from "node:assert/strict";
import type { Claim } from "../../src/claims/claim.ts";
import type { Evidence } from "../../src/claims/evidence.ts";
import { judge } from "../../src/claims/judge.ts";
import { estimate } from "../../src/evaluation/interval.ts";
import { claimOf, suiteOf, valueTest } from "./made_up_suite.ts";

const one = (claim: Claim, evidence: Evidence) => judge({ claims: [claim], facts: [] }, evidence)[0]!;
const NEAR = [0.5, 0.5125, 0.4875, 0.5, 0.5125];
const WIDE = [0.3, 0.7, 0.45, 0.6, 0.5];

Deno.test("a value is reproduced where the whole interval lies within the range", () => {
  const found = one(claimOf(valueTest("raw")), suiteOf({ variants: { raw: NEAR } }));
  assertEquals(found.verdict, "reproduced");
  assertEquals([found.value, found.tolerance, found.unit], [0.5, 0.05, "share"]);
  assertEquals(found.measured, estimate(NEAR, { testToTrain: 0.25 }));
  assertEquals([found.runIds.length, found.plannedRuns, found.machine], [5, 5, "wasm, compiled"]);
  assert(found.test!.p! < 0.05 && found.test!.name.includes("Nadeau"));
  assertEquals([found.missing, found.remarks], [null, []]);
  assertEquals([found.clips!.clips, found.clips!.speakers, found.clips!.mcnemar], [400, 8, null]);
  const [low, high] = found.clips!.interval!;
  assert(low < 0.5025 && high > 0.5025 && high - low < 0.2);
});

Deno.test("it is contradicted where the interval lies wholly outside, on either side", () => {
  const evidence = suiteOf({ variants: { raw: NEAR } });
  for (const value of [80, 20]) {
    const found = one(claimOf(valueTest("raw"), { value, printed: `${value} %` }), evidence);
    assertEquals(found.verdict, "contradicted");
    assert(found.test!.p! < 0.05 && found.why.includes("wholly outside"), found.why);
  }
});

Deno.test("p is below 0.05 exactly where the interval decides", () => {
  const evidence = suiteOf({ variants: { raw: NEAR, wide: WIDE } });
  for (const variant of ["raw", "wide"]) {
    for (let value = 0; value <= 100; value++) {
      const { verdict, test } = one(claimOf(valueTest(variant), { value }), evidence);
      assertEquals(
        test!.p! < 0.05,
        verdict !== "inconclusive",
        `${variant} ${value}: ${test!.p}, ${verdict}`,
      );
    }
  }
});

Deno.test("else it is inconclusive, with what it would take", () => {
  const found = one(claimOf(valueTest("raw")), suiteOf({ variants: { raw: WIDE } }));
  assertEquals(found.verdict, "inconclusive");
  const { deviation, mean, n } = found.measured!;
  assert(found.power!.smallestDifference! > deviation!);
  // Folds that share training clips never come below 1.96 s sqrt(1/4), which is wider than the range.
  assert(1.96 * deviation! * 0.5 > 0.05 - Math.abs(mean - 0.5));
  assertEquals(found.power!.moreRuns, null);
  const little = one(claimOf(valueTest("raw", 0.03), { value: 55 }), suiteOf({ variants: { raw: NEAR } }));
  assertEquals([little.verdict, n], ["inconclusive", 5]);
  assert(little.power!.moreRuns! > 0 && little.why.includes(`About ${little.power!.moreRuns} further run`));
});

Deno.test("two runs decide nothing, nor does one", () => {
  for (const runs of [[0.5, 0.5, null], [0.5, null, null]]) {
    const found = one(claimOf(valueTest("raw"), { value: 90 }), suiteOf({ variants: { raw: runs } }));
    assertEquals([found.verdict, found.test], ["inconclusive", null]);
    assert(found.why.includes("At least 3 runs are needed"));
    assertEquals(found.missing!.what, "runs");
    assert(found.missing!.commands[0]!.endsWith("--only 'e/raw/**'"));
  }
});

Deno.test("a missing fold is said", () => {
  const found = one(
    claimOf(valueTest("raw")),
    suiteOf({ variants: { raw: [0.5, null, 0.5, 0.5125, null] } }),
  );
  assertEquals([found.verdict, found.measured!.n, found.plannedRuns], ["reproduced", 3, 5]);
  assertEquals(found.remarks, ["3 of 5 planned runs."]);
});

Deno.test("only the backend and engine with most runs decide", () => {
  const found = one(
    claimOf(valueTest("raw")),
    suiteOf({
      variants: { raw: [...NEAR, 0.9, 0.9] },
      change: (record) =>
        record.settings.fold < 5
          ? record
          : { ...record, environment: { ...record.environment, backend: "webgpu" } },
    }),
  );
  assertEquals([found.verdict, found.measured!.n, found.machine], ["reproduced", 5, "wasm, compiled"]);
  assert(found.remarks.some((text) => text.startsWith("2 runs of webgpu, compiled left out")));
});

Deno.test("made-up voices and other corpora never count", () => {
  const variants = { raw: NEAR };
  const voices = one(claimOf(valueTest("raw")), suiteOf({ corpus: "synthetic", variants }));
  assertEquals([voices.verdict, voices.measured, voices.runIds], ["not run", null, []]);
  assert(voices.remarks[0]!.startsWith("5 runs on made-up voices left out"));
  const other = one(claimOf(valueTest("raw")), suiteOf({ corpus: "iemocap", variants }));
  assertEquals([other.verdict, other.measured], ["not run", null]);
  assert(other.remarks[0]!.includes("on iemocap left out: the claim is about ravdess"));
});

Deno.test("what is not run says what is missing and how to come by it", () => {
  const never = { variants: { raw: [null, null, null] } };
  const data = one(claimOf(valueTest("raw")), suiteOf(never));
  assertEquals([data.verdict, data.missing!.what, data.missing!.name], ["not run", "data", "ravdess"]);
  assertEquals(data.missing!.commands[0], "deno task data fetch ravdess");
  const asked = one(claimOf(valueTest("raw")), suiteOf({ ...never, corpus: "iemocap" }));
  assertEquals(asked.missing!.commands, [
    "deno task data list",
    "deno task replicate experiments/made-up/*.manifest.json --data iemocap=DIR --only 'e/raw/**'",
  ]);
  const partly = suiteOf({ variants: { raw: [null, null, null], clean: [0.5, null, null] } });
  const runs = one(claimOf(valueTest("raw")), partly);
  assertEquals([runs.missing!.what, runs.missing!.name], ["runs", "3 of 3 runs of e, raw"]);
  const nothing = one(claimOf(valueTest("other")), partly);
  assertEquals([nothing.verdict, nothing.missing!.what], ["not run", "manifest"]);
});

Deno.test("runs that agree exactly decide, and that is said", () => {
  const found = one(claimOf(valueTest("raw")), suiteOf({ variants: { raw: [0.5, 0.5, 0.5] } }));
  assertEquals([found.verdict, found.test!.p], ["reproduced", 0]);
  assert(found.remarks.some((text) => text.includes("agree exactly")));
});

Deno.test("a number that the runs do not hold is inconclusive", () => {
  const test = { ...valueTest("raw"), quantity: { measure: "recall", of: "boredom" } } as Claim["test"];
  const found = one(claimOf(test), suiteOf({ variants: { raw: NEAR } }));
  assertEquals([found.verdict, found.measured], ["inconclusive", null]);
});

Deno.test("an epoch that was chosen on the test clips is called optimistic", () => {
  const found = one(
    claimOf(valueTest("raw")),
    suiteOf({
      variants: { raw: NEAR },
      change: (record) => ({
        ...record,
        settings: { ...record.settings, training: { ...record.settings.training, report: "best-on-test" } },
      }),
    }),
  );
  assert(found.remarks.some((text) => text.startsWith("Optimistic: 5 runs")));
});

Deno.test("seeds of one left-out speaker count as one number", () => {
  const found = one(
    claimOf(valueTest("raw")),
    suiteOf({
      protocol: { name: "leave-one-speaker-out" },
      variants: { raw: [0.45, 0.55, 0.45, 0.55, 0.6, 0.6] },
      change: (record) => {
        const { fold } = record.settings;
        const speaker = Math.floor(fold / 2);
        return {
          ...record,
          settings: { ...record.settings, fold: speaker, seed: fold % 2 },
          predictions: record.predictions.map((p, i) => ({ ...p, clip: `speaker-${speaker}/${i}.wav` })),
        };
      },
    }),
  );
  assertEquals([found.measured!.n, found.runIds.length, found.clips!.clips], [3, 6, 240]);
  assert(Math.abs(found.measured!.mean - (0.5 + 0.5 + 0.6) / 3) < 1e-12);
});

Deno.test("a unit that the number cannot have is refused", () => {
  const claim = claimOf(valueTest("raw"), { unit: "hertz" });
  assertThrows(() => one(claim, suiteOf({ variants: { raw: NEAR } })), /its unit must measure share/);
});

Deno.test("judgements are plain data without NaN", () => {
  const evidence = suiteOf({ variants: { raw: [0, 0, 0], clean: [1, 1, 1], none: [null, null, null] } });
  const claims = ["raw", "clean", "none"].map((variant) => claimOf(valueTest(variant), { id: variant }));
  const judgements = judge({ claims, facts: [] }, evidence);
  assertEquals(JSON.parse(JSON.stringify(judgements)), judgements);
});

Deno.test("weights that no run has used are missing too", () => {
  const evidence = suiteOf({ variants: { raw: [null, null, null], clean: [0.5, null, null] } });
  const [{ variants }] = evidence.experiments as [Evidence["experiments"][number]];
  const needing = (weights: "imagenet" | "imagenet-pruned") => {
    const model = { name: "resnet50", weights } as never;
    const runs = variants[0]!.runs.map((run) => ({ ...run, settings: { ...run.settings, model } }));
    const experiment = { ...evidence.experiments[0]!, variants: [{ ...variants[0]!, runs }] };
    return one(claimOf(valueTest("raw")), { ...evidence, experiments: [experiment] }).missing!;
  };
  assertEquals(needing("imagenet"), {
    what: "weights",
    name: "resnet50 weights (imagenet)",
    commands: [
      "deno task data fetch resnet50",
      "deno task replicate experiments/made-up/*.manifest.json --only 'e/raw/**'",
    ],
  });
  assert(needing("imagenet-pruned").commands[1]!.includes(" --weights DIR --only"));
});

Deno.test("a printed share above 1 is remarked on", () => {
  const evidence = suiteOf({ variants: { raw: NEAR } });
  const found = one(claimOf(valueTest("raw"), { value: 110 }), evidence);
  assertEquals(found.verdict, "contradicted");
  assert(found.remarks.some((text) => text.includes("no run can reproduce it")));
  assertEquals(one(claimOf(valueTest("raw"), { value: 104 }), evidence).remarks, []);
});

Deno.test("seeds on one fixed split get the plain interval, and that is said", () => {
  const found = one(
    claimOf(valueTest("raw")),
    suiteOf({
      protocol: { name: "cross-corpus", test: { name: "iemocap", classes: "all", excited: "exclude" } },
      variants: { raw: NEAR },
      change: (record) => {
        const { fold } = record.settings;
        return { ...record, settings: { ...record.settings, fold: 0, seed: fold } };
      },
    }),
  );
  assertEquals(found.measured, estimate(NEAR, { testToTrain: null }));
  assert(found.test!.name.startsWith("Student t over seeds"));
  assert(found.remarks.some((text) => text.startsWith("Seeds on one split")));
});

Deno.test("runs of another version of the engine never count beside those of the first", () => {
  const found = one(
    claimOf(valueTest("raw")),
    suiteOf({
      variants: { raw: [...NEAR, 0.9, 0.9] },
      change: (record) =>
        record.settings.fold < 5
          ? record
          : { ...record, environment: { ...record.environment, engineVersion: 2 } },
    }),
  );
  assertEquals([found.measured!.n, found.machine], [5, "wasm, compiled"]);
  assert(found.remarks.some((text) => text.startsWith("2 runs of wasm, compiled 2 left out")));
});
