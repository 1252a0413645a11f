// @ts-check
import { drawCharts } from "./charts.js";
import { applyDetail } from "./detail.js";
import { element } from "./dom.js";
import { applyFilters } from "./filters.js";
import { prepareMatrices } from "./matrices.js";
import { awaitSidecars } from "./records.js";
import { applySort, prepareSorting } from "./sorting.js";
import { prepareTheme } from "./theme.js";
import { changed, DETAILS, followed, formatView, parseView } from "./view.js";

/** @type {string | null} */
let place = null;

/** Shows what the address says. */
function apply() {
  const view = parseView(location.hash);
  applyFilters(view);
  applySort(view.values.get("sort"));
  applyDetail(view, leaveDetail);
  if (view.place !== place) goTo(view.place);
  place = view.place;
}

/** @param {string} name */
function goTo(name) {
  const target = document.getElementById(name);
  if (target === null) return;
  const details = target.closest("details");
  if (details !== null) details.open = true;
  target.scrollIntoView();
  const heading = target.querySelector("h2, h3");
  if (heading instanceof HTMLElement) heading.focus({ preventScroll: true });
}

/** @param {Record<string, string>} changes */
function change(changes) {
  location.hash = formatView(changed(parseView(location.hash), changes));
}

function leaveDetail() {
  const view = parseView(location.hash);
  const names = [...DETAILS, "truth", "guess"];
  change(Object.fromEntries(names.filter((name) => view.values.has(name)).map((name) => [name, ""])));
}

/** Links within the page keep the filters. */
function followLinks() {
  document.addEventListener("click", (event) => {
    const link = /** @type {Element} */ (event.target).closest('a[href^="#"]');
    if (link === null || event.defaultPrevented || event.button !== 0) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const next = formatView(followed(parseView(location.hash), parseView(link.getAttribute("href") ?? "")));
    if (next === location.hash) place = null;
    if (next === location.hash) apply();
    else location.hash = next;
  });
}

function prepareControls() {
  for (const control of document.querySelectorAll("[data-filter]")) {
    const select = /** @type {HTMLSelectElement} */ (control);
    select.addEventListener("change", () => change({ [select.dataset["filter"] ?? ""]: select.value }));
  }
  document.querySelector("[data-clear]")?.addEventListener("click", () => {
    change({ corpus: "", protocol: "", input: "", model: "" });
  });
  for (const command of document.querySelectorAll("code.command")) {
    const button = element("button", { type: "button", class: "copy" }, "Copy");
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(command.textContent ?? "");
      button.textContent = "Copied";
    });
    command.after(button);
  }
}

document.documentElement.classList.add("scripted");
prepareTheme();
awaitSidecars();
prepareControls();
prepareSorting((sort) => change({ sort }));
prepareMatrices((values) => change(values));
followLinks();
addEventListener("hashchange", apply);
apply();
drawCharts();
