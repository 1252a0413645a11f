import { counted, percentText } from "../base/number_text.ts";
import type { Finding } from "../claims/audit/finding.ts";
import type { Judgement } from "../claims/judgement.ts";
import { outlooksOf } from "../claims/outlook.ts";
import { bestReading, type MultiverseResult } from "../claims/multiverse.ts";
import { engineText } from "../record/engine_text.ts";
import { allRecords } from "./experiment_tables.ts";
import { placesText, SEVERITIES, severityText } from "../claims/audit/finding_text.ts";
import { countsText } from "../claims/counts.ts";
import { isOverall, type MainFinding, mainFindings } from "./main_findings.ts";
import { repeatCommand } from "./repeat.ts";
import { codeMarkdown, listOf, plainMarkdown } from "./markdown.ts";
import { distinct, roughTime } from "./numbers.ts";
import { multiversesOf, withoutMultiverses } from "./multiverse.ts";
import type { Evidence } from "./evidence.ts";
import { isSynthetic, recordsOf, type SuiteResults, SYNTHETIC_BANNER, trialBanner } from "./results.ts";
import { capital } from "./remarks.ts";
import { corpusText, protocolText } from "./wording.ts";

/** The findings that matter most, by what the paper's claims say of it. */
export function findingsOf({ claims }: SuiteResults, { judgements, findings }: Evidence): MainFinding[] {
  return mainFindings(judgements, findings, claims?.main);
}

/**
 * The whole result on one page, to be pasted into a review: what was run on what, how many claims held, the
 * findings that matter most, what the paper's own numbers contradict, and how to repeat it. Markdown blocks.
 */
export function onePage(all: SuiteResults, evidence: Evidence | null): string[] {
  const results = withoutMultiverses(all);
  const banner = [trialBanner(results), isSynthetic(results) ? SYNTHETIC_BANNER : null].flatMap((text) =>
    text === null ? [] : [`> **${capital(text)}.**`]
  );
  if (evidence === null) return [...banner, ...whatWasRun(results), ...repeat(all)];
  return [
    ...banner,
    ...whatWasRun(results),
    `**Claims**: of ${evidence.judgements.length}, ${countsText(evidence.judgements)}.`,
    ...listed(
      "**What matters most**",
      findingsOf(all, evidence).map(({ title, text }) => `${capital(title)}. ${text}`.trim()),
    ),
    ...multiversesOf(all).map((multiverse) => readingsLine(evidence.judgements, multiverse)),
    ...outlookLines(evidence.judgements, all),
    ...auditLines(evidence.findings),
    ...repeat(all),
  ];
}

function whatWasRun(results: SuiteResults): string[] {
  const records = allRecords(results);
  const told = new Set<string>();
  if (records.length === 0) return ["**What was run**: nothing yet."];
  const lines = results.experiments.flatMap(({ variants }) => {
    const made = variants.flatMap((variant) => recordsOf(results, variant));
    // Runs that two experiments share are told of once.
    if (made.every(({ id }) => told.has(id))) return [];
    made.forEach(({ id }) => told.add(id));
    const { corpus } = made[0]!.settings;
    const protocols = distinct(made.map(({ settings }) => protocolText(settings.protocol))).join(" or ");
    const epochs = distinct(made.map(({ settings }) => settings.training.epochs)).join(" or ");
    const shown = variants.filter((variant) => recordsOf(results, variant).length > 0);
    const labels = shown.length > 6 ? `${shown.length} variants` : shown.map(({ label }) => label).join("; ");
    const runs = `${counted(made.length, "run")} of ${epochs} epochs`;
    return [`${corpusText(corpus.name)}, ${protocols}: ${labels}: ${runs}`];
  });
  const list = (of: (record: typeof records[number]) => string) =>
    distinct(records.map(of)).sort().join("; ");
  const machines = list(({ environment: e }) =>
    `${e.backend}, ${engineText(e)}, on ${e.adapter ?? e.cpu ?? e.os}`
  );
  return [
    `**What was run**: ${counted(records.length, "run")} (${plainMarkdown(machines)}).`,
    listOf(lines),
  ];
}

