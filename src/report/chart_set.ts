import { accuracyCharts } from "./accuracy_charts.ts";
import { figureCharts } from "./figure_charts.ts";
import { withoutMultiverses } from "./multiverse.ts";
import { multiverseCharts } from "./multiverse_charts.ts";
import { networkCharts } from "./network_charts.ts";
import type { NamedChart } from "./named_chart.ts";
import type { SuiteResults } from "./results.ts";
import { confusionCharts, costCharts, learningCharts } from "./run_charts.ts";

/** Every chart that these results can fill. */
export function chartsOf(all: SuiteResults): NamedChart[] {
  const results = withoutMultiverses(all);
  return [
    ...accuracyCharts(results),
    ...confusionCharts(results),
    ...learningCharts(results),
    ...costCharts(results),
    ...networkCharts(results),
    ...multiverseCharts(all),
    ...figureCharts(results),
  ];
}
