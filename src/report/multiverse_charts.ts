import { specificationCurve } from "./charts/specification_curve.ts";
import { countText, multiversesOf, type PrintedAccuracy, printedOn } from "./multiverse.ts";
import type { NamedChart } from "./named_chart.ts";
import type { SuiteResults } from "./results.ts";
import { settingText } from "./setting_text.ts";
import { subtitle } from "./subtitle.ts";
import { corpusText } from "./wording.ts";

/** One specification curve per sampled experiment that was run. */
export function multiverseCharts(results: SuiteResults): NamedChart[] {
  return multiversesOf(results).map((multiverse) => {
    const { experiment, corpus, factors, readings } = multiverse;
    const records = readings.map(({ record }) => record);
    const title = `Every reading's accuracy on ${corpusText(corpus)}, and the settings that led to it`;
    const lines = [
      countText(multiverse),
      "One run per reading, sorted; below each the settings it stands for. Full lines: the paper, clean; dashed: raw.",
    ];
    const spec = specificationCurve({ title, subtitle: subtitle(records, lines) }, {
      readings: readings.map(({ accuracy, cell, split }) => ({
        accuracy,
        cell,
        split: `${split} split` as const,
      })),
      settings: factors.map(({ path, levels }) => ({ name: settingText(path), levels })),
      printed: linesOf(printedOn(results, corpus)),
      chance: 1 / Math.max(...records.map(({ data }) => data.classes.length)),
    });
    return { id: experiment, section: "multiverse", alt: title, spec };
  });
}

/** One line per input and number; inputs for which the same is printed have one label. */
function linesOf(printed: readonly PrintedAccuracy[]) {
  return printed.map(({ input, value }) => {
    const same = printed.filter((other) => other.value === value).map((other) =>
      `${other.input} ${other.text}`
    );
    return { input, value, label: `paper, ${same.join(", ")}` };
  });
}
