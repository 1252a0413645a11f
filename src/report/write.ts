import { chartsOf } from "./chart_set.ts";
import { toCsv } from "./csv.ts";
import { reportDocument } from "./document.ts";
import { toLatex } from "./latex.ts";
import { renderPng, renderSvg } from "./render.ts";
import type { SuiteResults } from "./results.ts";
import { summarise } from "./summary.ts";
import { listTables, tablesOf } from "./table_set.ts";

/** Writes one file, whole or not at all; makes its folder. */
export type WriteFile = (path: string, data: string | Uint8Array) => Promise<void>;

/**
 * Writes `summary.json`, `report.md`, `tables/*.csv` and `.tex`, `charts/*.vl.json`, `.svg` and `.png` below a
 * folder. Equal results give equal files; nothing is removed, and results without a record are fine.
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
  const summary = summarise(results);
  const tables = tablesOf(results, summary);
  const charts = chartsOf(results);
  await write("summary.json", JSON.stringify(summary, null, 2) + "\n");
  for (const table of listTables(tables)) {
    await write(`tables/${table.id}.csv`, toCsv(table));
    await write(`tables/${table.id}.tex`, toLatex(table));
  }
  // One after another: Vega numbers the parts of its documents by a count of its own.
  for (const { id, spec } of charts) {
    const svg = await renderSvg(spec);
    await write(`charts/${id}.vl.json`, JSON.stringify(spec, null, 1) + "\n");
    await write(`charts/${id}.svg`, svg);
    await write(`charts/${id}.png`, renderPng(svg));
  }
  // Last, so that the document links to nothing that is not there.
  await write("report.md", reportDocument(results, tables, charts));
  return written;
}
