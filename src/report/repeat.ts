import { allRecords } from "./experiment_tables.ts";
import { withoutMultiverses } from "./multiverse.ts";
import { distinct } from "./numbers.ts";
import { recordsOf, type SuiteResults } from "./results.ts";

/**
 * The command that makes the runs of a suite anew, its sampled readings left out: with the folders that they
 * need, and only of experiments that have been run.
 */
export function repeatCommand(all: SuiteResults): string {
  const results = withoutMultiverses(all);
  const records = allRecords(results).filter(({ data }) => !data.synthetic);
  const corpora = distinct(records.flatMap(({ data }) => [data.corpus, data.testCorpus ?? data.corpus]))
    .sort();
  const data = corpora.map((name) => ` --data ${name}=DIR`).join("");
  const weights = records.some((record) => record.data.weights !== null) ? " --weights DIR" : "";
  const made = results.experiments.filter(({ variants }) =>
    variants.some((variant) => recordsOf(results, variant).length > 0)
  );
  const some = made.length > 0 && made.length < all.experiments.length;
  const names = made.length === 1 ? made[0]!.id : `{${made.map(({ id }) => id).join(",")}}`;
  const only = some ? ` --only '${names}/**'` : "";
  return `deno task replicate ${results.manifests}${data}${weights}${only} --fresh`;
}
