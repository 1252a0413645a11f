import { audit } from "../claims/audit/audit.ts";
import { judge } from "../claims/judge.ts";
import { badge } from "./badge.ts";
import { chartsOf } from "./chart_set.ts";
import { toCsv } from "./csv.ts";
import { auditTable, claimsTable } from "./evidence_tables.ts";
import { evidenceFor } from "./evidence.ts";
import { jobSummary, reportDocument } from "./document.ts";
import { toLatex } from "./latex.ts";
import { buildPage } from "./page/page.ts";
import type { DrawnChart, PageData } from "./page/page_data.ts";
import { renderSvg } from "./render.ts";
import { renderPng } from "./render_png.ts";
import type { SuiteResults } from "./results.ts";
import { summarise } from "./summary.ts";
import { listTables, tablesOf } from "./table_set.ts";

/** Writes one file, whole or not at all; makes its folder. */
export type WriteFile = (path: string, data: string | Uint8Array) => Promise<void>;

/**
 * Writes `summary.json`, `report.md`, `index.html`, `tables/*.csv` and `.tex`, `charts/*.vl.json`, `.svg` and `.png`
 * below a folder; of many runs also `runs/*.js`, the records that the page has no room for. Equal results give
 * equal files; nothing is removed, and results without a record are fine.
 *
 * @param dir Folder of the suite, without a slash at its end.
 * @param writeFile Writes one file, given its path.
 * @returns The paths written, in order.
 */
export async function writeReport(
  results: SuiteResults,
  dir: string,
  writeFile: WriteFile,
): Promise<string[]> {
  const written: string[] = [];
  const write = async (name: string, data: string | Uint8Array) => {
    await writeFile(`${dir}/${name}`, data);
    written.push(`${dir}/${name}`);
  };
  const evidence = evidenceFor(results);
  const summary = summarise(results, evidence?.judgements ?? []);
  const tables = tablesOf(results, summary);
  const charts = chartsOf(results);
  await write("summary.json", JSON.stringify(summary, null, 2) + "\n");
  for (const table of listTables(tables)) {
    await write(`tables/${table.id}.csv`, toCsv(table));
    await write(`tables/${table.id}.tex`, toLatex(table));
  }
  for (const table of evidence === null ? [] : [claimsTable(evidence), auditTable(evidence)]) {
    await write(`tables/${table.id}.csv`, toCsv(table));
    await write(`tables/${table.id}.tex`, toLatex(table));
  }
  // One after another: Vega numbers the parts of its documents by a count of its own.
  const drawn: DrawnChart[] = [];
  for (const chart of charts) {
    const { id, spec } = chart;
    const svg = await renderSvg(spec);
    drawn.push({ ...chart, svg });
    await write(`charts/${id}.vl.json`, JSON.stringify(spec, null, 1) + "\n");
    await write(`charts/${id}.svg`, svg);
    await write(`charts/${id}.png`, renderPng(svg));
  }
  const page = await buildPage({ results, summary, tables, charts: drawn, ...saidOf(results) });
  for (const { name, text } of page.sidecars) await write(name, text);
  await write("index.html", page.html);
  // Last, so that the document links to nothing that is not there.
  await write("report.md", reportDocument(results, tables, charts, evidence));
  await write("job-summary.md", jobSummary(results, evidence));
  if (evidence !== null) await write("badge.svg", badge(evidence.judgements));
  return written;
}

/** What is said of the paper's claims, where they are written down. */
function saidOf(results: SuiteResults): Pick<PageData, "judgements" | "findings"> {
  const { claims } = results;
  return claims === null ? {} : { judgements: judge(claims, results), findings: audit(claims) };
}
