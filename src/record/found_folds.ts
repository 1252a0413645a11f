import type { Experiment, Variant } from "../manifest/experiment.ts";
import type { RunRecord } from "./record.ts";

/**
 * The runs of experiments that leave one speaker or session out, as many as the corpus had: a manifest asks for
 * the published number, records say how many were found. Where there are no records, nothing changes.
 *
 * @param records By run id.
 */
export function withFoundFolds(
  experiments: readonly Experiment[],
  records: ReadonlyMap<string, RunRecord>,
): Experiment[] {
  return experiments.map((experiment) => ({
    ...experiment,
    variants: experiment.variants.map((variant) => {
      const folds = foundFolds(variant, records);
      return { ...variant, runs: variant.runs.filter(({ settings }) => settings.fold < folds) };
    }),
  }));
}

function foundFolds({ runs }: Variant, records: ReadonlyMap<string, RunRecord>): number {
  if (!runs[0]?.settings.protocol.name.startsWith("leave-one-")) return Infinity;
  const found = runs.flatMap(({ id }) => records.get(id) ?? []).map(({ data }) =>
    Object.values(data.folds).reduce<number>((most, fold) => Math.max(most, Number(fold) + 1), 0)
  );
  const most = Math.max(0, ...found);
  return most > 0 ? most : Infinity;
}
