// @ts-check

/** Makes the header cells of sortable tables buttons; a press asks for `TABLE.COLUMN.up` or `.down`. */
export function prepareSorting(/** @type {(sort: string) => void} */ ask) {
  for (const table of document.querySelectorAll("table[data-sortable]")) {
    table.querySelectorAll("tbody tr").forEach((row, i) => row.setAttribute("data-order", String(i)));
    table.querySelectorAll("thead th").forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      button.addEventListener("click", () => {
        const direction = head.getAttribute("aria-sort") === "ascending" ? "down" : "up";
        ask(`${table.getAttribute("data-sortable")}.${column}.${direction}`);
      });
      head.append(button);
    });
  }
}

/**
 * Sorts the table that is named and puts the others into their first order.
 *
 * @param {string | undefined} sort
 */
export function applySort(sort) {
  const [, name, column, direction] = /^(.*)\.(\d+)\.(up|down)$/.exec(sort ?? "") ?? [];
  for (const table of document.querySelectorAll("table[data-sortable]")) {
    const own = table.getAttribute("data-sortable") === name;
    const at = own ? Number(column) : -1;
    const heads = [...table.querySelectorAll("thead th")];
    const was = heads.some((head) => head.hasAttribute("aria-sort"));
    heads.forEach((head, c) => {
      if (c === at) head.setAttribute("aria-sort", direction === "up" ? "ascending" : "descending");
      else head.removeAttribute("aria-sort");
    });
    if (!own && !was) continue;
    const body = table.querySelector("tbody");
    const rows = [...table.querySelectorAll("tbody tr")];
    const order = (/** @type {Element} */ row) => Number(row.getAttribute("data-order"));
    const sign = direction === "down" ? -1 : 1;
    rows.sort((a, b) => (own ? sign * compareCells(a, b, at) : 0) || order(a) - order(b));
    body?.append(...rows);
  }
}

/**
 * By number where both cells begin with one, else by text; what has no number stands last going up.
 *
 * @param {Element} a
 * @param {Element} b
 * @param {number} column
 */
function compareCells(a, b, column) {
  const [x, y] = [a, b].map((row) => row.children[column]);
  const [p, q] = [x, y].map((cell) => Number.parseFloat(keyOf(cell).replace(/[[\u202f]/g, "")));
  if (Number.isFinite(p) && Number.isFinite(q)) return /** @type {number} */ (p) - /** @type {number} */ (q);
  if (Number.isFinite(p) !== Number.isFinite(q)) return Number.isFinite(p) ? -1 : 1;
  return keyOf(x).localeCompare(keyOf(y));
}

/** @param {Element | undefined} cell */
function keyOf(cell) {
  return cell?.getAttribute("data-key") ?? cell?.textContent?.trim() ?? "";
}
