import { multiverseOf, type MultiverseResult } from "../claims/multiverse.ts";
import { type PrintedNumber, printedNumbers, printedValues } from "./printed_numbers.ts";
import { distinct } from "./numbers.ts";
import type { SuiteResults } from "./results.ts";

/** Every sampled experiment of which something was run. */
export function multiversesOf({ experiments, records }: SuiteResults): MultiverseResult[] {
  return experiments.flatMap((experiment) => multiverseOf(experiment, records) ?? []);
}

/** The results without sampled experiments, whose readings would drown everything else. */
export function withoutMultiverses(results: SuiteResults): SuiteResults {
  return { ...results, experiments: results.experiments.filter(({ multiverse }) => multiverse === null) };
}

/** How many readings were run, and how long each was trained. */
export function countText({ planned, readings, combinations }: MultiverseResult): string {
  const all = readings.length === planned ? `${planned}` : `${readings.length} of ${planned} drawn`;
  const epochs = distinct(readings.map(({ record }) => record.settings.training.epochs)).sort((a, b) =>
    a - b
  );
  const cost = `Every run: ${epochs.join(" or ")} epochs, one fold, one seed.`;
  return `${all} of ${combinations} combinations of readings. ${cost}`;
}

/** The accuracies that the paper prints of a corpus, each once, highest first. */
export function printedOn({ paper }: SuiteResults, corpus: string): PrintedAccuracy[] {
  if (paper === null) return [];
  return valuesOf(printedNumbers(paper).filter((n) => n.source === corpus && n.measure === "accuracy"));
}

/** An accuracy that the paper prints. */
export interface PrintedAccuracy {
  /** What it is printed for. */
  readonly input: "raw" | "clean";
  /** Share of 1. */
  readonly value: number;
  /** In percent with the tables that print it: `80.5 (T5 T6)`. */
  readonly text: string;
}

function valuesOf(numbers: readonly PrintedNumber[]): PrintedAccuracy[] {
  return (["clean", "raw"] as const).flatMap((input) => {
    const own = numbers.filter(({ variant }) => variant === input);
    return printedValues(own).sort((a, b) => b.value - a.value).map(({ value, percent, tables }) => ({
      input,
      value,
      text: `${percent} (${tables.map((table) => `T${table}`).join(" ")})`,
    }));
  });
}
