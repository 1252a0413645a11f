// @ts-check
import { learningCurves } from "./curves.js";
import { element, listOf, save, tableOf } from "./dom.js";
import { loadRecord } from "./records.js";

/** @typedef {import("../../../record/record.ts").RunRecord} RunRecord */

const ROWS = 300;

/**
 * A run: what it was, what it reached, its settings, its machine, its predictions, its record.
 *
 * @param {string} id
 * @returns {Promise<{ title: string, content: Node[] }>}
 */
export async function runView(id) {
  const { text, record } = await loadRecord(id);
  const button = element("button", { type: "button" }, "Download its record");
  button.addEventListener("click", () => save(`${id}.json`, text));
  const curves = learningCurves(record);
  return {
    title: `Run ${id}`,
    content: [
      element("p", {}, button),
      record.data.synthetic
        ? element(
          "p",
          { class: "banner" },
          "Synthetic voices: a check of the pipeline, no evidence about the paper.",
        )
        : "",
      listOf(keyFacts(record)),
      ...(curves === null ? [] : [element("h3", {}, "Learning"), curves]),
      element("h3", {}, "Classes"),
      classTable(record),
      element("h3", {}, "Predictions"),
      predictions(record),
      element("h3", {}, "Settings"),
      tableOf("Every setting, defaults included", ["Setting", "Value"], flat(record.settings)),
      element("h3", {}, "Data"),
      tableOf("What the run saw", ["Point", "Value"], dataRows(record)),
      element("h3", {}, "Machine and cost"),
      tableOf("Where it was made and what it cost", ["Point", "Value"], [
        ...flat(record.environment),
        ...flat(record.cost),
      ]),
    ].map((part) => (typeof part === "string" ? document.createTextNode(part) : part)),
  };
}

/**
 * @param {RunRecord} record
 * @returns {[string, string][]}
 */
function keyFacts({ experiment, settings, metrics, clipMetrics, data, reportedEpoch }) {
  const percent = (/** @type {number} */ share) => `${(100 * share).toFixed(1)} %`;
  /** @type {[string, string][]} */
  const leak = clipMetrics === null || data.siblingShare === null ? [] : [
    ["Accuracy by clip", percent(clipMetrics.accuracy)],
    ["Test images with a sibling in training", `${percent(data.siblingShare)}: the split leaks`],
  ];
  return [
    ["Experiment", experiment],
    ["Fold and seed", `fold ${settings.fold}, seed ${settings.seed}`],
    ["Accuracy", percent(metrics.accuracy)],
    ["Unweighted accuracy", percent(metrics.unweightedAccuracy)],
    ["Weighted F1", percent(metrics.weighted.f1)],
    ...leak,
    [clipMetrics === null ? "Clips" : "Images", `${data.trainClips} trained on, ${data.testClips} tested on`],
    ["Epoch reported", String(reportedEpoch)],
  ];
}

/** @param {RunRecord} record */
function classTable({ metrics }) {
  const rows = metrics.perClass.map((scores, k) => [
    metrics.classes[k] ?? "",
    ...[scores.precision, scores.recall, scores.f1].map((share) =>
      share === null ? "–" : (100 * share).toFixed(1)
    ),
    String(scores.support),
  ]);
  const titles = ["Class", "Precision %", "Recall %", "F1 %", "Clips"];
  return tableOf("Scores per class on the test clips", titles, rows, [1, 2, 3, 4]);
}

/** @param {RunRecord} record */
function predictions({ predictions: all, data }) {
  const wrong = all.filter(({ label, predicted }) => label !== predicted);
  const select = /** @type {HTMLSelectElement} */ (element(
    "select",
    {},
    element("option", { value: "all" }, `all ${all.length}`),
    element("option", { value: "wrong" }, `wrong ones, ${wrong.length}`),
  ));
  const place = element("div");
  const show = (/** @type {number} */ limit) => {
    const chosen = select.value === "wrong" ? wrong : all;
    const rows = chosen.slice(0, limit).map((p) => predictionRow(p, data.classes));
    const titles = ["Clip", "Speaker", "True", "Predicted", "Its probability %", "Of the true class %"];
    place.replaceChildren(tableOf("What the network said of each test clip", titles, rows, [4, 5]));
    if (chosen.length <= limit) return;
    const more = element("button", { type: "button" }, `Show all ${chosen.length}`);
    more.addEventListener("click", () => show(chosen.length));
    place.append(element("p", {}, more));
  };
  select.addEventListener("change", () => show(ROWS));
  show(ROWS);
  return element("div", {}, element("p", {}, element("label", {}, "Show ", select)), place);
}

/**
 * @param {RunRecord["predictions"][number]} prediction
 * @param {readonly string[]} classes
 */
export function predictionRow({ clip, speaker, label, predicted, probabilities }, classes) {
  const percent = (/** @type {string} */ name) => {
    const share = probabilities[classes.indexOf(name)];
    return share === undefined ? "–" : (100 * share).toFixed(1);
  };
  return [clip, speaker, label, predicted, percent(predicted), percent(label)];
}

/** @param {RunRecord} record */
function dataRows({ data }) {
  const { folds, leftOut, notes, ...rest } = data;
  return [
    ...flat(rest),
    ["clips in the split", String(Object.keys(folds).length)],
    ["left out", leftOut.map(({ path, reason }) => `${path}: ${reason}`).join("; ") || "none"],
    ["notes", notes.join("; ") || "none"],
  ];
}

/**
 * Every value with its path: `training.optimizer.name`.
 *
 * @param {object} value
 * @param {string} path
 * @returns {[string, string][]}
 */
function flat(value, path = "") {
  return Object.entries(value).flatMap(([name, own]) => {
    const full = path === "" ? name : `${path}.${name}`;
    if (Array.isArray(own)) {
      return [/** @type {[string, string]} */ ([full, own.map(String).join(", ") || "none"])];
    }
    if (own !== null && typeof own === "object") return flat(own, full);
    return [/** @type {[string, string]} */ ([full, own === null ? "none" : String(own)])];
  });
}
