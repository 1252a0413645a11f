// @ts-check

const STEPS = /** @type {Record<string, [number, number]>} */ ({
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
});

/**
 * Confusion matrices: a press on a cell asks for its clips, arrow keys move within the matrix.
 *
 * @param {(values: Record<string, string>) => void} ask
 */
export function prepareMatrices(ask) {
  for (const found of document.querySelectorAll("table[data-matrix]")) {
    const table = /** @type {HTMLTableElement} */ (found);
    table.addEventListener("click", ({ target }) => {
      const cell = /** @type {Element} */ (target).closest("td");
      if (cell === null || /** @type {Element} */ (target).closest("button") === null) return;
      const row = /** @type {HTMLTableRowElement} */ (cell.parentElement);
      const head = table.tHead?.rows[0]?.cells[cell.cellIndex];
      const truth = row.cells[0]?.textContent ?? "";
      ask({ matrix: table.dataset["matrix"] ?? "", truth, guess: head?.textContent ?? "" });
    });
    table.addEventListener("keydown", (event) => move(table, event));
  }
}

/**
 * @param {HTMLTableElement} table
 * @param {KeyboardEvent} event
 */
function move(table, event) {
  const step = STEPS[event.key];
  const cell = document.activeElement?.closest("td");
  if (step === undefined || !cell) return;
  const row = /** @type {HTMLTableRowElement} */ (cell.parentElement);
  const next = table.rows[row.rowIndex + step[0]]?.cells[cell.cellIndex + step[1]]?.querySelector("button");
  event.preventDefault();
  if (!next) return;
  table.querySelector('button[tabindex="0"]')?.setAttribute("tabindex", "-1");
  next.setAttribute("tabindex", "0");
  next.focus();
}
