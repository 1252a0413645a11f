import type { Experiment, Variant } from "../../manifest/experiment.ts";
import type { RunRecord } from "../../record/record.ts";
import { variantsWithRecords } from "../experiment_tables.ts";
import { withoutMultiverses } from "../multiverse.ts";
import { variantNames } from "../file_names.ts";
import type { Table } from "../table.ts";
import { facetAttributes, variantFacets } from "./facets.ts";
import { type Html, html } from "./html.ts";
import type { PageData } from "./page_data.ts";
import { partHtml } from "./section.ts";
import { notesHtml } from "./table_html.ts";

/** What the browser has to know of a matrix to show the clips behind a cell. */
export interface MatrixDetail {
  /** What was measured. */
  readonly title: string;
  /** In the order of rows and columns. */
  readonly classes: readonly string[];
  /** Ids of the runs whose counts are added up. */
  readonly runs: readonly string[];
}

interface Matrix {
  readonly experiment: Experiment;
  readonly variant: Variant;
  readonly records: readonly RunRecord[];
  readonly table: Table;
}

/** The confusion matrices with what stands behind them, by the id of their table. */
export function matrixDetails(data: PageData): [id: string, detail: MatrixDetail][] {
  return matrices(data).map(({ experiment, variant, records, table }) => [table.id, {
    title: `${experiment.title}, ${variant.label}`,
    classes: records[0]!.metrics.classes,
    runs: [...new Set(records.map(({ id }) => id))],
  }]);
}

/** One matrix per variant that has records; a cell shows its clips. */
export function confusionSection(data: PageData): Html | null {
  const all = Map.groupBy(matrices(data), ({ experiment }) => experiment);
  if (all.size === 0) return null;
  return html`<p>Rows are true classes, columns predicted ones: clips of all runs together, and percent of the true class. A cell opens the clips behind it; within a matrix the arrow keys move.</p>
${
    [...all].map(([experiment, own]) =>
      partHtml(
        `confusion-${experiment.id}`,
        experiment.title,
        html`<div class="matrices">${own.map(matrixHtml)}</div>
${notesHtml(own[0]!.table.notes.slice(1))}`,
        facetAttributes(own.map(({ variant }) => variantFacets(variant))),
      )
    )
  }`;
}

function matrices({ results, tables }: PageData): Matrix[] {
  const { experiments } = withoutMultiverses(results);
  const nameOf = variantNames(experiments);
  return experiments.flatMap((experiment) =>
    variantsWithRecords(results, experiment).flatMap(({ variant, records }) => {
      const id = `confusion-${nameOf(experiment.id, variant.label)}`;
      const table = tables.confusion.find((candidate) => candidate.id === id);
      return table === undefined ? [] : [{ experiment, variant, records, table }];
    })
  );
}

function matrixHtml({ variant, table }: Matrix): Html {
  const classes = table.rows.map(({ cells }) => cells[0]!);
  const note = table.notes[0]!.replace(/^Counts over (.*) and the share.*$/, "$1");
  return html`
    <div class="scroll" ${facetAttributes([variantFacets(variant)])}>
      <table class="matrix" id="${table.id}" data-matrix="${table.id}">
        <caption>${variant.label} <span class="muted">${note}</span></caption>
        <thead>
          <tr><th scope="col"><span class="hidden">True class</span></th>${classes.map((name) =>
            html`<th scope="col"><span>${name}</span></th>`
          )}</tr>
        </thead>
        <tbody>${table.rows.map(({ cells }, r) =>
          html`
            <tr><th scope="row">${cells[0]!}</th>${cells.slice(1, -1).map((cell, c) =>
              matrixCell(cell, r === 0 && c === 0)
            )}</tr>
          `
        )}</tbody>
      </table>
    </div>
  `;
}

/** `12 (34.3 %)` as a button; the darker, the larger the share. */
function matrixCell(text: string, first: boolean): Html {
  const [count, percent] = text.split(" (").map((part) => part.replace(" %)", ""));
  const shade = Math.round(Number(percent ?? 0) / 10);
  return html`
    <td
      class="s${shade}"><button tabindex="${first ? 0 : -1}">${count!}<small>${percent ??
        "0"}<span class="hidden"> %</span></small></button></td>
  `;
}
