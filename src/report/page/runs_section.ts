import { trainingTime } from "../../record/measure.ts";
import type { PlannedRun } from "../../manifest/experiment.ts";
import { engineText } from "../../record/engine_text.ts";
import type { RunRecord } from "../../record/record.ts";
import { allRecords } from "../experiment_tables.ts";
import { percent, secondsText } from "../numbers.ts";
import type { SuiteResults } from "../results.ts";
import { facetAttributes, facetsOf } from "./facets.ts";
import { type Html, html } from "./html.ts";

interface Column {
  readonly title: string;
  readonly number?: boolean;
  readonly show: (record: RunRecord) => string;
  /** What a column is sorted by where its text does not say. */
  readonly key?: (record: RunRecord) => number;
}

const COLUMNS: readonly Column[] = [
  { title: "Corpus", show: ({ settings }) => facetsOf(settings).corpus },
  { title: "Protocol", show: ({ settings }) => facetsOf(settings).protocol },
  { title: "Fold", number: true, show: ({ settings }) => String(settings.fold) },
  { title: "Seed", number: true, show: ({ settings }) => String(settings.seed) },
  { title: "Input", show: ({ settings }) => facetsOf(settings).input },
  { title: "Model", show: ({ settings }) => facetsOf(settings).model },
  { title: "Accuracy %", number: true, show: ({ metrics }) => percent(metrics.accuracy) },
  {
    title: "Unweighted accuracy %",
    number: true,
    show: ({ metrics }) => percent(metrics.unweightedAccuracy),
  },
  { title: "Weighted F1 %", number: true, show: ({ metrics }) => percent(metrics.weighted.f1) },
  { title: "Epochs", number: true, show: ({ epochs }) => String(epochs.length) },
  {
    title: "Training time",
    number: true,
    show: (record) => secondsText(trainingTime(record)),
    key: (record) => Math.round(trainingTime(record) * 10) / 10,
  },
  { title: "Backend, engine", show: ({ environment: e }) => `${e.backend}, ${engineText(e)}` },
];

/** Every run that has a record: a row that leads to its settings, environment, predictions and record. */
export function runsSection(results: SuiteResults): Html {
  const planned = Map.groupBy(
    results.experiments.flatMap(({ variants }) => variants.flatMap(({ runs }) => runs)),
    ({ id }) => id,
  );
  return html`
    <p>Each run leads to its settings, its machine, every prediction and its record as a file.</p>
    <p class="needs-script" data-count="runs" role="status"></p>
    <div class="scroll tall" role="group" tabindex="0" aria-labelledby="runs-caption">
      <table data-sortable="runs" data-counted="runs" class="runs">
        <caption id="runs-caption" class="hidden">Every run that has a record</caption>
        <thead>
          <tr><th scope="col">Run</th><th scope="col">Experiment and variant</th>${COLUMNS.map((
            { title, number },
          ) =>
            html`
              <th scope="col" ${number && html`
                class="number"
              `}>${title}</th>
            `
          )}</tr>
        </thead>
        <tbody>${allRecords(results).map((record) => runRow(record, planned.get(record.id) ?? []))}</tbody>
      </table>
    </div>
  `;
}

function runRow(record: RunRecord, planned: readonly PlannedRun[]): Html {
  const names = planned.map(({ experiment, variant }) => html`<span>${experiment}: ${variant}</span>`);
  return html`
    <tr${facetAttributes([facetsOf(record.settings)])}><th scope="row"><a href="#run=${encodeURIComponent(
      record.id,
    )}">${record.id}</a></th><td>${names.map((name, i) => [i > 0 && html`<br>`, name])}</td>${COLUMNS.map((
      { show, number, key },
    ) =>
      html`<td${
        number && html`
          class="number"
        `
      }${
        key && html`
          data-key="${key(record)}"
        `
      }>${show(record)}</td>`
    )}</tr>
  `;
}
