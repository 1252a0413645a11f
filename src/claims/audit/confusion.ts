import { compare, ONE } from "./fraction.ts";
import type { Fault, Rule } from "./finding.ts";
import { meanOf, overlap, showInterval, sumOf } from "./interval.ts";
import { classTables, column } from "./class_table.ts";
import {
  experimentKey,
  isImpossible,
  type NumberClaim,
  shareOf,
  shortPlace,
  showClaim,
} from "./quantities.ts";

/** A row of a confusion matrix that is not a whole. */
export const confusionRow: Rule = {
  name: "confusion-row",
  title: "A row of a confusion matrix does not sum to 1",
  explanation:
    "Every clip of a class is predicted as exactly one class, so the shares of a row sum to 1. The sum of " +
    "what its printed cells can stand for does not reach 1, or passes it.",
  source: null,
  check: (paper) =>
    classTables(paper).flatMap(({ confusion }) => {
      const predicted = new Set([...confusion.values()].flatMap((row) => [...row.keys()]));
      return [...confusion.values()].flatMap((row) =>
        rowFault([...row.values()], row.size === predicted.size)
      );
    }),
};

function rowFault(cells: readonly NumberClaim[], whole: boolean): Fault[] {
  if (cells.some(isImpossible)) return [];
  const sum = sumOf(cells.map(shareOf));
  const over = compare(sum.low, ONE) > 0;
  if (!over && !(whole && compare(sum.high, ONE) < 0)) return [];
  const terms = cells.map((c) => c.printed).join(" + ");
  const printed = cells.reduce((s, c) => s + c.value * (c.unit === "percent" ? 0.01 : 1), 0);
  return [{
    severity: "impossible",
    claims: cells,
    arithmetic: `${terms} = ${Number(printed.toFixed(5))}; the rounded cells allow ${
      showInterval(sum, 5)
    }, not 1.`,
  }];
}

/** A stated mean recall that the diagonal, or the class recalls, do not give. */
export const meanRecall: Rule = {
  name: "mean-recall",
  title: "The stated mean recall is not the mean of the class recalls",
  explanation:
    "The mean class recall (the field's unweighted accuracy) is the plain mean of the recalls, which are the " +
    "diagonal of a confusion matrix of row shares.",
  source: null,
  check: (paper) =>
    classTables(paper).flatMap((table) => {
      const recalls = column(table, "recall");
      if (recalls === null) return [];
      const mean = meanOf(recalls.map(shareOf));
      return table.meanRecalls
        .filter(([claim]) => !isImpossible(claim!) && overlap(shareOf(claim!), mean) === null)
        .map((same): Fault => ({
          severity: "impossible",
          claims: [...same, ...recalls],
          arithmetic: `(${recalls.map((c) => c.printed).join(" + ")}) / ${recalls.length} allows ${
            showInterval(mean, 5)
          }; stated ${showClaim(same[0]!)}.`,
        }));
    }),
};

/** Class recalls of one table against the diagonal of another's confusion matrix, for one experiment. */
export const recallDiagonal: Rule = {
  name: "recall-diagonal",
  title: "Class recalls differ from the diagonal of the confusion matrix",
  explanation:
    "The recall of a class is the diagonal cell of its row. Two tables of one experiment give different " +
    "numbers for it.",
  source: null,
  check: (paper) => {
    const tables = classTables(paper);
    const matrices = tables.filter((t) => t.confusion.size > 0);
    const others = Map.groupBy(
      tables.filter((t) => t.confusion.size === 0),
      (t) => experimentKey(t.quantity),
    );
    return matrices.flatMap((matrix) =>
      (others.get(experimentKey(matrix.quantity)) ?? []).flatMap((scores) => {
        const pairs = [...matrix.classes].flatMap(([name, { recall: cell }]) => {
          const recall = scores.classes.get(name)?.recall;
          return recall === undefined || cell === undefined ||
              overlap(shareOf(recall), shareOf(cell)) !== null
            ? []
            : [{ name, recall, cell }];
        });
        if (pairs.length === 0) return [];
        const [first] = pairs;
        return [{
          severity: "inconsistent" as const,
          claims: pairs.flatMap(({ recall, cell }) => [recall, cell]),
          arithmetic: `${shortPlace(first!.recall.place)} against ${
            shortPlace(first!.cell.place)
          }, ${pairs.length} of ${matrix.classes.size} classes: ${
            pairs.map((p) => `${p.name} ${p.recall.printed} against ${p.cell.printed}`).join(", ")
          }.`,
        }];
      })
    );
  },
};
