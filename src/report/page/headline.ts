import { percentText } from "../../base/number_text.ts";
import type { Estimate } from "../../record/aggregate.ts";
import { withoutMultiverses } from "../multiverse.ts";
import { intervalText, runCount, spread } from "../numbers.ts";
import { type PrintedNumber, printedValues } from "../printed_numbers.ts";
import type { SuiteResults } from "../results.ts";
import { variantFacets } from "./facets.ts";
import {
  type Group,
  largestClass,
  type MeasuredRow,
  ownPanel,
  type Panel,
  paperPanels,
  recordsIn,
} from "./headline_rows.ts";
import { type Content, type Html, html } from "./html.ts";
import { stripScale, stripSvg } from "./strip.ts";

/**
 * The accuracies that the paper prints beside those measured, with their intervals; one table per corpus. What
 * has no run yet is named in a line. Without a paper: every experiment.
 */
export function headlineHtml(all: SuiteResults): Html {
  const results = withoutMultiverses(all);
  const panels = results.paper === null ? [ownPanel(results)] : paperPanels(results);
  const done = panels.filter(({ groups }) => recordsIn(groups).length > 0);
  const open = panels.filter((panel) => !done.includes(panel)).map(({ name }) => name);
  return html`${done.map((panel, i) => panelHtml(panel, i, results.paper !== null))}${
    open.length > 0 && html`<p class="muted">Not run yet: ${open.join(", ")}.</p>`
  }`;
}

function panelHtml({ name, groups }: Panel, index: number, hasPaper: boolean): Html {
  const chance = largestClass(recordsIn(groups));
  const id = `headline-${index + 1}`;
  const marks = hasPaper ? "tick: the paper; " : "";
  const floor = chance === null
    ? ""
    : `; dotted: always answering with the most frequent class, ${percentText(chance)}`;
  return html`
    <table class="headline" id="${id}">
    <caption><strong>Accuracy on ${name}, in percent</strong> <span class="muted">${marks}circle: mean of the runs; line: 95 % interval of the mean; dots: runs${floor}.</span></caption>
    <thead><tr><th scope="col">${hasPaper
      ? "Input and split"
      : "Experiment"}</th><th scope="col" class="drawing"><span class="hidden">Drawn, 0 to 100 %</span>${stripScale()}</th>
    <th scope="col" class="number">Accuracy</th><th scope="col" class="number">95 % interval</th></tr></thead>
    ${groups.map((group) => groupHtml(group, chance, hasPaper))}
    </table>
  `;
}

function groupHtml({ name, printed, rows }: Group, chance: number | null, hasPaper: boolean): Html {
  const input = rows[0] === undefined ? "raw" : variantFacets(rows[0].variant).input as "raw" | "clean";
  const values = printed.map(({ value }) => value);
  const title = hasPaper
    ? html`
      <tr class="printed">
        <th scope="rowgroup">${name}: the paper</th>
        <td>${stripSvg({ input, printed: values, values: [], estimate: null, chance })}</td>
        <td class="number" colspan="2">${printedText(printed)}</td>
      </tr>
    `
    : html`
      <tr class="printed">
        <th scope="rowgroup" colspan="4">${name}</th>
      </tr>
    `;
  return html`
    <tbody>${title}
    ${rows.map((row) => rowHtml(row, values, chance))}</tbody>
  `;
}

function rowHtml(
  { name, variant, records, estimate }: MeasuredRow,
  printed: readonly number[],
  chance: number | null,
): Html {
  const input = variantFacets(variant).input as "raw" | "clean";
  const values = records.map(({ metrics }) => metrics.accuracy);
  const runs = runCount(records.length, variant.runs.length);
  return html`
    <tr>
      <th scope="row">${name} <span class="muted">${estimate !== null && runs}</span></th>
      <td>${stripSvg({ input, printed, values, estimate, chance })}</td>
      <td class="number"><b>${estimate === null ? "not run" : spread(estimate, "percent")}</b></td>
      <td class="number">${intervalCell(estimate)}</td>
    </tr>
  `;
}

function intervalCell(estimate: Estimate | null): Content {
  if (estimate === null) return "";
  return estimate.interval === null
    ? html`<span class="muted">one run: none</span>`
    : intervalText(estimate).slice(1, -1).replace(", ", " to ");
}

/** Each printed number with the tables that print it: a link to each. */
function printedText(numbers: readonly PrintedNumber[]): Content {
  if (numbers.length === 0) return html`<span class="muted">no number</span>`;
  return printedValues(numbers).map(({ percent, tables }, i) => {
    const links = tables.map((table, t) => html`${t > 0 && ", "}<a href="#table-${table}">T${table}</a>`);
    return html`${i > 0 && "; "}<b>${percent}</b> (${links})`;
  });
}
