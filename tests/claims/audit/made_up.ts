/**
 * Made-up papers whose numbers all come from real counts: a confusion matrix per input, its scores, tables, text,
 * splits, facts and a network. Everything is computed exactly and rounded half up or half to even.
 */
import type { Claim, ClaimQuantity, Place, Unit } from "../../../src/claims/claim.ts";
import type { ClaimsFile, Fact, StatedSplit } from "../../../src/claims/claims_file.ts";
import { randomFor } from "../../../src/base/random.ts";

/** `n / d`, exact. */
export type Ratio = readonly [n: bigint, d: bigint];
/** How a tie is rounded. */
export type Rounding = "up" | "even";

const ratio = (n: number | bigint, d: number | bigint): Ratio => [BigInt(n), BigInt(d)];
const sum = (values: readonly Ratio[]): Ratio =>
  values.reduce(([a, b], [c, d]) => [a * d + c * b, b * d], ratio(0, 1));
const times = ([a, b]: Ratio, [c, d]: Ratio): Ratio => [a * c, b * d];

/** The decimal number that is printed. */
export function round([n, d]: Ratio, decimals: number, rounding: Rounding): string {
  const scaled = n * 10n ** BigInt(decimals);
  let digits = scaled / d;
  const rest = 2n * (scaled % d);
  if (rest > d || (rest === d && (rounding === "up" || digits % 2n === 1n))) digits++;
  const text = digits.toString().padStart(decimals + 1, "0");
  return decimals === 0 ? text : `${text.slice(0, -decimals)}.${text.slice(-decimals)}`;
}

/** A number of a paper. */
export function claim(
  place: Place | string,
  quantity: ClaimQuantity,
  text: string,
  unit: Unit,
  more: Partial<Claim> = {},
): Claim {
  const at = typeof place === "string" ? { section: place } : place;
  const id = `${JSON.stringify(at)} ${JSON.stringify(quantity)}`;
  return {
    id,
    place: at,
    kind: "value",
    printed: text.replace(".", ",") + (unit === "percent" ? " %" : ""),
    value: Number(text),
    decimals: text.split(".")[1]?.length ?? 0,
    unit,
    meaning: "",
    quantity,
    subject: id,
    test: { kind: "none", verdict: "not testable", why: "made up" },
    ...more,
  };
}

/** A comparison in words. */
export function ordering(quantity: ClaimQuantity, against: Partial<ClaimQuantity>): Claim {
  const words = claim("Words", quantity, "0", "number", { against, kind: "ordering" });
  return { ...words, printed: "it is better", value: null, decimals: null, unit: null };
}

/** A paper of these claims. */
export function paperOf(
  claims: readonly Claim[],
  facts: readonly Fact[] = [],
  splits: readonly StatedSplit[] = [],
): ClaimsFile {
  return { format: 1, paper: { title: "Made up", doi: "10.0/0" }, tolerances: [], facts, splits, claims };
}

/** A fact of the made-up corpus. */
export function fact(measure: Fact["measure"], value: number, more: Partial<Fact> = {}): Fact {
  const id = JSON.stringify([measure, more]);
  return { id, about: "made-up", measure, value, unit: "count", source: "Its makers 2020", ...more };
}

/** Exact scores of a confusion matrix of counts, rows true; 0 / 0 is 0. */
export function scoresOf(matrix: readonly (readonly number[])[]) {
  const all = matrix.flat().reduce((a, b) => a + b, 0);
  const share = (n: number, d: number): Ratio => (d === 0 ? ratio(0, 1) : ratio(n, d));
  const classes = matrix.map((row, i) => {
    const support = row.reduce((a, b) => a + b, 0);
    const predicted = matrix.reduce((total, other) => total + other[i]!, 0);
    return {
      weight: ratio(support, all),
      precision: share(row[i]!, predicted),
      recall: share(row[i]!, support),
      f1: share(2 * row[i]!, support + predicted),
    };
  });
  const right = matrix.reduce((total, row, i) => total + row[i]!, 0);
  const average = (score: "precision" | "recall" | "f1") => ({
    weighted: sum(classes.map((c) => times(c.weight, c[score]))),
    macro: times(sum(classes.map((c) => c[score])), ratio(1, classes.length)),
  });
  return {
    classes,
    accuracy: ratio(right, all),
    averages: { precision: average("precision"), recall: average("recall"), f1: average("f1") },
  };
}

