// @ts-check
import { asset } from "./assets.js";
import { cellView, claimView, clipsView } from "./detail_views.js";
import { element } from "./dom.js";
import { runView } from "./run_view.js";

/** @type {Promise<import("./detail_views.js").Details> | null} */
let details = null;

function loadDetails() {
  details ??= asset("details").then((text) => JSON.parse(text ?? "{}"));
  return details;
}

/** Counts what was asked for, so that a late answer does not replace a newer one. */
let asked = 0;

/**
 * Opens, fills or closes the detail window.
 *
 * @param {import("./view.js").View} view
 * @param {() => void} left Called when the reader closes it.
 */
export async function applyDetail({ values }, left) {
  const dialog = /** @type {HTMLDialogElement} */ (document.getElementById("detail"));
  const now = ++asked;
  const wanted = wantedView(values);
  if (wanted === null) {
    if (dialog.open) dialog.close();
    return;
  }
  dialog.onclose = () => {
    if (now === asked) left();
  };
  fill(dialog, { title: "Loading …", content: [] });
  if (!dialog.open) dialog.showModal();
  let shown;
  try {
    shown = await wanted();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    shown = { title: "Nothing to show", content: [element("p", {}, message)] };
  }
  if (now === asked) fill(dialog, shown);
}

/**
 * @param {Map<string, string>} values
 * @returns {(() => Promise<import("./detail_views.js").Shown>) | null}
 */
function wantedView(values) {
  const [run, cell, matrix, claim] = ["run", "cell", "matrix", "claim"].map((name) => values.get(name));
  if (run !== undefined) return () => runView(run);
  if (cell !== undefined) return async () => cellView(known((await loadDetails()).cells, cell));
  if (claim !== undefined) return async () => claimView(claim, known((await loadDetails()).claims, claim));
  if (matrix === undefined) return null;
  return async () => {
    const detail = known((await loadDetails()).matrices, matrix);
    return clipsView(detail, values.get("truth") ?? "", values.get("guess") ?? "");
  };
}

/**
 * @template T
 * @param {Record<string, T>} entries
 * @param {string} name
 * @returns {T}
 */
function known(entries, name) {
  const entry = Object.hasOwn(entries, name) ? entries[name] : undefined;
  if (entry === undefined) throw new Error(`This page knows nothing of ${name}`);
  return entry;
}

/**
 * @param {HTMLDialogElement} dialog
 * @param {import("./detail_views.js").Shown} shown
 */
function fill(dialog, { title, content }) {
  const close = element("button", { type: "button", class: "close" }, "Close");
  close.addEventListener("click", () => dialog.close());
  const heading = element("h2", { id: "detail-heading", tabindex: "-1" }, title);
  dialog.replaceChildren(element("div", { class: "bar" }, heading, close), ...content);
  dialog.scrollTop = 0;
  if (dialog.open) heading.focus();
}
