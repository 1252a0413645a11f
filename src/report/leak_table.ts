import { LEAK_TEXT, leaks } from "../manifest/leaks.ts";
import { estimateOver } from "../record/aggregate.ts";
import type { RunRecord } from "../record/record.ts";
import { MEASURED, variantsWithRecords } from "./experiment_tables.ts";
import { runCount, spread } from "./numbers.ts";
import { remarksOn } from "./remarks.ts";
import type { SuiteResults } from "./results.ts";
import type { Table } from "./table.ts";
import { protocolText } from "./wording.ts";

/** What splits that leak lead to, by image and by clip, and how far they leak; `null` where no such run is done. */
export function leakTable(results: SuiteResults): Table | null {
  const made = results.experiments.flatMap((experiment) =>
    variantsWithRecords(results, experiment)
      .filter(({ variant }) => leaks(variant.runs[0]!.settings.protocol))
      .map((own) => ({ experiment, ...own }))
  );
  if (made.length === 0) return null;
  const cell = (records: readonly RunRecord[], value: (record: RunRecord) => number | null) =>
    spread(estimateOver(records, value)!, "percent");
  return {
    id: "leaks",
    caption:
      `Splits that leak (${LEAK_TEXT}): no estimate of the accuracy on recordings that were never heard`,
    labels: 3,
    columns: [
      "Experiment",
      "Variant",
      "Protocol",
      "Runs",
      "Accuracy % by image",
      "Accuracy % by clip",
      "Unweighted accuracy % by clip",
      "Test images with a sibling in training %",
    ],
    rows: made.map(({ experiment, variant, records }) => {
      const { protocol } = variant.runs[0]!.settings;
      return {
        cells: [
          experiment.id,
          variant.label,
          protocolText(protocol),
          runCount(records.length, variant.runs.length),
          cell(records, ({ metrics }) => metrics.accuracy),
          cell(records, ({ clipMetrics }) => clipMetrics?.accuracy ?? null),
          cell(records, ({ clipMetrics }) => clipMetrics?.unweightedAccuracy ?? null),
          cell(records, ({ data }) => data.siblingShare),
        ],
      };
    }),
    notes: [
      MEASURED,
      "By clip: the probabilities of a clip's test images are averaged. A sibling is another image of the same recording. These runs count for no claim, no mean and no best reading of runs whose split does not leak.",
      ...remarksOn(made.flatMap(({ records }) => records)),
    ],
  };
}