const SCORES = ["precision", "recall", "f1"] as const;

/** Where and how a made-up paper prints. */
interface Style {
  readonly rounding: Rounding;
  /** Decimals of shares in tables, of percents in tables and of percents in the text. */
  readonly decimals: readonly [table: number, percent: number, text: number];
}

/** Classes of the made-up corpus, by number. */
export const className = (i: number): string => `class-${i}`;

/** Table 2: scores by class with averages and accuracy. */
export function scoreTable(
  matrix: readonly (readonly number[])[],
  variant: string,
  { rounding, decimals: [places] }: Style,
): Claim[] {
  const { classes, averages, accuracy } = scoresOf(matrix);
  const base = { corpus: "made-up", network: "dscnn", variant, table: 2 };
  const cell = (row: string, quantity: ClaimQuantity, value: Ratio) =>
    claim(
      { table: 2, row, column: `${variant}: ${quantity.measure}` },
      quantity,
      round(value, places, rounding),
      "share",
    );
  return [
    ...classes.flatMap((c, i) =>
      SCORES.map((measure) => cell(className(i), { ...base, measure, of: className(i) }, c[measure]))
    ),
    ...(["weighted", "macro"] as const).flatMap((average) =>
      SCORES.map((measure) => cell(average, { ...base, measure, average }, averages[measure][average]))
    ),
    cell("accuracy", { ...base, measure: "accuracy" }, accuracy),
  ];
}

/** Table 3 and its text: confusion matrix of row shares, overall accuracy, mean recall, recalls in words. */
export function matrixTable(
  matrix: readonly (readonly number[])[],
  variant: string,
  { rounding, decimals: [places, percents, inText] }: Style,
): Claim[] {
  const { averages, accuracy, classes } = scoresOf(matrix);
  const base = { corpus: "made-up", network: "dscnn", variant, table: 3 };
  const hundred = (value: Ratio) => times(value, ratio(100, 1));
  return [
    ...matrix.flatMap((row, i) => {
      const support = row.reduce((a, b) => a + b, 0);
      return row.map((count, j) =>
        claim(
          { table: 3, row: className(i), column: className(j) },
          { ...base, measure: "confusion", of: className(i), predicted: className(j) },
          round(ratio(count, support), places, rounding),
          "share",
        )
      );
    }),
    claim(
      { table: 3, row: "accuracy", column: "all" },
      { ...base, measure: "accuracy" },
      round(hundred(accuracy), percents, rounding),
      "percent",
    ),
    claim(
      "Results",
      { ...base, measure: "unweightedAccuracy" },
      round(hundred(averages.recall.macro), percents, rounding),
      "percent",
    ),
    ...classes.map((c, i) =>
      claim(
        "Results",
        { ...base, measure: "recall", of: className(i) },
        round(hundred(c.recall), inText, rounding),
        "percent",
      )
    ),
  ];
}

/** Table 1: accuracy, mean recall and an F1 whose average is not said, one row per input. */
export function inputTable(
  matrix: readonly (readonly number[])[],
  variant: string,
  { rounding, decimals: [, percents] }: Style,
): Claim[] {
  const { averages, accuracy } = scoresOf(matrix);
  const base = { corpus: "made-up", network: "dscnn", variant, table: 1 };
  const values = { accuracy, unweightedAccuracy: averages.recall.macro, f1: averages.f1.weighted };
  return (["accuracy", "unweightedAccuracy", "f1"] as const).map((measure) =>
    claim(
      { table: 1, row: variant, column: measure },
      { ...base, measure },
      round(times(values[measure], ratio(100, 1)), percents, rounding),
      "percent",
    )
  );
}

