import { serveTasks } from "../../base/pool.ts";
import { chartsOf } from "../../report/chart_set.ts";
import { evidenceFor } from "../../report/evidence.ts";
import { buildPage, EMBED_LIMIT, type Page } from "../../report/page/page.ts";
import type { DrawnChart } from "../../report/page/page_data.ts";
import { renderSvg } from "../../report/render.ts";
import { summarise } from "../../report/summary.ts";
import { tablesOf } from "../../report/table_set.ts";
import { resultsOf } from "../results.ts";
import { suiteOf } from "../suites.ts";

/** A page that is asked for. */
export interface PageTask {
  readonly suite: string;
  readonly out: string;
  /** Name of this state of the page. */
  readonly version: string;
}

async function makePage({ suite, out, version }: PageTask): Promise<Page> {
  const results = await resultsOf(await suiteOf(suite), out);
  const evidence = evidenceFor(results);
  const summary = summarise(results, evidence?.judgements ?? []);
  const tables = tablesOf(results, summary);
  const charts: DrawnChart[] = [];
  // One after another: Vega numbers the parts of its documents by a count of its own.
  for (const chart of chartsOf(results)) charts.push({ ...chart, svg: await renderSvg(chart.spec) });
  return await buildPage({ results, summary, tables, charts, ...evidence }, EMBED_LIMIT, version);
}

serveTasks<PageTask, Page>(async (task) => ({ result: await makePage(task) }));
