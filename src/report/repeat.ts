import type { PlannedRun } from "../manifest/experiment.ts";
import { allRecords } from "./experiment_tables.ts";
import { withoutMultiverses } from "./multiverse.ts";
import { distinct } from "./numbers.ts";
import type { SuiteResults } from "./results.ts";

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

/** The option that chooses what has been made: by whole experiments, variants and seeds, else by run. */
function onlyOption(all: SuiteResults, results: SuiteResults): string {
  const { experiments, records } = results;
  const planned = experiments.map((experiment) => ({
    experiment,
    runs: experiment.variants.flatMap(({ runs }) => runs),
  }));
  const covered = new Set<string>();
  const isMade = (runs: readonly PlannedRun[]) => runs.length > 0 && runs.every(({ id }) => records.has(id));
  const cover = (runs: readonly PlannedRun[]) => runs.forEach(({ id }) => covered.add(id));
  const whole = planned.filter(({ runs }) => isMade(runs));
  if (whole.length === all.experiments.length) return "";
  whole.forEach(({ runs }) => cover(runs));
  const ids = whole.map(({ experiment }) => experiment.id);
  const patterns = ids.length === 0 ? [] : [`'${ids.length === 1 ? ids[0] : `{${ids.join(",")}}`}/**'`];
  for (const { variants } of experiments) {
    for (const { runs } of variants) {
      // A pattern names runs by their labels, of which some hold signs that patterns read otherwise.
      const parts = [runs, ...Map.groupBy(runs, ({ settings }) => settings.seed).values()];
      for (const part of parts) {
        if (!isMade(part) || part.every(({ id }) => covered.has(id)) || !PLAIN.test(part[0]!.label)) continue;
        const { label } = part[0]!;
        const pattern = part === runs
          ? label.replace(/fold-\d+\/seed-\d+$/, "**")
          : label.replace(/fold-\d+(?=\/seed-\d+$)/, "*");
        patterns.push(`'${pattern}'`);
        cover(part);
      }
    }
  }
  const single = planned.flatMap(({ runs }) => runs.map(({ id }) => id))
    .filter((id) => records.has(id) && !covered.has(id));
  return patterns.length + single.length === 0
    ? ""
    : ` --only ${[...patterns, ...distinct(single)].join(" ")}`;
}

/** Labels without a sign that a pattern or a shell reads otherwise. */
const PLAIN = /^[\p{L}\p{N} ,.%/_-]+$/u;
