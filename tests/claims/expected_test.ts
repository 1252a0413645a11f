import { deepStrictEqual as assertEquals, throws as assertThrows } from "node:assert/strict";
import { expectedOf, movedText, movedVerdicts, parseExpected } from "../../src/claims/expected.ts";
import { judge } from "../../src/claims/judge.ts";
import { claimOf, suiteOf, valueTest } from "./made_up_suite.ts";

const judgements = judge(
  {
    claims: [50, 90, 10].map((value, i) => claimOf(valueTest("raw"), { id: `claim-${i}`, value })),
    facts: [],
  },
  suiteOf({ variants: { raw: [0.5, 0.5125, 0.4875, 0.5, 0.5125] } }),
);

Deno.test("accepted verdicts come back as they were written", () => {
  const expected = expectedOf("made-up", judgements);
  assertEquals(expected.verdicts, {
    "claim-0": "reproduced",
    "claim-1": "contradicted",
    "claim-2": "contradicted",
  });
  assertEquals(parseExpected(JSON.stringify(expected), "verdicts.json"), expected);
  assertEquals(movedVerdicts(expected, judgements), []);
});

Deno.test("moved, new and gone claims are told, lost decisions first", () => {
  const verdicts = { "claim-0": "inconclusive", "claim-1": "contradicted", "claim-3": "reproduced" } as const;
  const moved = movedVerdicts({ format: 1, suite: "made-up", verdicts }, judgements);
  assertEquals(moved.map(movedText), [
    "claim-3 was reproduced, is gone",
    "claim-0 was inconclusive, is reproduced",
    "claim-2 is new: contradicted",
  ]);
});

Deno.test("what is no such file is refused in one line", () => {
  const cases = [
    ["{", /it is not JSON/],
    ['{"format": 2}', /format must be 1/],
    ["null", /format must be 1/],
    ['{"format": 1, "suite": "a"}', /must hold a suite and its verdicts/],
    ['{"format": 1, "suite": "a", "verdicts": {"b": "true"}}', /the verdict of b must be one of reproduced/],
  ] as const;
  for (const [text, says] of cases) assertThrows(() => parseExpected(text, "verdicts.json"), says);
});
