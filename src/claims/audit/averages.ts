import type { Fault, Rule } from "./finding.ts";
import { harmonicMeans, type Interval, meanOf, overlap, showInterval, spanOf } from "./interval.ts";
import { type ClassTable, classTables, column, type Score, SCORES } from "./class_table.ts";
import { isImpossible, type NumberClaim, shareOf, showClaim, unknownNote } from "./quantities.ts";

/** A plain average that the classes do not give. */
export const macroAverage: Rule = {
  name: "macro-average",
  title: "A plain average over the classes does not follow from them",
  explanation:
    "The unweighted (macro) average is the plain mean of the classes' scores. For F1 the harmonic mean of " +
    "the averaged precision and recall is let pass as well, since both definitions are in use.",
  source: "Opitz & Burst 2019, Macro F1 and Macro F1, arXiv:1911.03347 (the two definitions)",
  check: (paper) =>
    classTables(paper).flatMap((table) => SCORES.flatMap((score) => macroFault(table, score))),
};

function macroFault(table: ClassTable, score: Score): Fault[] {
  const stated = table.macro[score];
  const cells = column(table, score);
  if (stated === undefined || cells === null || isImpossible(stated)) return [];
  const mean = meanOf(cells.map(shareOf));
  const { precision, recall } = table.macro;
  const other = score === "f1" && precision && recall
    ? harmonicMeans(shareOf(precision), shareOf(recall))
    : null;
  if ([mean, other].some((range) => range !== null && overlap(range, shareOf(stated)) !== null)) return [];
  return [{
    severity: "impossible",
    claims: [stated, ...cells],
    arithmetic: `(${cells.map((c) => c.printed).join(" + ")}) / ${cells.length} allows ${
      showInterval(mean, 5)
    }${unknownNote(cells)}; printed ${showClaim(stated)}.`,
  }];
}

/** An average by clips that no numbers of clips per class give. */
export const weightedAverage: Rule = {
  name: "weighted-average",
  title: "A weighted average lies outside its classes",
  explanation:
    "Whatever the number of clips per class, an average weighted by them lies between the smallest and the " +
    "largest of the classes' scores.",
  source: null,
  check: (paper) =>
    classTables(paper).flatMap((table) =>
      SCORES.flatMap((score) => {
        const stated = table.weighted[score];
        const cells = column(table, score);
        return stated && cells ? outside([stated], cells) : [];
      })
    ),
};

/** An overall accuracy that is not the average of the class recalls by clips. */
export const accuracyRecall: Rule = {
  name: "accuracy-is-weighted-recall",
  title: "Accuracy is not the recall weighted by clips",
  explanation:
    "Overall accuracy is the sum of right clips over all clips, which is exactly the average of the class recalls " +
    "weighted by the clips of each class. Where the weights are not printed, it lies between the smallest and the " +
    "largest recall.",
  source: null,
  check: (paper) =>
    classTables(paper).flatMap((table) => {
      const { recall } = table.weighted;
      const cells = column(table, "recall");
      return table.accuracies.flatMap((same): Fault[] => {
        const accuracy = same[0]!;
        if (recall === undefined || isImpossible(recall)) return cells === null ? [] : outside(same, cells);
        if (isImpossible(accuracy) || overlap(shareOf(recall), shareOf(accuracy)) !== null) return [];
        return [{
          severity: "impossible",
          claims: [...same, recall],
          arithmetic: `weighted recall ${showClaim(recall)}, accuracy ${
            showClaim(accuracy)
          }: no number is both.`,
        }];
      });
    }),
};

/** A number, perhaps stated several times, that lies outside the classes' scores. */
function outside(same: readonly NumberClaim[], cells: readonly NumberClaim[]): Fault[] {
  const stated = same[0]!;
  const range: Interval = spanOf(cells.map(shareOf));
  if (isImpossible(stated) || overlap(range, shareOf(stated)) !== null) return [];
  return [{
    severity: "impossible",
    claims: [...same, ...cells],
    arithmetic: `the classes (${cells.map((c) => c.printed).join(", ")}) allow ${
      showInterval(range)
    }; printed ${showClaim(stated)}.`,
  }];
}
