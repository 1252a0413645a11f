import { badge } from "./badge.ts";
import { toCsv } from "./csv.ts";
import { auditTable, claimsTable } from "./evidence_tables.ts";
import { jobSummary, reportDocument } from "./document.ts";
import { toLatex } from "./latex.ts";
import { buildPage } from "./page/page.ts";
import { pageDataOf } from "./page/page_data.ts";
import { renderPng } from "./render_png.ts";
import type { SuiteResults } from "./results.ts";
import { listTables } from "./table_set.ts";

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
  const data = await pageDataOf(results);
  const { summary, tables, charts, judgements, findings } = data;
  const evidence = judgements === undefined || findings === undefined ? null : { judgements, findings };
  await write("summary.json", JSON.stringify(summary, null, 2) + "\n");
  for (const table of listTables(tables)) {
    await write(`tables/${table.id}.csv`, toCsv(table));
    await write(`tables/${table.id}.tex`, toLatex(table));
  }
  // Hundreds of rows of sentences: nothing that a page of print could hold.
  for (const table of evidence === null ? [] : [claimsTable(evidence), auditTable(evidence)]) {
    await write(`tables/${table.id}.csv`, toCsv(table));
  }
  for (const { id, spec, svg } of charts) {
    await write(`charts/${id}.vl.json`, JSON.stringify(spec, null, 1) + "\n");
    await write(`charts/${id}.svg`, svg);
    await write(`charts/${id}.png`, renderPng(svg));
  }
  const page = await buildPage(data);
  for (const { name, text } of page.sidecars) await write(name, text);
  await write("index.html", page.html);
  // Last, so that the document links to nothing that is not there.
  await write("report.md", reportDocument(results, tables, charts, evidence));
  await write("job-summary.md", jobSummary(results, evidence));
  if (evidence !== null) await write("badge.svg", badge(evidence.judgements));
  return written;
}
