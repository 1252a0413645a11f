import { counted } from "../../base/number_text.ts";
import { allRecords } from "../experiment_tables.ts";
import { withoutMultiverses } from "../multiverse.ts";
import { distinct, runCount } from "../numbers.ts";
import type { RunRecord } from "../../record/record.ts";
import { commitText } from "../provenance.ts";
import { findingsOf } from "../one_page.ts";
import { isSynthetic, type SuiteResults, SYNTHETIC_BANNER, trialBanner } from "../results.ts";
import { machinesOf } from "../machines.ts";
import { capital, leftOutText } from "../remarks.ts";
import { verdictCounts } from "./claims_section.ts";
import { headlineHtml } from "./headline.ts";
import { type Content, type Html, html } from "./html.ts";
import type { PageData } from "./page_data.ts";
import { repeatCommand } from "../repeat.ts";

/** Title of the page: of the paper, or of a suite without one. */
export function titleOf({ suite, paper }: SuiteResults): string {
  return paper === null ? `Results of ${suite}` : paper.title;
}

/** The first screen: the paper, the verdicts, the headline comparison, machine and commit, how to repeat it. */
export function overviewHtml(data: PageData): Html {
  const { judgements } = data;
  const results = withoutMultiverses(data.results);
  const records = allRecords(results);
  return html`
    ${bannersHtml(results, records)}
    <header class="opening">
    <p class="kicker">${results.paper === null ? "Suite" : "Replication"} · ${runsText(results, records)}</p>
    <h1>${titleOf(results)}</h1>
    ${paperLine(results)}
    </header>
    <section id="overview" aria-labelledby="overview-heading">
    <h2 id="overview-heading" class="hidden" tabindex="-1">In short</h2>
    ${judgements !== undefined && judgements.length > 0 && verdictCounts(judgements)}
    ${mattersHtml(data)}
    ${headlineHtml(results)}
    <dl class="facts">${facts(records)}
    <div><dt>Repeat it</dt><dd><code class="command">${repeatCommand(results)}</code></dd></div></dl>
    </section>
  `;
}

/** The findings that matter most, in the words of the summary. */
function mattersHtml({ results, judgements, findings }: PageData): Content {
  if (judgements === undefined || findings === undefined) return null;
  const matters = findingsOf(results, { judgements, findings });
  return matters.length > 0 && html`
    <h3>What matters most</h3>
    <ol class="matters">${matters.map(({ title, text }) =>
      html`<li><b>${capital(title)}.</b> ${text}</li>`
    )}</ol>
  `;
}

function paperLine({ paper }: SuiteResults): Content {
  if (paper === null) return null;
  const { authors, journal, year, doi } = paper;
  return html`
    <p
      class="citation">${authors.join(
        ", ",
      )}. <i>${journal}</i>, ${year}. <a href="https://doi.org/${doi}" rel="noreferrer">doi:${doi}</a></p>
  `;
}

function plannedRuns({ experiments }: SuiteResults): number {
  return new Set(
    experiments.flatMap(({ variants }) => variants.flatMap(({ runs }) => runs.map(({ id }) => id))),
  ).size;
}

function runsText(results: SuiteResults, records: readonly RunRecord[]): string {
  const experiments = results.experiments.length;
  const text = records.length === 0 ? "nothing run yet" : runCount(records.length, plannedRuns(results));
  return `${text}, ${counted(experiments, "experiment")}`;
}

/** What must not be missed: made-up voices, runs that are missing, an epoch chosen by the test clips, mixed machines. */
function bannersHtml(results: SuiteResults, records: readonly RunRecord[]): Html {
  const planned = plannedRuns(results);
  const machines = machinesOf(records);
  const optimistic = records.some(({ settings }) => settings.training.report === "best-on-test");
  const trial = trialBanner(results);
  return html`${
    trial !== null && html`<p class="banner" role="note"><strong>${capital(trial)}.</strong></p>`
  }${
    isSynthetic(results) &&
    html`<p class="banner" role="note"><strong>${capital(SYNTHETIC_BANNER)}.</strong></p>`
  }${
    records.length < planned &&
    html`
      <p class="banner partial"
        role="note"><strong>Partial results:</strong> ${records
          .length} of ${planned} planned runs are done. What is missing says “not run”.</p>
    `
  }${
    results.leftOut.length > 0 &&
    html`<p class="banner partial" role="note">${leftOutText(results.leftOut.length)}</p>`
  }${
    optimistic &&
    html`
      <p class="banner partial"
        role="note"><strong>Optimistic:</strong> some runs report the epoch that was best on the test clips.</p>
    `
  }${
    machines.length > 1 &&
    html`
      <p class="banner partial"
        role="note"><strong>Mixed:</strong> runs of different backends or engines stand together: ${machines
          .join("; ")}.</p>
    `
  }`;
}

/** Machine, software and commit of the runs. */
function facts(records: readonly RunRecord[]): Html[] {
  const list = (show: (record: RunRecord) => string) => distinct(records.map(show)).sort();
  const named: [string, string[]][] = [
    [
      "Machine",
      list(({ environment: e }) => `${e.adapter ?? e.cpu ?? "unknown processor"}, ${e.cores} cores, ${e.os}`),
    ],
    ["Backend, engine", machinesOf(records)],
    ["Commit", list((record) => `${commitText(record)}, Deno ${record.environment.deno}`)],
  ];
  return named.filter(([, values]) => values.length > 0).map(([name, values]) =>
    html`
      <div>
        <dt>${name}</dt>
        <dd>${values.map((value, i) => [i > 0 && html`<br>`, value])}</dd>
      </div>
    `
  );
}
