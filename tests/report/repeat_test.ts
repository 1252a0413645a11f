import { deepStrictEqual as assertEquals } from "node:assert/strict";
import type { RunRecord } from "../../src/record/record.ts";
import { repeatCommand } from "../../src/report/repeat.ts";
import type { SuiteResults } from "../../src/report/results.ts";
import { madeUpResults } from "./made_up.ts";
import { paperPlans } from "./plans.ts";

const plans = paperPlans.filter(({ id }) => /^(raw-clean|downsampling)-(k-fold|holdout)-ravdess$/.test(id));
const all = madeUpResults(plans, null, () => 0.5);

/** With the records alone of the runs whose labels fit. */
function made(fits: RegExp): SuiteResults {
  const runs = all.experiments.flatMap(({ variants }) => variants.flatMap((variant) => variant.runs));
  const records = new Map<string, RunRecord>();
  for (const { id, label } of runs) if (fits.test(label)) records.set(id, all.records.get(id)!);
  return { ...all, records };
}

const only = (results: SuiteResults) => repeatCommand(results).match(/ --only (.*) --fresh$/)?.[1] ?? null;

Deno.test("what was made is named by whole experiments, whole variants and else by runs", () => {
  assertEquals(only(all), null);
  assertEquals(only(made(/^raw-clean-holdout/)), "'raw-clean-holdout-ravdess/**'");
  assertEquals(
    only(made(/^raw-clean|raw, max-pool/)),
    "'{raw-clean-k-fold-ravdess,raw-clean-holdout-ravdess}/**' 'downsampling-k-fold-ravdess/raw, max-pool/**'",
  );
  const [run] = all.experiments[0]!.variants[0]!.runs;
  assertEquals(only(made(new RegExp(`^${run!.label}$`))), run!.id);
});

Deno.test("whole seeds are named by seed, and labels that a pattern reads otherwise by their runs", () => {
  const [experiment] = all.experiments;
  const [variant] = experiment!.variants;
  const seeded = [0, 1].flatMap((seed) =>
    variant!.runs.map((run) => ({
      ...run,
      id: `${run.id}-${seed}`,
      label: run.label.replace(/seed-\d+$/, `seed-${seed}`),
      settings: { ...run.settings, seed },
    }))
  );
  const records = new Map(
    seeded.filter(({ settings }) => settings.seed === 1).map((run) => [
      run.id,
      all.records.get(variant!.runs[0]!.id)!,
    ]),
  );
  const withRuns = (label: string) => ({
    ...all,
    records,
    experiments: [
      { ...experiment!, variants: [{ ...variant!, label, runs: seeded }] },
      ...all.experiments.slice(1),
    ],
  });
  assertEquals(only(withRuns("raw")), `'${experiment!.id}/raw/*/seed-1'`);
  const odd = seeded.map((run) => ({ ...run, label: run.label.replace("/raw/", "/clean (< 40 dB)/") }));
  const results = withRuns("clean (< 40 dB)");
  results.experiments[0] = { ...results.experiments[0]!, variants: [{ ...variant!, runs: odd }] };
  assertEquals(only(results), [...records.keys()].join(" "));
});
