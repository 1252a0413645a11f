import { holm } from "../evaluation/holm.ts";
import { type McNemar, mcnemar } from "../evaluation/mcnemar.ts";
import type { Experiment, Variant } from "../manifest/experiment.ts";
import type { RunRecord } from "../record/record.ts";

/** Probability of a false alarm over all variants that are compared. */
const GATE_LEVEL = 0.05;

/** One variant, earlier and now, on the runs that both have. */
export interface GateComparison {
  /** `Experiment.id` */
  readonly experiment: string;
  /** `Variant.label` */
  readonly variant: string;
  /** Runs that both have. */
  readonly runs: number;
  /** Test clips of these runs, one of several runs counted as often as it was tested. */
  readonly clips: number;
  /** Share of them predicted right in the earlier results. */
  readonly before: number;
  /** The same now. */
  readonly now: number;
  /** Clips that only one of the two has right; `first` is the earlier. */
  readonly test: McNemar;
  /** `test.p` after Holm's correction over the variants compared. */
  readonly holmP: number;
  /** Whether the result moved: `holmP` below 0.05. */
  readonly moved: boolean;
}

/**
 * Compares results with earlier ones, variant by variant: the same runs on the same test clips, by the exact
 * McNemar test with Holm's correction. So a result moves when more clips changed sides in one direction than
 * chance explains, however small the percentage, and not because a random start or another backend turned a
 * few clips over.
 *
 * @param before Run id to record, earlier.
 * @param now The same of the present results.
 * @returns One per variant that both have runs of, in the order of the experiments.
 */
export function compareResults(
  experiments: readonly Experiment[],
  before: ReadonlyMap<string, RunRecord>,
  now: ReadonlyMap<string, RunRecord>,
): GateComparison[] {
  const compared = experiments.flatMap(({ id, variants }) =>
    variants.flatMap((variant) => comparison(id, variant, before, now))
  );
  const corrected = holm(compared.map(({ test }) => test.p));
  return compared.map((one, i) => ({ ...one, holmP: corrected[i]!, moved: corrected[i]! < GATE_LEVEL }));
}

function comparison(
  experiment: string,
  variant: Variant,
  before: ReadonlyMap<string, RunRecord>,
  now: ReadonlyMap<string, RunRecord>,
) {
  const [first, second]: [boolean[], boolean[]] = [[], []];
  let runs = 0;
  for (const { id } of variant.runs) {
    const [old, current] = [before.get(id), now.get(id)];
    if (old === undefined || current === undefined) continue;
    const earlier = new Map(old.predictions.map((p) => [p.clip, p.predicted === p.label]));
    runs++;
    for (const { clip, label, predicted } of current.predictions) {
      if (!earlier.has(clip)) continue;
      first.push(earlier.get(clip)!);
      second.push(predicted === label);
    }
  }
  if (first.length === 0) return [];
  const share = (hits: readonly boolean[]) => hits.filter((hit) => hit).length / hits.length;
  const clips = first.length;
  const test = mcnemar(first, second);
  return [{
    experiment,
    variant: variant.label,
    runs,
    clips,
    before: share(first),
    now: share(second),
    test,
  }];
}
