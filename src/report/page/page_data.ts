import type { Finding } from "../../claims/audit/finding.ts";
import type { Judgement } from "../../claims/judgement.ts";
import { chartsOf } from "../chart_set.ts";
import { evidenceFor } from "../evidence.ts";
import type { NamedChart } from "../named_chart.ts";
import { renderSvg } from "../render.ts";
import type { SuiteResults } from "../results.ts";
import { summarise, type Summary } from "../summary.ts";
import { type TableSet, tablesOf } from "../table_set.ts";

/** A chart and its drawing. */
export interface DrawnChart extends NamedChart {
  /** SVG document. */
  readonly svg: string;
}

/** Everything that a page is made from. */
export interface PageData {
  /** The records and what they answer. */
  readonly results: SuiteResults;
  /** What the records say together. */
  readonly summary: Summary;
  /** The tables of the report. */
  readonly tables: TableSet;
  /** The charts of the report, drawn. */
  readonly charts: readonly DrawnChart[];
  /** A verdict per claim; missing where the paper's claims are not written down. */
  readonly judgements?: readonly Judgement[];
  /** What the paper's own numbers contradict; missing where no audit was made. */
  readonly findings?: readonly Finding[];
}

/** Judges, sums up and draws what a suite's records say. */
export async function pageDataOf(results: SuiteResults): Promise<PageData> {
  const evidence = evidenceFor(results);
  const summary = summarise(results, evidence?.judgements ?? []);
  const tables = tablesOf(results, summary);
  const charts: DrawnChart[] = [];
  // One after another: Vega numbers the parts of its documents by a count of its own.
  for (const chart of chartsOf(results)) charts.push({ ...chart, svg: await renderSvg(chart.spec) });
  return { results, summary, tables, charts, ...evidence };
}
