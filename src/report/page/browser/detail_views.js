// @ts-check
import { element, listOf, tableOf } from "./dom.js";
import { loadRecord } from "./records.js";
import { predictionRow } from "./run_view.js";

/**
 * What the page knows besides the records.
 *
 * @typedef {{
 *   cells: Record<string, import("../cells.ts").CellDetail>,
 *   matrices: Record<string, import("../confusion_section.ts").MatrixDetail>,
 *   claims: Record<string, import("../judgement_text.ts").ClaimDetail>,
 * }} Details
 */

/** @typedef {{ title: string, content: Node[] }} Shown */

/**
 * @param {string} id
 */
function runLink(id) {
  return element("a", { href: `#run=${encodeURIComponent(id)}` }, id);
}

/**
 * The runs behind a cell of a table, each with its own number.
 *
 * @param {import("../cells.ts").CellDetail} cell
 * @returns {Shown}
 */
export function cellView({ title, shown, printed, experiment, variant, unit, runs }) {
  const number = (/** @type {number | null} */ value) =>
    value === null ? "no clips" : unit === "percent" ? (100 * value).toFixed(1) : value.toFixed(3);
  return {
    title: "Runs behind a number",
    content: [
      element("p", {}, title),
      listOf([
        ["Measured", shown],
        ...(printed === null || printed === "" ? [] : [/** @type {[string, string]} */ (["Paper", printed])]),
        ["Experiment", `${experiment}, ${variant}`],
      ]),
      tableOf(
        unit === "percent" ? "Each run, in percent" : "Each run, as a share of 1",
        ["Run", "Value"],
        runs.map(([id, value]) => [runLink(id), number(value)]),
        [1],
      ),
    ],
  };
}

/**
 * The clips of one cell of a confusion matrix, over all its runs.
 *
 * @param {import("../confusion_section.ts").MatrixDetail} matrix
 * @param {string} truth
 * @param {string} guess
 * @returns {Promise<Shown>}
 */
export async function clipsView({ title, runs }, truth, guess) {
  const rows = [];
  for (const id of runs) {
    const { record } = await loadRecord(id);
    for (const prediction of record.predictions) {
      if (prediction.label !== truth || prediction.predicted !== guess) continue;
      const [clip, speaker, , , own, right] = predictionRow(prediction, record.data.classes);
      rows.push({
        cells: [clip ?? "", speaker ?? "", own ?? "", right ?? "", runLink(id)],
        share: Number(own),
      });
    }
  }
  rows.sort((a, b) => b.share - a.share);
  const titles = ["Clip", "Speaker", "Its probability %", "Of the true class %", "Run"];
  return {
    title: truth === guess ? `${truth}, recognised` : `${truth}, taken for ${guess}`,
    content: [
      element("p", {}, `${title}. ${rows.length} clip${rows.length === 1 ? "" : "s"}, the surest first.`),
      tableOf(`True class ${truth}, predicted ${guess}`, titles, rows.map(({ cells }) => cells), [2, 3]),
    ],
  };
}

/**
 * A claim, its verdict and what it rests on.
 *
 * @param {string} id
 * @param {import("../judgement_text.ts").ClaimDetail} claim
 * @returns {Shown}
 */
export function claimView(id, { meaning, place, printed, verdict, className, facts, commands, runs }) {
  return {
    title: "A claim of the paper",
    content: [
      element("p", { class: "lead" }, meaning),
      element("p", {}, element("span", { class: className }, verdict)),
      listOf([
        ["Printed", printed],
        ["Place", place],
        ...facts.map(([name, text]) => /** @type {[string, string]} */ ([name, text])),
        ["Name", id],
      ]),
      ...commands.map((command) => element("pre", {}, element("code", { class: "command" }, command))),
      runs.length === 0
        ? ""
        : tableOf("The runs that it was decided by", ["Run"], runs.map((run) => [runLink(run)])),
    ].map((part) => (typeof part === "string" ? document.createTextNode(part) : part)),
  };
}
