import { deepStrictEqual as assertEquals, ok as assert, throws as assertThrows } from "node:assert/strict";
import type { Claim, Test } from "../../src/claims/claim.ts";
import { judge } from "../../src/claims/judge.ts";
import { networkCost } from "../../src/model/cost.ts";
import { describedNetwork } from "../../src/model/described.ts";
import { madeUpTimed, madeUpTiming } from "../record/made_up_timing.ts";
import { claimOf, suiteOf } from "./made_up_suite.ts";

const side = (variant: string) => ({ experiment: "e", variant });
const nothing = { variants: { raw: [null], "raw, max-pool": [null] } };
const evidence = suiteOf(nothing);
const fact = {
  id: "ravdess.clips",
  about: "ravdess",
  measure: "clips",
  value: 1440,
  unit: "count",
  source: "made up",
} as const;
const one = (test: Test, changes: Partial<Claim> = {}) =>
  judge({ claims: [claimOf(test, changes)], facts: [fact] }, evidence)[0]!;

const network = networkCost(describedNetwork(evidence.experiments[0]!.variants[0]!.runs[0]!.settings));
const size = (tolerance: number): Test => ({
  kind: "property",
  runs: side("raw"),
  property: "weightBytes",
  tolerance,
});
const megabytes = (value: number) => ({ unit: "megabytes", value, kind: "property" } as const);

Deno.test("the size of the network described needs no run", () => {
  const right = one(size(0.05), megabytes(network.weightBytes / 1e6));
  assertEquals([right.verdict, right.unit, right.runIds], ["reproduced", "bytes", []]);
  assertEquals([right.measured!.mean, right.measured!.n], [network.weightBytes, 0]);
  const wrong = one(size(0.5), megabytes(34.5));
  assertEquals([wrong.verdict, wrong.value], ["contradicted", 34_500_000]);
  assert(wrong.why.includes("1.49 MB (1.42 MiB)") && wrong.why.includes("34.5 MB"), wrong.why);
});

Deno.test("a megabyte may be 2^20 bytes", () => {
  const binary = network.weightBytes / 2 ** 20;
  assert(Math.abs(binary - network.weightBytes / 1e6) > 0.02);
  assertEquals(one(size(0.001), megabytes(binary)).verdict, "reproduced");
  assertEquals(one(size(0.001), megabytes(binary + 0.02)).verdict, "contradicted");
});

Deno.test("parameters are counted", () => {
  const test: Test = { kind: "property", runs: side("raw"), property: "parameters", tolerance: 0 };
  const count = { unit: "count", value: network.parameters } as const;
  assertEquals(one(test, count).verdict, "reproduced");
  assertEquals(one(test, { ...count, value: network.parameters + 1 }).verdict, "contradicted");
});

Deno.test("which of two networks is smaller needs no run; equal ones contradict", () => {
  const test = (better: string, worse: string, sign: 1 | -1): Test => ({
    kind: "property-ordering",
    better: side(better),
    worse: side(worse),
    property: "weightBytes",
    sign,
  });
  // Pooling takes no weights.
  assertEquals(one(test("raw", "raw, max-pool", -1)).verdict, "contradicted");
  assertEquals(one(test("raw", "raw", 1)).verdict, "contradicted");
  const absent = one(test("raw", "alexnet", -1));
  assertEquals([absent.verdict, absent.missing!.what, absent.missing!.name], [
    "not run",
    "manifest",
    "e, alexnet",
  ]);
  assertEquals(
    one(size(1), { ...megabytes(1), test: { ...size(1), runs: side("x") } as Test }).verdict,
    "not run",
  );
});

Deno.test("a smaller network than another is found smaller", () => {
  const both = suiteOf({ corpus: "iemocap", variants: { raw: [null] } });
  const larger = suiteOf({ variants: { raw: [null] } }).experiments[0]!;
  const experiments = [...both.experiments, { ...larger, id: "larger" }];
  const claim = claimOf({
    kind: "property-ordering",
    better: side("raw"),
    worse: { experiment: "larger", variant: "raw" },
    property: "parameters",
    sign: -1,
  });
  const [found] = judge({ claims: [claim], facts: [] }, { ...both, experiments });
  // Four classes more of 512 weights and a bias each.
  assertEquals([found!.verdict, found!.measured!.mean, found!.unit], ["reproduced", 4 * 513, "count"]);
});

Deno.test("a fact is compared with what was published", () => {
  const test: Test = { kind: "fact", fact: "ravdess.clips", tolerance: 0 };
  const right = one(test, { unit: "count", value: 1440 });
  assertEquals([right.verdict, right.measured!.mean], ["reproduced", 1440]);
  const wrong = one(test, { unit: "count", value: 1450 });
  assertEquals(wrong.verdict, "contradicted");
  assert(wrong.why.includes("1440") && wrong.why.includes("1450") && wrong.why.includes("made up"));
  assertEquals(one({ ...test, tolerance: 10 }, { unit: "count", value: 1450 }).verdict, "reproduced");
  assertThrows(() => one({ ...test, fact: "none" }, { unit: "count", value: 1 }), /must name a fact/);
});

Deno.test("what no run decides keeps its reason, with our number beside it", () => {
  const test: Test = { kind: "none", verdict: "not comparable", why: "Other hardware." };
  const plain = one(test, { unit: "minutes", value: 14 });
  assertEquals([plain.verdict, plain.why, plain.measured], ["not comparable", "Other hardware.", null]);
  const runs = suiteOf({ variants: { raw: [0.5, 0.5] } });
  const frozen = { clips: 100, secondsPerClip: [0.6, 0.6] };
  const timed = { ...runs, timings: [madeUpTiming([madeUpTimed("e/raw/0", [12, 12], { frozen })])] };
  const claim = claimOf(test, {
    unit: "minutes",
    value: 14,
    quantity: { measure: "trainingTime", corpus: "ravdess" },
    beside: side("raw"),
  });
  const [beside] = judge({ claims: [claim], facts: [] }, timed);
  assertEquals([beside!.verdict, beside!.unit, beside!.measured!.mean], ["not comparable", "seconds", 660]);
  assertEquals([beside!.measured!.n, beside!.test], [2, null]);
  const [untimed] = judge({ claims: [claim], facts: [] }, runs);
  assertEquals([untimed!.verdict, untimed!.measured], ["not comparable", null], "records are no timing");
  const sized = one(test, { unit: "megabytes", quantity: { measure: "size" }, beside: side("raw") });
  assertEquals([sized.unit, sized.measured!.mean], ["bytes", network.weightBytes]);
  for (const verdict of ["cited", "not testable"] as const) {
    assertEquals(one({ ...test, verdict }).verdict, verdict);
  }
});
