import { counted } from "../base/number_text.ts";
import { allRecords } from "./experiment_tables.ts";
import type { Evidence } from "./evidence.ts";
import { auditTable } from "./evidence_tables.ts";
import { listOf, pictureMarkdown, plainMarkdown, toMarkdown } from "./markdown.ts";
import { withoutMultiverses } from "./multiverse.ts";
import type { ChartSection, NamedChart } from "./named_chart.ts";
import { onePage } from "./one_page.ts";
import { runCount } from "./numbers.ts";
import { dataNotes, readingsTable, runTable } from "./provenance.ts";
import { capital, leftOutText, remarksOn } from "./remarks.ts";
import { isSynthetic, type SuiteResults, SYNTHETIC_BANNER, trialBanner } from "./results.ts";
import type { TableSet } from "./table_set.ts";

/**
 * `report.md`: measured beside the paper first, then every table and chart, what was run on what, the choices
 * made and how to repeat it. Charts are linked as `charts/*.svg`.
 */
export function reportDocument(
  all: SuiteResults,
  tables: TableSet,
  charts: readonly NamedChart[],
  evidence: Evidence | null = null,
): string {
  const results = withoutMultiverses(all);
  const pictures = (section: ChartSection) =>
    charts.filter((chart) => chart.section === section).map(({ id, alt }) =>
      pictureMarkdown(alt, `charts/${id}.svg`)
    );
  const notes = listOf(dataNotes(results));
  const parts = [
    ...opening(results, all),
    ...(evidence === null ? [] : section("On one page", onePage(results, evidence))),
    ...section("In short", [
      ...(tables.glance === null ? [] : [toMarkdown(tables.glance)]),
      ...pictures("accuracy"),
    ]),
    ...section("The paper's tables", tables.paper.map(toMarkdown)),
    ...(evidence === null ? [] : section("The paper against itself", [
      toMarkdown(auditTable(evidence)),
      "The verdict on every claim, with its reason: `tables/claims.csv`, `deno task claims --why`.",
    ])),
    ...section("Networks side by side", [
      ...(tables.networks === null ? [] : [toMarkdown(tables.networks)]),
      ...pictures("networks"),
    ]),
    ...section("All experiments", [
      toMarkdown(tables.comparison),
      ...(tables.leaks === null ? [] : [toMarkdown(tables.leaks)]),
      ...tables.classes.map(toMarkdown),
    ]),
    ...section("Confusion", [...pictures("confusion"), ...confusionPointer(tables)]),
    ...section("Learning curves", pictures("learning")),
    ...section("Cost", [toMarkdown(tables.cost), ...pictures("cost")]),
    ...section("Sensitivity to the readings", [
      ...pictures("multiverse"),
      ...tables.multiverse.map(toMarkdown),
    ]),
    ...section("Second implementation", tables.confirmations.map(toMarkdown)),
    ...section("Figures", pictures("figures")),
    ...section("What was run on what", [toMarkdown(runTable(results))]),
    ...section("Choices", [toMarkdown(readingsTable(results))]),
    ...section("Notes on the data", notes === "" ? [] : [notes]),
    ...section("How to repeat", [repeatText(results)]),
  ];
  return parts.join("\n\n") + "\n";
}

/** The first page alone, for a workflow's summary and to be pasted into a review. */
export function jobSummary(results: SuiteResults, evidence: Evidence | null): string {
  return [titleOf(results), ...onePage(results, evidence)].join("\n\n") + "\n";
}

/** The counts are in the pictures and, as tables, in files of their own. */
function confusionPointer({ confusion }: TableSet): string[] {
  return confusion.length === 0 ? [] : ["The same counts as tables: `tables/confusion-*.csv` and `.tex`."];
}

function section(title: string, parts: readonly string[]): string[] {
  return parts.length === 0 ? [] : [`## ${title}`, ...parts];
}

function titleOf({ suite, paper }: SuiteResults): string {
  return `# ${plainMarkdown(paper === null ? `Results of ${suite}` : `Replication: ${paper.title}`)}`;
}

function opening(results: SuiteResults, all: SuiteResults): string[] {
  const { paper } = results;
  const records = allRecords(results);
  const runs = results.experiments.flatMap(({ variants }) => variants.flatMap((variant) => variant.runs));
  // A run that two experiments share is one run.
  const planned = new Set(runs.map(({ id }) => id)).size;
  const parts = [titleOf(results)];
  const trial = trialBanner(results);
  if (trial !== null) parts.push(`> **${capital(trial)}.**`);
  if (isSynthetic(results)) parts.push(`> **${capital(SYNTHETIC_BANNER)}.**`);
  if (paper !== null) {
    const { authors, title, journal, year, doi } = paper;
    parts.push(
      `${
        plainMarkdown(`Paper: ${authors.join(", ")}: ${title}. ${journal}, ${year}.`)
      } [doi:${doi}](https://doi.org/${doi})`,
    );
  }
  parts.push(
    records.length === 0
      ? `Nothing run yet: ${planned} runs planned. "How to repeat" below says how to start.`
      : `${runCount(records.length, planned)} of ${counted(results.experiments.length, "experiment")}.` +
        " A number is a mean over runs and its sample standard deviation.",
  );
  const others = all.records.size - allRecords(all).length;
  if (others > 0) {
    parts.push(
      `Not shown: ${
        counted(others, "record")
      } of runs that no manifest of this suite asks for, such as those that ` +
        "`--epochs` or `--seeds` make; `deno task replicate` with the same options reports them.",
    );
  }
  if (all.leftOut.length > 0) parts.push(leftOutText(all.leftOut.length));
  const remarks = remarksOn(records.filter(({ data }) => !data.synthetic));
  if (remarks.length > 0) parts.push(listOf(remarks));
  return parts;
}

function repeatText(results: SuiteResults): string {
  const oneLine = (text: string) => text.replace(/[\n\r]+/g, " ");
  return [
    "```",
    `deno task replicate ${oneLine(results.manifests)}    # runs what is missing, then writes this report`,
    ...(results.trial === null
      ? [`deno task report ${oneLine(results.suite)}    # rebuilds this report from the records`]
      : []),
    "```",
    "",
    "Every setting, the split, every prediction and the machine are in the records, `runs/*.json`.",
  ].join("\n");
}
