/** What was parsed out of the paper's text by a script of its own: see `fixtures/golden/paper_tables.py`. */
import parsed from "../../fixtures/golden/paper_tables.json" with { type: "json" };

/** A cell of a table: `table 4, row Anger, column Happy` and its text. */
export type Cell = readonly [at: string, text: string];

/** Where a cell stands, in words. */
export function cellName(table: number, row: string, column: string): string {
  return `table ${table}, row ${row}, column ${column}`;
}

/** Every cell of every table that holds a number. */
export const CELLS: readonly Cell[] = parsed.tables.flatMap(({ number, cells }) =>
  cells.map(({ row, column, text }): Cell => [cellName(number, row, column), text])
);

/** Every number of the text, in order, with the heading that it stands under. */
export const PROSE: readonly { readonly section: string; readonly text: string }[] = parsed.prose;

/** Numbers of the text that state nothing about the work. */
export const NOT_CLAIMS: readonly {
  readonly section: string;
  readonly texts: readonly string[];
  readonly why: string;
}[] = [
  { section: "RESUMEN", texts: ["34,5", "4,5", "7,85"], why: "the abstract again, in Spanish" },
  { section: "INTRODUCTION", texts: ["1", "2", "3", "4"], why: "numbers of a list" },
  { section: "INTRODUCTION", texts: ["two"], why: "two data sets" },
  { section: "METHOD", texts: ["two"], why: "two dimensions of a spectrogram" },
  { section: "Pre-Processing", texts: ["three"], why: "steps that follow" },
  { section: "Pre-Processing", texts: ["1", "1", "1", "1"], why: "equation (1) and Figure 1" },
  { section: "Production of Spectrograms", texts: ["2", "2"], why: "Figure 2" },
  { section: "Production of Spectrograms", texts: ["Two", "two", "two"], why: "two dimensions of an image" },
  { section: "Convolutional Neural Network -CNN", texts: ["Three"], why: "parts of any such network" },
  {
    section: "Proposed Deep Stride Convolutional Neural Network Architecture (DSCNN)",
    texts: ["3", "3"],
    why: "Figure 3",
  },
  { section: "Model Organization and Computational Setup", texts: ["two"], why: "parts of a split" },
  { section: "Model Organization and Computational Setup", texts: ["1070"], why: "name of a graphics card" },
  { section: "Experimental Evaluations", texts: ["Two", "2", "two"], why: "inputs, experiments, data sets" },
  { section: "Experimental Evaluations", texts: ["1", "3", "1"], why: "Tables 1-3 and 1" },
  {
    section: "Results and Performance of Deep Stride Convolutional Neural Network (DSCNN) Model",
    texts: ["two", "2", "3"],
    why: "two data sets, Tables 2 and 3",
  },
  {
    section: "Prediction Performance of Proposed Deep Stride Convolutional Neural Network (DSCNN)",
    texts: ["3", "4", "4", "4", "5", "6", "5", "two"],
    why: "Tables 3 to 6, two data sets",
  },
  { section: "Experiment using Cross Datasets", texts: ["7", "7"], why: "Table 7" },
  { section: "DISCUSSION", texts: ["8", "9", "10", "10"], why: "Tables 8 to 10" },
  { section: "DISCUSSION", texts: ["two"], why: "networks joined by another paper" },
  { section: "CONCLUSIONS", texts: ["Two"], why: "two data sets" },
];

/** Numbers in a printed text, as the script gives them: one entry for the two sides of a size. */
export function numbersIn(printed: string): string[] {
  const words = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve";
  const pattern = new RegExp(
    `\\d+\\s*×\\s*\\d+|\\d{1,3}(?: \\d{3})+|\\d+(?:,\\d+)?|\\b(?:${words})\\b`,
    "gi",
  );
  return [...printed.matchAll(pattern)].map(([text]) => text.replace(/\s*×\s*/, "×"));
}
