// @ts-check

const FACETS = ["corpus", "protocol", "input", "model"];

/**
 * Shows what fits the view's filters, says how much that is, and sets the controls to them.
 *
 * @param {import("./view.js").View} view
 */
export function applyFilters({ values }) {
  for (const shown of document.querySelectorAll(".measured [data-corpus]")) {
    /** @type {HTMLElement} */ (shown).hidden = !FACETS.every((name) => fits(shown, name, values.get(name)));
  }
  for (const row of document.querySelectorAll("tr[data-verdict]")) {
    /** @type {HTMLElement} */ (row).hidden = !fits(row, "verdict", values.get("verdict"));
  }
  hideEmpty();
  for (const control of document.querySelectorAll("[data-filter]")) {
    const select = /** @type {HTMLSelectElement} */ (control);
    select.value = values.get(select.dataset["filter"] ?? "") ?? "";
    // A value of an old link that is no longer there.
    if (select.selectedIndex < 0) select.selectedIndex = 0;
  }
  const clear = document.querySelector("[data-clear]");
  if (clear !== null) /** @type {HTMLElement} */ (clear).hidden = !FACETS.some((name) => values.has(name));
  sayCounts();
}

/**
 * @param {Element} shown
 * @param {string} name
 * @param {string | undefined} wanted
 */
function fits(shown, name, wanted) {
  if (wanted === undefined) return true;
  const own = JSON.parse(shown.getAttribute(`data-${name}`) ?? "[]");
  return own.includes(wanted);
}

/** A part whose every row is hidden is hidden, too. */
function hideEmpty() {
  for (const part of document.querySelectorAll(".measured .part:not([data-corpus])")) {
    const rows = [...part.querySelectorAll("tbody tr")];
    const own = /** @type {HTMLElement} */ (part);
    own.hidden = rows.length > 0 && rows.every((row) => /** @type {HTMLElement} */ (row).hidden);
  }
}

function sayCounts() {
  for (const place of document.querySelectorAll("[data-count]")) {
    const rows = [
      ...document.querySelectorAll(`[data-counted="${place.getAttribute("data-count")}"] tbody tr`),
    ];
    const shown = rows.filter((row) => !(/** @type {HTMLElement} */ (row).hidden)).length;
    const text = shown === rows.length
      ? `All ${rows.length} are shown.`
      : `${shown} of ${rows.length} are shown.`;
    if (place.textContent !== text) place.textContent = text;
  }
}
