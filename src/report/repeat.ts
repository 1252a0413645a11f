import type { Experiment } from "../manifest/experiment.ts";
import { allRecords } from "./experiment_tables.ts";
import { withoutMultiverses } from "./multiverse.ts";
import { distinct } from "./numbers.ts";
import { recordsOf, type SuiteResults } from "./results.ts";

/**
 * The command that makes the runs of a suite anew, its sampled readings left out: with the folders that they
 * need, and only those that have been made.
 */
export function repeatCommand(all: SuiteResults): string {
  const results = withoutMultiverses(all);
  const records = allRecords(results).filter(({ data }) => !data.synthetic);
  const corpora = distinct(records.flatMap(({ data }) => [data.corpus, data.testCorpus ?? data.corpus]))
    .sort();
  const data = corpora.map((name) => ` --data ${name}=DIR`).join("");
  const weights = records.some((record) => record.data.weights !== null) ? " --weights DIR" : "";
  return `deno task replicate ${results.manifests}${data}${weights}${onlyOption(all, results)} --fresh`;
}

/** The option that chooses what has been made: whole experiments by their ids, else runs by theirs. */
function onlyOption(all: SuiteResults, results: SuiteResults): string {
  const made = results.experiments.filter(({ variants }) =>
    variants.some((variant) => recordsOf(results, variant).length > 0)
  );
  if (made.length === 0) return "";
  const isWhole = ({ variants }: Experiment) =>
    variants.every((variant) => recordsOf(results, variant).length === variant.runs.length);
  const whole = made.filter(isWhole);
  if (whole.length === all.experiments.length) return "";
  const ids = whole.length === 1 ? whole[0]!.id : `{${whole.map(({ id }) => id).join(",")}}`;
  const runs = made.filter((experiment) => !isWhole(experiment)).flatMap(({ variants }) =>
    variants.flatMap((variant) => recordsOf(results, variant).map(({ id }) => id))
  );
  return ` --only ${[...(whole.length > 0 ? [`'${ids}/**'`] : []), ...distinct(runs)].join(" ")}`;
}
