import { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
import { compareResults } from "../../src/claims/gate.ts";
import type { RunRecord } from "../../src/record/record.ts";
import { madeUpResults } from "../report/made_up.ts";
import { madeUpHits, paperPlans } from "../report/plans.ts";

/** The 5-fold and the hold-out experiment on RAVDESS: five runs and one run per variant. */
const plans = paperPlans.filter(({ corpus }) => corpus.name === "ravdess").slice(0, 2);
const { experiments, records } = madeUpResults(plans, null, madeUpHits);

/** The records with predictions, those of the first `wrong` clips of every run missed. */
function withMisses(wrong: (experiment: string) => number): Map<string, RunRecord> {
  return new Map([...records].map(([id, record]) => {
    const predictions = Array.from({ length: 60 }, (_, i) => ({
      clip: `${i}.wav`,
      speaker: "1",
      label: "anger",
      predicted: i < wrong(record.experiment) ? "sadness" : "anger",
      probabilities: [],
    }));
    return [id, { ...record, predictions }];
  }));
}

const [first, second] = [experiments[0]!.id, experiments[1]!.id];

Deno.test("equal results hold", () => {
  const compared = compareResults(experiments, withMisses(() => 20), withMisses(() => 20));
  assertEquals(compared.length, 3);
  for (const { moved, before, now, test } of compared) {
    assertEquals([moved, before, now, test.p], [false, 40 / 60, 40 / 60, 1]);
  }
});

Deno.test("what moves is named, better or worse, and what does not move is not", () => {
  for (const changed of [14, 26]) {
    const compared = compareResults(
      experiments,
      withMisses(() => 20),
      withMisses((experiment) => experiment === first ? changed : 20),
    );
    for (const { experiment, moved, runs, clips } of compared) {
      assertEquals([experiment, moved], [experiment, experiment === first && runs > 1]);
      assertEquals(clips, 60 * runs);
    }
    assert(compared.some(({ experiment }) => experiment === second));
  }
});

Deno.test("a few clips on either side are chance", () => {
  const compared = compareResults(experiments, withMisses(() => 20), withMisses(() => 21));
  assert(compared.every(({ moved, runs }) => !moved && runs <= 5));
});

Deno.test("only runs that both have are compared", () => {
  const now = withMisses(() => 20);
  const [kept] = now.keys();
  for (const id of [...now.keys()].slice(1)) now.delete(id);
  const compared = compareResults(experiments, withMisses(() => 20), now);
  assertEquals(compared.map(({ runs }) => runs), [1]);
  assert(kept !== undefined);
  assertEquals(compareResults(experiments, withMisses(() => 20), new Map()), []);
});
