import { LEAK_TEXT } from "../manifest/leaks.ts";
import { type MultiverseResult, readingsThatReach, SPLIT_KINDS, withoutLeaks } from "../claims/multiverse.ts";
import { countText, multiversesOf, printedOn } from "./multiverse.ts";
import { percent } from "./numbers.ts";
import { remarksOn } from "./remarks.ts";
import type { SuiteResults } from "./results.ts";
import { settingText } from "./setting_text.ts";
import type { Table } from "./table.ts";
import { corpusText } from "./wording.ts";

/** What each sampled experiment says: does a reading reach the paper, what explains the variation, every value. */
export function multiverseTables(results: SuiteResults): Table[] {
  return multiversesOf(results).flatMap((multiverse) => [
    reachTable(results, multiverse),
    ...sharesTable(multiverse),
    levelsTable(multiverse),
  ]);
}

function reachTable(results: SuiteResults, multiverse: MultiverseResult): Table {
  const { corpus, readings, experiment } = multiverse;
  const leaky = readings.some(({ split }) => split === "leaking");
  const rows = printedOn(results, corpus).flatMap(({ input, value, text }) =>
    SPLIT_KINDS.filter((split) => split !== "leaking" || leaky).map((split) => {
      const own = readings.filter((r) => r.input === input && r.split === split);
      const tolerance = toleranceOf(results, corpus, input, value);
      const { tried, best, median, reaching } = readingsThatReach(own, { value, tolerance });
      return {
        cells: [
          input,
          text,
          percent(tolerance),
          split,
          String(tried),
          median === null ? "–" : percent(median),
          best === null ? "–" : percent(best.value),
          String(reaching),
          best?.label ?? "–",
        ],
      };
    })
  );
  return {
    id: `${experiment}-reach`,
    caption: `Is there any reading under which the paper's accuracy on ${corpusText(corpus)} is reached?`,
    labels: 4,
    columns: [
      "Input",
      "Paper % (table)",
      "Tolerance",
      "Split",
      "Readings tried",
      "Median %",
      "Best %",
      "Readings that reach it",
      "Best reading",
    ],
    rows,
    notes: [
      `${
        countText(multiverse)
      } The best of many readings is chosen on the test clips: it is the highest that a choice among them can show, not an estimate. More epochs may give a reading more than it has here.`,
      "A reading reaches a number that it misses by no more than the tolerance, that of the paper's claim, in points. A reading is named by what sets it apart from the default reading.",
      ...(leaky
        ? [
          `Leaking: the split ${LEAK_TEXT}, so that remembering a recording is enough.`,
        ]
        : []),
      ...remarksOn(readings.map(({ record }) => record)),
    ],
  };
}

/** The tolerance of the claims that print this number; 0 without one. Shares of 1. */
function toleranceOf({ claims }: SuiteResults, corpus: string, input: string, value: number): number {
  const tolerances = (claims?.claims ?? []).flatMap(({ test, value: printed, unit }) => {
    if (test.kind !== "value" || test.corpus !== corpus || test.runs.variant !== input) return [];
    const share = printed === null ? NaN : unit === "percent" ? printed / 100 : printed;
    return test.quantity.measure === "accuracy" && Math.abs(share - value) < 1e-9 ? [test.tolerance] : [];
  });
  return Math.max(0, ...tolerances);
}

function sharesTable({ experiment, corpus, factors, effects }: MultiverseResult): Table[] {
  if (effects === null) return [];
  const order = factors.map((factor, i) => ({ factor, effect: effects.factors[i]! }))
    .sort((a, b) => b.effect.alone - a.effect.alone);
  const rows = order.map(({ factor, effect }) => ({
    cells: [
      settingText(factor.path),
      String(factor.levels.length),
      percent(effect.alone),
      percent(effect.byChance),
      percent(effect.unique),
      effect.partial === null ? "–" : effect.partial.toFixed(2),
    ],
  }));
  const { n, explained, residualDegrees, deviation, residualDeviation } = effects;
  const left = residualDeviation === null
    ? "no degrees of freedom are left to judge them by"
    : `what is left (interactions and chance, ${residualDegrees} degrees of freedom) has a standard deviation of ${
      percent(residualDeviation)
    } points`;
  return [{
    id: `${experiment}-shares`,
    caption: `How much of the variation of accuracy on ${corpusText(corpus)} each reading explains`,
    labels: 1,
    columns: ["Setting", "Values", "Alone %", "By chance %", "Unique %", "Partial eta squared"],
    rows,
    notes: [
      `${n} readings, standard deviation ${percent(deviation)} points; all settings together explain ${
        percent(explained)
      } % of the variance, ${left}.`,
      "Least squares with one effect per value and no interactions. Alone: R squared of the setting by itself; by chance: what a setting without effect would have on average; unique: what the model of all settings loses without it; partial: the same as a share of it and the residual (Cohen 1973).",
    ],
  }];
}

function levelsTable({ experiment, corpus, factors, readings }: MultiverseResult): Table {
  const rows = factors.flatMap(({ path, levels }, f) =>
    levels.map((level, l) => {
      const own = withoutLeaks(readings.filter(({ cell }) => cell[f] === l)).map(({ accuracy }) => accuracy);
      const mean = own.reduce((a, b) => a + b, 0) / own.length;
      const values = own.length === 0
        ? ["–", "–", "–"]
        : [mean, Math.min(...own), Math.max(...own)].map(percent);
      return { cells: [settingText(path), level, String(own.length), ...values] };
    })
  );
  const leaky = readings.some(({ split }) => split === "leaking");
  return {
    id: `${experiment}-levels`,
    caption: `Accuracy on ${corpusText(corpus)} under each value of each setting`,
    labels: 1,
    columns: ["Setting", "Value", "Readings", "Mean %", "Lowest %", "Highest %"],
    rows,
    notes: [
      "The first value of each setting is the default reading. Means are over readings that differ in every other setting, about equally for each value.",
      ...(leaky ? ["Readings whose split leaks are left out, but for the rows of those splits."] : []),
    ],
  };
}
