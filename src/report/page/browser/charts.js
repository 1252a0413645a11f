// @ts-check
import { asset } from "./assets.js";
import { element } from "./dom.js";

/** Draws each chart before it comes into view, and the rest when the browser has time. */
export function drawCharts() {
  const places = [...document.querySelectorAll("[data-chart]")];
  const watcher = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (isIntersecting) drawChart(target).catch(console.error);
    }
  }, { rootMargin: "600px" });
  for (const place of places) watcher.observe(place);
  const idle = globalThis.requestIdleCallback ?? ((/** @type {() => void} */ act) => setTimeout(act, 200));
  const next = () => {
    const place = places.shift();
    if (place === undefined) return;
    drawChart(place).catch(console.error).then(() => idle(next));
  };
  idle(next);
  for (const button of document.querySelectorAll("[data-point]")) {
    button.addEventListener("click", () => point(/** @type {HTMLButtonElement} */ (button)));
  }
}

/**
 * @param {Element} place
 */
async function drawChart(place) {
  if (place.hasAttribute("data-drawn")) return;
  place.setAttribute("data-drawn", "");
  const name = place.getAttribute("data-chart") ?? "";
  const text = await asset(`chart:${name}`);
  if (text === null || place.hasAttribute("data-live")) return;
  const svg = new DOMParser().parseFromString(withOwnIds(text, name), "image/svg+xml").documentElement;
  svg.querySelectorAll("[aria-label]").forEach((mark) => mark.removeAttribute("aria-label"));
  svg.setAttribute("aria-hidden", "true");
  place.replaceChildren(document.importNode(svg, true));
}

/**
 * Drawings number their clip paths alike; in one document each needs its own.
 *
 * @param {string} svg
 * @param {string} name
 */
function withOwnIds(svg, name) {
  const prefix = name.replace(/[^a-zA-Z0-9_-]/g, "_");
  return svg.replace(/ id="([^"]+)"/g, ` id="${prefix}-$1"`).replace(/url\(#([^)]+)\)/g, `url(#${prefix}-$1)`)
    .replace(/href="#([^"]+)"/g, `href="#${prefix}-$1"`);
}

/** @type {Promise<void> | null} */
let libraries = null;

/** Vega and its companions, run once, by the one hash that the page's policy names for them. */
function loadLibraries() {
  libraries ??= asset("libraries").then((text) => {
    document.head.append(element("script", {}, text ?? ""));
  });
  return libraries;
}

/**
 * Draws a chart anew so that it shows the values under the pointer.
 *
 * @param {HTMLButtonElement} button
 */
async function point(button) {
  const name = button.dataset["point"] ?? "";
  const place = document.querySelector(`[data-chart="${CSS.escape(name)}"]`);
  button.disabled = true;
  button.textContent = "Loading …";
  try {
    const spec = JSON.parse(await asset(`spec:${name}`) ?? "null");
    await loadLibraries();
    place?.setAttribute("data-live", "");
    place?.setAttribute("data-drawn", "");
    const { vegaEmbed } = /** @type {any} */ (globalThis);
    spec.background = "transparent";
    spec.config = { ...spec.config, mark: { tooltip: true } };
    await vegaEmbed(place, spec, {
      actions: false,
      ast: true,
      defaultStyle: false,
      mode: "vega-lite",
      renderer: "svg",
      tooltip: { disableDefaultStyle: true },
    });
    button.textContent = "Values show under the pointer";
  } catch (error) {
    button.textContent = `Cannot draw this chart: ${error instanceof Error ? error.message : error}`;
  }
}
