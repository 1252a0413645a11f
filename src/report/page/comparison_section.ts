import type { Experiment, Variant } from "../../manifest/experiment.ts";
import { leaks } from "../../manifest/leaks.ts";
import { withoutMultiverses } from "../multiverse.ts";
import { recordsOf } from "../results.ts";
import type { SummaryRow } from "../summary.ts";
import type { Table } from "../table.ts";
import { chartFigure } from "./chart_figure.ts";
import { facetAttributes, variantFacets } from "./facets.ts";
import { type Content, type Html, html } from "./html.ts";
import type { DrawnChart, PageData } from "./page_data.ts";
import { partHtml } from "./section.ts";
import { stripSvg } from "./strip.ts";
import { tableHtml } from "./table_html.ts";

/** Experiments that ask one question. */
interface Question {
  readonly id: string;
  readonly title: string;
  readonly asks: (experiment: Experiment) => boolean;
}

const settingsOf = ({ variants }: Experiment) => variants.map(({ runs }) => runs[0]!.settings);
const differ = <T>(values: readonly T[]) => new Set(values).size > 1;

/** In the order in which an experiment is asked; the first that it answers has it. */
const QUESTIONS: readonly Question[] = [
  {
    id: "leaks",
    title: "Splits that leak",
    asks: (experiment) => settingsOf(experiment).some(({ protocol }) => leaks(protocol)),
  },
  {
    id: "transfer",
    title: "Transfer networks",
    asks: (experiment) => settingsOf(experiment).some(({ model }) => model.name !== "dscnn"),
  },
  {
    id: "across",
    title: "From one corpus to another",
    asks: (experiment) => settingsOf(experiment).some(({ protocol }) => protocol.name === "cross-corpus"),
  },
  {
    id: "pooling",
    title: "Strides against pooling",
    asks: (experiment) =>
      differ(settingsOf(experiment).map(({ model }) => (model.name === "dscnn" ? model.downsampling : null))),
  },
  {
    id: "raw-clean",
    title: "Raw against clean",
    asks: (experiment) => differ(settingsOf(experiment).map(({ signal }) => signal.silence === null)),
  },
  { id: "others", title: "Other experiments", asks: () => true },
];
const SHOWN = ["raw-clean", "pooling", "transfer", "across", "others", "leaks"];

/** Every experiment and variant beside each other, sorted by what they ask. */
export function comparisonSection(data: PageData): Html {
  const groups = Map.groupBy(
    withoutMultiverses(data.results).experiments,
    (experiment) => QUESTIONS.find(({ asks }) => asks(experiment))!.id,
  );
  return html`${
    SHOWN.map((id) => {
      const experiments = groups.get(id);
      if (experiments === undefined) return null;
      return partHtml(
        id,
        QUESTIONS.find((question) => question.id === id)!.title,
        group(data, id, experiments),
      );
    })
  }${sideBySide(data)}`;
}

/** Size, training time and accuracy of every network, beside the paper's. */
function sideBySide({ tables: { networks }, charts, results: { paper } }: PageData): Html | null {
  const own = charts.filter(({ section }) => section === "networks");
  if (networks === null && own.length === 0) return null;
  const printed = paper?.tables.find(({ id }) => id === networks?.id);
  return partHtml("side-by-side", "Networks side by side", [
    networks !== null &&
    (printed === undefined
      ? tableHtml(networks)
      : html`<p>Time, size and accuracy stand in <a href="#${printed.id}">Table ${printed.number}</a>.</p>`),
    own.map((chart) => chartFigure(chart)),
  ]);
}

/** The rows of the report's comparison that belong to some experiments, a drawing beside each, and their charts. */
function group(data: PageData, id: string, experiments: readonly Experiment[]): Content {
  const { comparison } = data.tables;
  const ids = experiments.map((experiment) => experiment.id);
  const shown = data.summary.rows.flatMap((row, r) => (ids.includes(row.experiment) ? [{ row, r }] : []));
  const table: Table = {
    ...comparison,
    id: `comparison-${id}`,
    caption: experiments.length === 1
      ? experiments[0]!.title
      : "Accuracy on the test clips, one row per variant",
    labels: comparison.labels - 1, // without the experiment
    columns: ORDER.map((c) => comparison.columns[c] ?? "0 to 100 %"),
    rows: shown.map(({ r }) => ({ cells: ORDER.map((c) => comparison.rows[r]!.cells[c] ?? "") })),
    notes: comparison.notes.slice(0, 2),
  };
  const variants = shown.map(({ row }) => variantOf(experiments, row));
  const cell = (r: number, c: number, text: string): Content => {
    const { row } = shown[r]!;
    if (ORDER[c] === DRAWING) return drawing(data, variants[r]!, row);
    if (ORDER[c] === VARIANT) return [text, html`<br>`, experimentLink(row)];
    return row.runs === 0 && c > ORDER.indexOf(RUNS) ? "" : text;
  };
  const rowAttributes = (r: number) => facetAttributes([variantFacets(variants[r]!)]);
  return [
    tableHtml(table, { cell, rowAttributes, sortable: true, className: "comparison" }),
    id === "leaks" && data.tables.leaks !== null && tableHtml(data.tables.leaks),
    ownCharts(data, ids).map((chart) => chartFigure(chart)),
  ];
}

/** Columns of the report's comparison in the order of the page: the experiment moves below the variant. */
const [VARIANT, RUNS, DRAWING] = [3, 4, 10];
const ORDER = [VARIANT, 0, 1, RUNS, DRAWING, 5, 6, 7, 8, 9];

function experimentLink({ experiment, runs }: SummaryRow): Html {
  const name = html`<span class="file">${experiment}</span>`;
  return runs > 0 ? html`<a class="quiet" href="#learning-${experiment}">${name}</a>` : name;
}

function variantOf(experiments: readonly Experiment[], row: SummaryRow): Variant {
  const experiment = experiments.find(({ id }) => id === row.experiment)!;
  return experiment.variants.find(({ label }) => label === row.variant)!;
}

function drawing({ results }: PageData, variant: Variant, { accuracy }: SummaryRow): Html {
  const values = recordsOf(results, variant).map(({ metrics }) => metrics.accuracy);
  const input = variantFacets(variant).input as "raw" | "clean";
  return stripSvg({ input, printed: [], values, estimate: accuracy, chance: null });
}

/** Accuracy charts of some experiments, and those of a source of the paper that the experiments answer. */
function ownCharts({ charts, results: { paper } }: PageData, ids: readonly string[]): DrawnChart[] {
  const names = Object.entries(paper?.sources ?? {})
    .filter(([, list]) => list.some(({ experiment }) => ids.includes(experiment)))
    .map(([source]) => source);
  const wanted = [...ids, ...names].map((name) => `accuracy-${name}`);
  return charts.filter(({ id, section }) => section === "accuracy" && wanted.includes(id));
}
