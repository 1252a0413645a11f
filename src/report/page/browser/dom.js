// @ts-check

/**
 * An element with attributes and content. Text becomes text, never markup.
 *
 * @param {string} name
 * @param {Record<string, string>} attributes
 * @param {...(Node | string | null)} content
 * @returns {HTMLElement}
 */
export function element(name, attributes = {}, ...content) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...content.filter((part) => part !== null));
  return made;
}

/**
 * An element of a drawing.
 *
 * @param {string} name
 * @param {Record<string, string | number>} attributes
 * @param {...(Node | string)} content
 * @returns {SVGElement}
 */
export function drawn(name, attributes = {}, ...content) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.append(...content);
  return /** @type {SVGElement} */ (made);
}

/**
 * A table with a caption, header cells and rows; the first cell of a row names it.
 *
 * @param {string} caption
 * @param {readonly string[]} titles
 * @param {readonly (readonly (Node | string)[])[]} rows
 * @param {readonly number[]} numbers Columns that hold numbers.
 * @returns {HTMLElement}
 */
export function tableOf(caption, titles, rows, numbers = []) {
  const style = (/** @type {number} */ c) => (numbers.includes(c) ? { class: "number" } : {});
  const head = titles.map((title, c) => element("th", { scope: "col", ...style(c) }, title));
  const body = rows.map((row) =>
    element(
      "tr",
      {},
      ...row.map((cell, c) =>
        c === 0 ? element("th", { scope: "row" }, cell) : element("td", { ...style(c) }, cell)
      ),
    )
  );
  const table = element(
    "table",
    {},
    element("caption", {}, caption),
    element("thead", {}, element("tr", {}, ...head)),
    element("tbody", {}, ...body),
  );
  return element("div", { class: "scroll", role: "group", tabindex: "0", "aria-label": caption }, table);
}

/**
 * Names and texts side by side.
 *
 * @param {readonly (readonly [string, Node | string])[]} pairs
 * @returns {HTMLElement}
 */
export function listOf(pairs) {
  const rows = pairs.map(([name, text]) =>
    element("div", {}, element("dt", {}, name), element("dd", {}, text))
  );
  return element("dl", { class: "facts" }, ...rows);
}

/**
 * Saves a text as a file.
 *
 * @param {string} name
 * @param {string} text
 */
export function save(name, text) {
  const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  element("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
