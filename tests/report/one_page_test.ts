import { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
import paperJson from "../../experiments/deepika2025/paper.json" with { type: "json" };
import type { Finding } from "../../src/claims/audit/finding.ts";
import type { Claim } from "../../src/claims/claim.ts";
import type { Judgement, Verdict } from "../../src/claims/judgement.ts";
import { badge } from "../../src/report/badge.ts";
import { mainFindings } from "../../src/report/main_findings.ts";
import { onePage } from "../../src/report/one_page.ts";
import { roughTime } from "../../src/report/numbers.ts";
import { parsePaper } from "../../src/report/paper.ts";
import { renderPng } from "../../src/report/render_png.ts";
import { orderingTest } from "../claims/made_up_suite.ts";
import { madeUpResults } from "./made_up.ts";
import { madeUpHits, paperPlans, quickstartPlans } from "./plans.ts";

interface Made {
  readonly kind: Claim["kind"];
  readonly verdict: Verdict;
  readonly subject: string;
  readonly value?: number;
  readonly mean?: number;
  readonly p?: number;
}

function judgement({ kind, verdict, subject, value, mean, p }: Made, index: number): Judgement {
  const claim: Claim = {
    id: `claim-${index}`,
    place: { table: 1, row: "RAW", column: "Accuracy" },
    kind,
    printed: value === undefined ? "better" : String(value),
    value: value ?? null,
    decimals: value === undefined ? null : 2,
    unit: value === undefined ? null : "share",
    meaning: subject,
    quantity: { measure: "accuracy" },
    subject,
    test: kind === "ordering"
      ? orderingTest("clean", "raw")
      : { kind: "none", verdict: "cited", why: "made up" },
  };
  return {
    id: claim.id,
    claim,
    verdict,
    why: `why ${index}`,
    unit: "share",
    value: value ?? null,
    tolerance: null,
    measured: mean === undefined
      ? null
      : { n: 5, mean, deviation: 0.02, interval: [mean - 0.05, mean + 0.05] },
    runIds: [],
    plannedRuns: 5,
    machine: "wasm, compiled",
    test: p === undefined ? null : { name: "made up", p, holmP: p, family: 1 },
    clips: null,
    power: null,
    missing: null,
    readings: null,
    remarks: [],
  };
}

const judgements: readonly Judgement[] = ([
  { kind: "value", verdict: "contradicted", subject: "near", value: 0.7, mean: 0.6 },
  { kind: "value", verdict: "contradicted", subject: "far", value: 0.9, mean: 0.5 },
  { kind: "ordering", verdict: "contradicted", subject: "clean above raw", mean: -0.07, p: 0.03 },
  { kind: "ordering", verdict: "reproduced", subject: "small", mean: 0.2, p: 0.001 },
  { kind: "ordering", verdict: "inconclusive", subject: "open", mean: 0.01, p: 0.0001 },
  { kind: "value", verdict: "not run", subject: "elsewhere", value: 0.8 },
  { kind: "value", verdict: "cited", subject: "others", value: 0.65 },
] satisfies Made[]).map(judgement);

function finding(rule: string, severity: Finding["severity"]): Finding {
  return {
    rule,
    title: `title of ${rule}`,
    severity,
    places: [{ table: 2, row: "NEUTRAL", column: "Precision" }],
    claims: [],
    arithmetic: "1.10 is above 1",
    explanation: "a share of clips",
    source: null,
  };
}

const findings = [finding("size", "inconsistent"), finding("shares", "impossible")];

Deno.test("the findings that matter most are the paper's main points, in its order, whatever their p values", () => {
  const main = [
    { title: "clean first", claims: ["claim-2", "claim-5"] },
    { title: "how accurate", claims: ["claim-0", "claim-1"] },
    { title: "elsewhere", claims: ["claim-5"] },
    { title: "unknown", claims: ["claim-5", "claim-6"] },
  ];
  const count = { tried: 0, runs: 0, reaching: 0, beyond: 0, against: 0, best: null };
  const readings = { sound: { ...count, tried: 4, reaching: 1 }, leaking: count, carrier: null, mover: null };
  const told = judgements.map((one, i) => (i === 2 ? { ...one, readings } : one));
  assertEquals(mainFindings(told, findings, main), [
    {
      title: "clean first: of 2 claims, 1 contradicted, 1 not run",
      text:
        "behind by 7.0 points [2.0, 12.0] (contradicted; the paper's order holds in 1 of 4 other readings).",
    },
    {
      title: "how accurate: of 2 claims, 2 contradicted",
      text:
        "60.0 % [55.0, 65.0] where the paper has 70.0 % (contradicted); 50.0 % [45.0, 55.0] where the paper " +
        "has 90.0 % (contradicted).",
    },
    { title: "elsewhere: of 1 claim, 1 not run", text: "" },
    { title: "unknown: of 2 claims, 1 not run, 1 cited", text: "" },
  ]);
});

Deno.test("without main points those subjects are shown that are decided and stated most often", () => {
  const more = [...judgements, { ...judgements[3]!, id: "again" }];
  assertEquals(mainFindings(more, findings).map(({ title }) => title), [
    "small: of 2 claims, 2 reproduced",
    "near: of 1 claim, 1 contradicted",
    "far: of 1 claim, 1 contradicted",
  ]);
});

Deno.test("where runs decide little, the paper's own contradictions fill up, impossible ones first", () => {
  assertEquals(mainFindings(judgements.slice(4), findings).map(({ title }) => title), [
    "title of shares",
    "title of size",
  ]);
  assertEquals(mainFindings([], []), []);
});

Deno.test("a kind of finding says how many are how bad, and shows the worst", () => {
  const results = madeUpResults(paperPlans, parsePaper(paperJson), madeUpHits);
  const mixed = [
    { ...finding("size", "doubtful"), arithmetic: "it may be" },
    { ...finding("size", "inconsistent"), arithmetic: "it is not" },
    { ...finding("size", "doubtful"), arithmetic: "it may be too" },
    finding("shares", "impossible"),
  ];
  const page = onePage(results, { judgements, findings: mixed }).join("\n\n");
  const lines = [
    "1. title of shares (1 impossible), as in Table 2, NEUTRAL, Precision: 1.10 is above 1",
    "2. title of size (1 inconsistent, 2 doubtful), as in Table 2, NEUTRAL, Precision: it is not",
  ];
  assert(page.includes(lines.join("\n")), page);
});

Deno.test("the page says what was run, what held, what contradicts and how to repeat it", () => {
  const results = madeUpResults(paperPlans, parsePaper(paperJson), madeUpHits);
  const page = onePage(results, { judgements, findings }).join("\n\n");
  for (
    const part of [
      `**What was run**: ${results.records.size} runs`,
      "RAVDESS, ",
      "1. Near: of 1 claim, 1 contradicted. 60.0 % [55.0, 65.0] where the paper has 70.0 % (contradicted).",
      "**Claims**: of 7, 1 reproduced (1 by runs), 3 contradicted (3 by runs), 1 inconclusive, 1 not run",
      "title of shares (1 impossible), as in Table 2, NEUTRAL, Precision: 1.10 is above 1",
      "`deno task replicate experiments/deepika2025/*.manifest.json --data ravdess=DIR --only",
    ]
  ) assert(page.includes(part), `${part} is missing in:\n${page}`);
  assert(!page.includes("synthetic"));
});

Deno.test("made-up voices carry a banner, and a suite without claims has no verdicts", () => {
  const page = onePage(madeUpResults(quickstartPlans, null, madeUpHits), null).join("\n\n");
  assert(page.startsWith("> **Synthetic voices"));
  assert(!page.includes("Claims"));
});

Deno.test("the badge is a picture whose text is its counts", () => {
  const svg = badge(judgements);
  assert(svg.includes('aria-label="claims: 1 reproduced, 3 contradicted"'));
  assert(renderPng(svg).length > 500);
  assert(badge(judgements.slice(4)).includes("none decided"));
  assert(badge(judgements.slice(3, 4)).includes("#1a7f37"));
});

Deno.test("open claims are counted by what they would take, with a rough time", () => {
  const results = madeUpResults(paperPlans, parsePaper(paperJson), madeUpHits);
  const runs = { experiment: "raw-clean-k-fold-ravdess", variant: "raw" };
  const test = {
    kind: "value",
    corpus: "ravdess",
    runs,
    quantity: { measure: "accuracy" },
    tolerance: 0.02,
  } as const;
  const power = (moreRuns: number | null) => ({ smallestDifference: 0.1, moreRuns });
  const open = [4, 12, null].map((moreRuns, i): Judgement => {
    const base = judgements[0]!;
    return {
      ...base,
      id: `open-${i}`,
      claim: { ...base.claim, test },
      verdict: "inconclusive",
      power: power(moreRuns),
    };
  });
  const page = onePage(results, { judgements: open, findings: [] }).join("\n\n");
  // Folds 0 to 4 take 30 to 34 minutes.
  const line =
    "**What it would take**: of 3 inconclusive claims, if means and spreads stay, 1 would take up to 5 " +
    "further runs (4 runs of all their variants, about 2.1 h one after another); 1 would take 6 to 50 further runs " +
    "(12 runs of all their variants, about 6.4 h one after another); 1 would take no number of further runs of this " +
    "kind. Each claim says its own number.";
  assert(page.includes(line), page);
  assert(!onePage(results, { judgements, findings: [] }).join("").includes("further runs"));
});

Deno.test("a rough time is no finer than an estimate", () => {
  assertEquals([10, 1826, 5399, 5400, 172_799, 172_800, 345_600].map(roughTime), [
    "1 min",
    "30 min",
    "90 min",
    "1.5 h",
    "48.0 h",
    "2.0 days",
    "4.0 days",
  ]);
});
