import { comparePrograms, type ProgramComparison } from "../confirmation/compare.ts";
import type { Confirmation, MadeBy } from "../confirmation/confirmation.ts";
import { counted } from "../base/number_text.ts";
import { percent } from "./numbers.ts";
import type { SuiteResults } from "./results.ts";
import type { Table } from "./table.ts";

/** What other programs say of the same runs, one table per confirmation. */
export function confirmationTables(results: SuiteResults): Table[] {
  return (results.confirmations ?? []).map((confirmation) => confirmationTable(results, confirmation));
}

/** One confirmation, one row per variant. */
export function confirmationTable(
  { records, experiments }: Pick<SuiteResults, "records" | "experiments">,
  confirmation: Confirmation,
): Table {
  const { comparisons, without } = comparePrograms(confirmation, records, experiments);
  const { name, madeBy, margin } = confirmation;
  return {
    id: `confirmation-${name}`,
    caption: `Accuracy by ${madeBy.framework} ${madeBy.version} and by the records, on the same runs`,
    labels: 1,
    columns: [
      "Experiment, variant",
      "Runs",
      "Records %",
      `${madeBy.framework} %`,
      "Difference, points",
      "95 % interval",
      "90 % interval",
      `Equivalent within ${pointsText(margin)}`,
      "p",
      "Smallest margin",
      "Same class %",
      "Only records right",
      `Only ${madeBy.framework} right`,
      "McNemar p",
    ],
    rows: comparisons.map((comparison) => ({ cells: cells(comparison) })),
    notes: [
      `Made by ${makerText(madeBy)}.`,
      "Difference: the other program minus the records, mean over runs that are paired by fold and seed, which have " +
      "the same clips on both sides.",
      `Equivalent: two one-sided paired t tests (Schuirmann 1987) with a margin of ${
        pointsText(margin)
      } points; ` +
      "it is shown at the 5 % level where the 90 % interval lies within the margin. Smallest margin: that with " +
      "which it would just be shown, in points. The variance is that of the plain t over these runs: the result is " +
      "about the two programs on this corpus, not about other recordings.",
      "McNemar: exact, over the test clips of all runs; a clip that several seeds test counts each time.",
      ...(without.length === 0 ? [] : [
        `${
          counted(without.length, "run of the confirmation has", "runs of the confirmation have")
        } no record with the same test clips: ${without.join(", ")}.`,
      ]),
    ],
  };
}

function cells(comparison: ProgramComparison): string[] {
  const { label, runs, recorded, confirmed, difference, equivalence, agreement, mcnemar } = comparison;
  const none = "–";
  return [
    label,
    String(runs.length),
    percent(recorded),
    percent(confirmed),
    pointsText(confirmed - recorded),
    intervalOf(difference?.interval ?? null),
    intervalOf(equivalence?.interval ?? null),
    equivalence === null ? none : equivalence.shown ? "yes" : "not shown",
    equivalence === null ? none : pText(equivalence.p),
    equivalence === null ? none : pointsText(equivalence.smallestMargin),
    percent(agreement),
    String(mcnemar.firstOnly),
    String(mcnemar.secondOnly),
    pText(mcnemar.p),
  ];
}

function pointsText(share: number): string {
  return (100 * share).toFixed(2);
}

/** In points. */
function intervalOf(interval: readonly [number, number] | null): string {
  return interval === null ? "–" : `[${interval.map(pointsText).join(", ")}]`;
}

function pText(p: number): string {
  return p < 0.001 ? "< 0.001" : p.toFixed(3);
}

function makerText({ program, framework, version, options }: MadeBy): string {
  const chosen = Object.entries(options).map(([name, value]) => `${name} ${value}`).join(", ");
  return `${program} with ${framework} ${version}${chosen === "" ? "" : ` (${chosen})`}`;
}
