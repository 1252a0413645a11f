import type { ClaimsFile } from "../claims_file.ts";
import type { ClaimQuantity } from "../claim.ts";
import { isNumber, isShare, type NumberClaim, tableKey } from "./quantities.ts";

/** The three scores of a class. */
export type Score = "precision" | "recall" | "f1";

/** In the order of the usual table. */
export const SCORES: readonly Score[] = ["precision", "recall", "f1"];

/** What one table says of one experiment, class by class and over all classes. */
export interface ClassTable {
  /** Coordinates that all of it shares. */
  readonly quantity: ClaimQuantity;
  /** Cells of each class; recall is that of the confusion matrix's diagonal where the table is one. */
  readonly classes: ReadonlyMap<string, Partial<Record<Score, NumberClaim>>>;
  /** Averages by clips. */
  readonly weighted: Partial<Record<Score, NumberClaim>>;
  /** Plain averages. */
  readonly macro: Partial<Record<Score, NumberClaim>>;
  /** Overall accuracies stated for this table, in it or in the text; claims that print the same stand together. */
  readonly accuracies: readonly (readonly NumberClaim[])[];
  /** Mean class recalls stated for it, the macro recall aside; claims that print the same stand together. */
  readonly meanRecalls: readonly (readonly NumberClaim[])[];
  /** Rows of the confusion matrix, by true class; empty where the table has none. */
  readonly confusion: ReadonlyMap<string, ReadonlyMap<string, NumberClaim>>;
}

/** The tables of a paper that go class by class, one entry per experiment in each. */
export function classTables({ claims }: ClaimsFile): ClassTable[] {
  const cells = claims.filter(isNumber).filter((c) => isShare(c) && c.quantity.table !== undefined);
  return [...Map.groupBy(cells, (c) => tableKey(c.quantity)).values()].map(tableOf).filter((t) =>
    t.classes.size > 0
  );
}

function tableOf(claims: readonly NumberClaim[]): ClassTable {
  const inTable = claims.filter((c) => "table" in c.place);
  const classes = new Map<string, Partial<Record<Score, NumberClaim>>>();
  const confusion = new Map<string, Map<string, NumberClaim>>();
  const averages: Record<"weighted" | "macro", Partial<Record<Score, NumberClaim>>> = {
    weighted: {},
    macro: {},
  };
  for (const claim of inTable) {
    const { measure, of, predicted, average } = claim.quantity;
    if (measure === "confusion" && of !== undefined && predicted !== undefined) {
      confusion.set(of, (confusion.get(of) ?? new Map()).set(predicted, claim));
      if (of === predicted) classes.set(of, { ...classes.get(of), recall: claim });
    }
    if (!isScore(measure)) continue;
    if (average !== undefined) averages[average][measure] ??= claim;
    else if (of !== undefined) classes.set(of, { ...classes.get(of), [measure]: claim });
  }
  return {
    quantity: claims[0]!.quantity,
    classes,
    ...averages,
    accuracies: statements(claims, "accuracy"),
    meanRecalls: statements(claims, "unweightedAccuracy"),
    confusion,
  };
}

function statements(claims: readonly NumberClaim[], measure: string): NumberClaim[][] {
  const all = claims.filter((c) => c.quantity.measure === measure);
  return [...Map.groupBy(all, (c) => `${c.value.toFixed(c.decimals)} ${c.unit}`).values()];
}

function isScore(measure: string): measure is Score {
  return (SCORES as readonly string[]).includes(measure);
}

/** The cells of one score, one per class; `null` where a class has none. */
export function column({ classes }: ClassTable, score: Score): NumberClaim[] | null {
  const cells = [...classes.values()].map((row) => row[score]);
  return cells.every((cell) => cell !== undefined) ? cells : null;
}
