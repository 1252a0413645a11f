import { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
import { audit, rules } from "../../../src/claims/audit/audit.ts";
import type { Severity } from "../../../src/claims/audit/finding.ts";
import type { Claim } from "../../../src/claims/claim.ts";
import type { ClaimsFile, StatedSplit } from "../../../src/claims/claims_file.ts";
import {
  claim,
  comparison,
  fact,
  inputTable,
  matrixTable,
  network,
  ordering,
  paperOf,
  scoreTable,
} from "./made_up.ts";

const MATRIX = [[40, 6, 4], [10, 25, 5], [2, 8, 20]]; // 85 of 120 right
const STYLE = { rounding: "up", decimals: [2, 1, 0] } as const;
const scores = scoreTable(MATRIX, "clean", STYLE);
const matrix = matrixTable(MATRIX, "clean", STYLE);
const inputs = inputTable(MATRIX, "clean", STYLE);
const compared = comparison([85n, 120n], [600n, 1000n], STYLE);
const sized = network(1_484_256, 3, "up");

/** The claims with another number in the one that `which` finds. */
function changed(claims: readonly Claim[], which: (claim: Claim) => boolean, value: number): Claim[] {
  const found = claims.filter(which);
  assertEquals(found.length, 1);
  return claims.map((c) =>
    c === found[0] ? { ...c, value, printed: value.toFixed(c.decimals!).replace(".", ",") } : c
  );
}

const is = (quantity: Partial<Claim["quantity"]>) => (c: Claim) =>
  Object.entries(quantity).every(([key, value]) => c.quantity[key as keyof Claim["quantity"]] === value);

const split: StatedSplit = {
  id: "split",
  place: { section: "Method" },
  trainShare: 0.8,
  testShare: 0.2,
  folds: 5,
  meaning: "",
};
const is57 = { measure: "accuracy", network: "dscnn" } as const;
const accuracyOf = (text: string) =>
  claim("Results", { measure: "accuracy", corpus: "made-up" }, text, "percent");
const perClass = [50, 40, 30].map((n, i) => fact("clips", n, { of: `class-${i}` }));
/** Recall above precision in every class: more is right than is predicted. */
const recallAbove = [0, 1, 2].flatMap((i) =>
  ([["precision", "0.50"], ["recall", "0.80"], ["f1", "0.62"]] as const).map(([measure, text]) =>
    claim(
      { table: 2, row: `class-${i}`, column: measure },
      { measure, of: `class-${i}`, table: 2 },
      text,
      "share",
    )
  )
);

/** A paper without and with one fault; what is compared is the rule, its severity and a part of the arithmetic. */
interface Case {
  readonly right: ClaimsFile;
  readonly wrong: ClaimsFile;
  readonly severity: Severity;
  readonly says: string;
}

const CASES: Readonly<Record<string, Case | readonly Case[]>> = {
  "share-range": {
    right: paperOf(scores),
    wrong: paperOf(changed(scores, is({ measure: "recall", of: "class-1" }), 1.1)),
    severity: "impossible",
    says: "1,10 stands for 1.095 to 1.105",
  },
  "confusion-row": {
    right: paperOf(matrix.filter(is({ measure: "confusion" }))),
    wrong: paperOf(
      changed(matrix.filter(is({ measure: "confusion" })), is({ of: "class-1", predicted: "class-0" }), 0.27),
    ),
    severity: "impossible",
    says: "0,27 + 0,63 + 0,13 = 1.03; the rounded cells allow 1.015 to 1.045, not 1",
  },
  "mean-recall": {
    right: paperOf(matrix),
    wrong: paperOf(changed(matrix, is({ measure: "unweightedAccuracy" }), 72.1)),
    severity: "impossible",
    says: "(0,80 + 0,63 + 0,67) / 3 allows 0.695 to 0.705; stated 72,1 % (0.7205 to 0.7215)",
  },
  "f1-of-precision-and-recall": [1, -1].map((sign) => {
    const rows = scores.filter((c) => c.quantity.of !== undefined);
    return {
      right: paperOf(rows),
      wrong: paperOf(changed(rows, is({ measure: "f1", of: "class-0" }), sign === 1 ? 0.81 : 0.76)),
      severity: sign === 1 ? "impossible" : "inconsistent",
      says: "precision 0,77 (0.765 to 0.775) and recall 0,80 (0.795 to 0.805) give F1 0.7797 to 0.7897",
    } as const;
  }),
  "macro-average": {
    right: paperOf(scores),
    wrong: paperOf(changed(scores, is({ measure: "precision", average: "macro" }), 0.72)),
    severity: "impossible",
    says: "/ 3 allows",
  },
  "weighted-average": {
    right: paperOf(scores),
    wrong: paperOf(changed(scores, is({ measure: "precision", average: "weighted" }), 0.79)),
    severity: "impossible",
    says: "the classes (0,77, 0,64, 0,69) allow 0.635 to 0.775; printed 0,79",
  },
  "accuracy-is-weighted-recall": [
    {
      right: paperOf(scores),
      wrong: paperOf(changed(scores, is({ measure: "accuracy" }), 0.73)),
      severity: "impossible",
      says: "weighted recall 0,71 (0.705 to 0.715), accuracy 0,73 (0.725 to 0.735)",
    },
    {
      right: paperOf(matrix),
      wrong: paperOf(changed(matrix, is({ measure: "accuracy" }), 81)),
      severity: "impossible",
      says: "the classes (0,80, 0,63, 0,67) allow 0.625 to 0.805; printed 81,0",
    },
  ],
  "one-matrix": {
    right: paperOf(
      changed(recallAbove, is({ measure: "precision", of: "class-1" }), 0.8).filter((c) =>
        c.quantity.measure !== "f1"
      ),
    ),
    wrong: paperOf(recallAbove),
    severity: "inconsistent",
    says: "the predictions of all classes sum to 1.5743 to 1.6263 of the clips",
  },
  "split-shares": [
    {
      right: paperOf([], [], [split]),
      wrong: paperOf([], [], [{ ...split, trainShare: 0.85 }]),
      severity: "impossible",
      says: "85 % for training and 20 % for testing make 105 % of the clips",
    },
    {
      right: paperOf([], [], [split]),
      wrong: paperOf([], [], [{ ...split, folds: 10 }]),
      severity: "inconsistent",
      says: "10 folds test 1/10",
    },
  ],
  "same-quantity": [
    {
      right: paperOf([...inputs, ...scores]),
      wrong: paperOf([...changed(inputs, is({ measure: "accuracy" }), 71.6), ...scores]),
      severity: "inconsistent",
      says: "accuracy (made-up, clean, dscnn): 71,6 % (Table 1), 0,71 (Table 2)",
    },
    {
      right: paperOf(matrix),
      wrong: paperOf(changed(matrix, is({ measure: "recall", of: "class-2" }), 65)),
      severity: "inconsistent",
      says: "recall of class-2 (made-up, clean, dscnn): 0,67 (Table 3), 65 % (Results)",
    },
    {
      right: paperOf(["57", "58"].map((text) => claim(`Section ${text}`, is57, text, "percent")).slice(1)),
      wrong: paperOf(["57", "58"].map((text) => claim(`Section ${text}`, is57, text, "percent"))),
      severity: "doubtful",
      says: "both only if the number is 0.575 exactly, rounded up in one place and down in another",
    },
  ],
  "recall-diagonal": {
    right: paperOf([...scores, ...matrix]),
    wrong: paperOf([
      ...scores.filter(is({ measure: "recall", average: undefined })).map((c) =>
        c.quantity.of === "class-0" ? { ...c, value: 0.82, printed: "0,82" } : c
      ),
      ...matrix,
    ]),
    severity: "inconsistent",
    says: "Table 2 against Table 3, 1 of 3 classes: class-0 0,82 against 0,80",
  },
  "unsaid-average": {
    right: paperOf([...inputs, ...scores]),
    wrong: paperOf([...changed(inputs, is({ measure: "f1" }), 73), ...scores]),
    severity: "inconsistent",
    says: "f1 (made-up, clean, dscnn): 73,0 % (Table 1), but weighted 0,71 (Table 2), macro 0,70 (Table 2)",
  },
  ordering: [
    {
      right: paperOf([
        ...compared,
        ordering({ measure: "accuracy", network: "dscnn" }, { network: "other-2019" }),
      ]),
      wrong: paperOf([
        ...compared,
        ordering({ measure: "accuracy", network: "other-2019" }, { network: "dscnn" }),
      ]),
      severity: "inconsistent",
      says: '"it is better", but 60,0 % (Table 4, other, accuracy) against 70,8 % (Table 4, own, accuracy)',
    },
    {
      right: paperOf([...matrix, ordering({ measure: "recall", of: "class-0" }, { of: "class-1" })]),
      wrong: paperOf([...matrix, ordering({ measure: "recall", of: "class-1" }, { of: "class-0" })]),
      severity: "inconsistent",
      says: "0,63 (Table 3, class-1, class-1) against 0,80 (Table 3, class-0, class-0)",
    },
  ],
  "stated-difference": [
    {
      right: paperOf(compared),
      wrong: paperOf(changed(compared, (c) => c.kind === "difference", 11.3)),
      severity: "inconsistent",
      says: "nearest of 1 pairs: 70,8 % against 60,0 % (Table 4): 10.8 points, 18 %",
    },
    {
      right: paperOf(changed(compared, (c) => c.kind === "difference", 18)), // relative
      wrong: paperOf([
        ...changed(compared, (c) => c.kind === "difference", 5.2),
        claim(
          { table: 4, row: "own, raw", column: "accuracy" },
          {
            measure: "accuracy",
            corpus: "made-up",
            network: "dscnn",
            variant: "raw",
            table: 4,
          },
          "65.6",
          "percent",
        ),
      ]),
      severity: "doubtful",
      says: "Only within one method, by rounding: 70,8 % against 65,6 % (Table 4): 5.2 points",
    },
  ],
  "model-size": [
    {
      right: paperOf(sized),
      wrong: paperOf(changed(sized, is({ measure: "size" }), 34.5)),
      severity: "inconsistent",
      says: "float32 weights 1.5, 3.6, 18.0, 45.5 MB",
    },
    {
      right: paperOf(sized),
      wrong: paperOf(changed(sized, is({ measure: "size" }), 5.41)),
      severity: "doubtful",
      says: "only 5.41 MB (strides 2222211, same padding, 3 classes, float32 weights)",
    },
  ],
  "published-fact": {
    right: paperOf([claim("Data", { measure: "clips", corpus: "made-up" }, "120", "count")], [
      fact("clips", 120),
    ]),
    wrong: paperOf([claim("Data", { measure: "clips", corpus: "made-up" }, "130", "count")], [
      fact("clips", 120, { part: "speech" }),
      fact("clips", 100, { part: "song" }),
    ]),
    severity: "inconsistent",
    says: "stated 130 (129.5 to 130.5); published 120 (speech), 100 (song): Its makers 2020",
  },
  "cited-number": {
    right: paperOf(compared),
    wrong: paperOf(
      changed(
        compared,
        (c) => "section" in c.place && c.test.kind === "none" && c.test.verdict === "cited",
        62,
      ),
    ),
    severity: "inconsistent",
    says: "other-2019 on made-up: 62 % in the text, 60,0 % (Table 4)",
  },
  grim: [
    {
      right: paperOf([accuracyOf("70.83")], [fact("clips", 24)]), // 17 of 24
      wrong: paperOf([accuracyOf("70.85")], [fact("clips", 24)]),
      severity: "inconsistent",
      says: "printed 70,85 %; of 24 clips the nearest shares are 17/24 = 70.833 % and 18/24 = 75 %",
    },
    {
      right: paperOf([accuracyOf("70.0")], [fact("clips", 50)], [split]), // 7 of 10
      wrong: paperOf([accuracyOf("71.40")], [fact("clips", 35)]),
      severity: "doubtful",
      says: "It can be had if the last digit is padding: 71.4",
    },
  ].map((c) => c as Case),
  "published-supports": {
    right: paperOf(scores, perClass),
    wrong: paperOf(scores, [fact("clips", 100, { of: "class-0" }), ...perClass.slice(1)]),
    severity: "doubtful",
    says: "with 100, 40, 30 of 170 clips allow",
  },
};

for (const { name } of rules) {
  Deno.test(`${name}: silent without the fault, alone with it`, () => {
    const cases = CASES[name];
    assert(cases !== undefined, `no made-up paper for ${name}`);
    for (const { right, wrong, severity, says } of [cases].flat()) {
      const show = (paper: ClaimsFile) =>
        audit(paper).map((f) => `${f.rule}, ${f.severity}: ${f.arithmetic}`);
      assertEquals(show(right), []);
      const found = audit(wrong);
      assertEquals([...new Set(found.map((f) => f.rule))], [name], show(wrong).join("\n"));
      for (const f of found) assertEquals(f.severity, severity);
      assert(found.some((f) => f.arithmetic.includes(says)), show(wrong).join("\n"));
      for (const f of found) assert(f.places.length > 0 && f.explanation.length > 40 && f.title.length > 10);
    }
  });
}