/** Table 4 and its text: cited accuracies beside the own one, repeated in words, and the improvement. */
export function comparison(
  accuracy: Ratio,
  cited: Ratio,
  { rounding, decimals: [, percents, inText] }: Style,
): Claim[] {
  const printed = (value: Ratio, places: number) => round(times(value, ratio(100, 1)), places, rounding);
  const own = { measure: "accuracy", corpus: "made-up", network: "dscnn", variant: "clean" } as const;
  const other = { measure: "accuracy", corpus: "made-up", network: "other-2019" } as const;
  const test = { kind: "none", verdict: "cited", why: "another author's" } as const;
  const cell = (row: string): Place => ({ table: 4, row, column: "accuracy" });
  const [a, b] = [times(accuracy, [cited[1], cited[1]]), times(cited, [accuracy[1], accuracy[1]])];
  const difference: Ratio = [a[0] > b[0] ? a[0] - b[0] : b[0] - a[0], a[1]];
  return [
    claim(cell("other"), { ...other, table: 4 }, printed(cited, percents), "percent", { test }),
    claim(cell("own"), { ...own, table: 4 }, printed(accuracy, percents), "percent"),
    claim("Discussion", other, printed(cited, inText), "percent", { test }),
    claim("Abstract", own, printed(difference, percents), "percentage-points", { kind: "difference" }),
  ];
}

/** The described network: image, classes, and its size in 10^6 bytes. */
export function network(bytes: number, classes: number, rounding: Rounding): Claim[] {
  return [
    claim("Method", { measure: "setting", of: "spectrogram.size" }, "128", "pixels", { kind: "property" }),
    claim("Data", { measure: "classes", corpus: "made-up" }, String(classes), "count", { kind: "property" }),
    claim(
      { table: 5, row: "own", column: "size" },
      { measure: "size", network: "dscnn", table: 5 },
      round(ratio(bytes, 1_000_000), 2, rounding),
      "megabytes",
      { kind: "property" },
    ),
  ];
}

/** A random consistent paper. `bytes` is the size of the network with so many classes. */
export function consistentPaper(
  seed: number,
  rounding: Rounding,
  bytes: (classes: number) => number,
): ClaimsFile {
  const random = randomFor(seed, "made-up paper");
  const count = 2 + random.integer(7);
  const supports = Array.from({ length: count }, () => 4 + random.integer(60));
  const matrix = () =>
    supports.map((support, i) => {
      const row = supports.map(() => 0);
      const skill = random.uniform();
      for (let n = 0; n < support; n++) row[random.uniform() < skill ? i : random.integer(count)]!++;
      return row;
    });
  const [raw, clean] = [matrix(), matrix()];
  const style: Style = {
    rounding,
    decimals: [2 + random.integer(2), random.integer(3), random.integer(2)],
  };
  const all = supports.reduce((a, b) => a + b, 0);
  const facts = [
    fact("clips", all),
    fact("classes", count),
    ...supports.map((value, i) => fact("clips", value, { of: className(i) })),
  ];
  const splits: StatedSplit[] = [{
    id: "folds",
    place: { section: "Method" },
    trainShare: 0.8,
    testShare: 0.2,
    folds: 5,
    meaning: "five folds, scores of all clips together",
  }];
  const better = (measure: "accuracy" | "unweightedAccuracy", variant: string, other: string) =>
    ordering({ measure, corpus: "made-up", network: "dscnn", variant }, { variant: other });
  const greater = ([a, b]: Ratio, [c, d]: Ratio) => a * d > c * b;
  const [before, after] = [scoresOf(raw), scoresOf(clean)];
  return paperOf(
    [
      claim("Data", { measure: "clips", corpus: "made-up" }, String(all), "count", { kind: "property" }),
      ...inputTable(raw, "raw", style),
      ...inputTable(clean, "clean", style),
      ...scoreTable(raw, "raw", style),
      ...scoreTable(clean, "clean", style),
      ...matrixTable(clean, "clean", style),
      ...comparison(after.accuracy, ratio(random.integer(1000), 1000), style),
      ...network(bytes(count), count, rounding),
      greater(before.accuracy, after.accuracy)
        ? better("accuracy", "raw", "clean")
        : better("accuracy", "clean", "raw"),
      greater(before.averages.recall.macro, after.averages.recall.macro)
        ? better("unweightedAccuracy", "raw", "clean")
        : better("unweightedAccuracy", "clean", "raw"),
    ],
    facts,
    splits,
  );
}