/** Whether there is any reading of what the paper leaves open under which its accuracies hold. */
function readingsLine(judgements: readonly Judgement[], multiverse: MultiverseResult): string {
  const { readings, planned, corpus } = multiverse;
  const epochs = distinct(readings.map(({ record }) => record.settings.training.epochs)).join(" or ");
  const asked = judgements.filter(({ claim: { test }, readings }) =>
    test.kind === "value" && test.corpus === corpus && isOverall(test.quantity.measure) && readings !== null
  ).map((judgement) => judgement.readings!);
  const tried = Math.max(0, ...asked.map(({ sound }) => sound.tried));
  const reached = asked.filter(({ sound }) => sound.reaching > 0).length;
  const leaking = asked.filter(({ leaking }) => leaking.reaching > 0).length;
  const best = bestReading(multiverse);
  return `**Is there a reading under which it holds?** ${readings.length} of ${planned} readings of what the paper ` +
    `leaves open were run on ${corpusText(corpus)}, ${epochs} epochs each` +
    (best === null
      ? ""
      : `: the best has an accuracy of ${percentText(best.accuracy)} (${plainMarkdown(best.label)})`) +
    `. ${reached} of the ${asked.length} accuracies that the paper prints for this corpus are reached, within ` +
    `their tolerance, by at least one of the readings of their input, these and all others that were run (up ` +
    `to ${tried})` +
    (asked.some(({ leaking }) => leaking.tried > 0)
      ? `; ${leaking} by one whose split has images of one recording on both sides.`
      : ".");
}

/** What it would take to decide the claims that the runs at hand leave open. */
function outlookLines(judgements: readonly Judgement[], results: SuiteResults): string[] {
  const outlooks = outlooksOf(judgements, results);
  if (outlooks.length === 0) return [];
  const open = outlooks.reduce((sum, { claims }) => sum + claims.length, 0);
  const parts = outlooks.map(({ takes, claims, runs, seconds }) => {
    const cost = runs === 0
      ? ""
      : ` (${counted(runs, "run")} of all their variants, about ${roughTime(seconds)} one after another)`;
    return `${claims.length} would take ${takes}${cost}`;
  });
  return [
    `**What it would take**: of ${counted(open, "inconclusive claim")}, if means and spreads stay, ${
      parts.join("; ")
    }. Each claim says its own number.`,
  ];
}

/** Longest example of a finding, characters; the whole of it stands in the audit's table. */
const LONGEST = 260;

function auditLines(findings: readonly Finding[]): string[] {
  if (findings.length === 0) return [];
  const groups = [...Map.groupBy(findings, ({ title }) => title)].sort(([, a], [, b]) =>
    SEVERITIES.indexOf(worstOf(a).severity) - SEVERITIES.indexOf(worstOf(b).severity)
  );
  const lines = groups.map(([title, own]) => {
    const { places, arithmetic } = worstOf(own);
    const severities = SEVERITIES.map((severity) => ({
      severity,
      count: own.filter((finding) => finding.severity === severity).length,
    })).filter(({ count }) => count > 0).map(({ severity, count }) => `${count} ${severity}`);
    return `${title} (${severities.join(", ")}), as in ${placesText(places)}: ${shortened(arithmetic)}`;
  });
  return listed(
    `**The paper against itself**: ${findings.length} findings that need no run (${
      severityText(findings)
    }); one of each kind, ` +
      'all of them under "The paper against itself" in the report',
    lines,
  );
}

/** The first of the worst severity. */
function worstOf(findings: readonly Finding[]): Finding {
  return SEVERITIES.flatMap((severity) => findings.filter((finding) => finding.severity === severity))[0]!;
}

function shortened(text: string): string {
  const line = text.replaceAll("\n", " ");
  return line.length <= LONGEST ? line : `${line.slice(0, line.lastIndexOf(" ", LONGEST))} …`;
}

function listed(title: string, lines: readonly string[]): string[] {
  return lines.length === 0
    ? []
    : [`${title}:`, lines.map((line, i) => `${i + 1}. ${plainMarkdown(line)}`).join("\n")];
}

function repeat(all: SuiteResults): string[] {
  const records = allRecords(withoutMultiverses(all));
  const commits = distinct(records.map(({ environment }) => environment.project.commit)).filter((c) => c);
  const at = commits.length === 1 ? ` at commit ${commits[0]!.slice(0, 12)}` : "";
  return [`**To repeat it**${at}: ${codeMarkdown(repeatCommand(all))}`];
}
