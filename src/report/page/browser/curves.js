// @ts-check
import { drawn, element } from "./dom.js";

const [WIDTH, HEIGHT, LEFT, BOTTOM, TOP] = [420, 190, 44, 26, 12];

/**
 * Two drawings of a run, loss and accuracy by epoch, training and test.
 *
 * @param {import("../../../record/record.ts").RunRecord} record
 * @returns {HTMLElement | null}
 */
export function learningCurves({ epochs }) {
  if (epochs.length < 2) return null;
  const losses = epochs.map((e) => [e.loss, e.validationLoss]);
  const accuracies = epochs.map((e) => [
    100 * e.accuracy,
    e.validationAccuracy === null ? null : 100 * e.validationAccuracy,
  ]);
  const highest = Math.max(...losses.flat().map((v) => (v !== null && Number.isFinite(v) ? v : 0)));
  return element(
    "div",
    { class: "curves" },
    curve("Loss (cross entropy) by epoch", losses, highest),
    curve("Accuracy in percent by epoch", accuracies, 100),
  );
}

/**
 * @param {string} title
 * @param {readonly (readonly (number | null)[])[]} values Training and test, one pair per epoch.
 * @param {number} highest
 */
function curve(title, values, highest) {
  const x = (/** @type {number} */ e) => LEFT + (WIDTH - LEFT - 10) * e / (values.length - 1);
  const y = (/** @type {number} */ v) => HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * v / (highest || 1);
  const axes = [0, 0.5, 1].map((share) => {
    const value = share * highest;
    return drawn(
      "g",
      {},
      drawn("line", { class: "grid", x1: LEFT, x2: WIDTH - 10, y1: y(value), y2: y(value) }),
      drawn(
        "text",
        { x: LEFT - 6, y: y(value) + 4, "text-anchor": "end" },
        Number(value.toPrecision(2)) + "",
      ),
    );
  });
  const ends = [0, values.length - 1].map((e) =>
    drawn("text", { x: x(e), y: HEIGHT - 8, "text-anchor": e === 0 ? "start" : "end" }, String(e + 1))
  );
  const paths = ["training", "test"].map((name, k) => {
    const points = values.flatMap((pair, e) => {
      const value = pair[k];
      return value === null || value === undefined ? [] : [`${x(e).toFixed(1)},${y(value).toFixed(1)}`];
    });
    return drawn("polyline", { class: name, points: points.join(" ") });
  });
  const last = values.at(-1) ?? [];
  const text = ["training", "test"].map((name, k) => {
    const value = last[k];
    return `${name} ${value === null || value === undefined ? "unknown" : value.toPrecision(3)}`;
  }).join(", ");
  return element(
    "figure",
    {},
    drawn(
      "svg",
      { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": `${title}; last epoch: ${text}` },
      ...axes,
      ...ends,
      ...paths,
    ),
    element(
      "figcaption",
      {},
      `${title}: `,
      element("span", { class: "key training" }, "training"),
      " ",
      element("span", { class: "key test" }, "test"),
    ),
  );
}
