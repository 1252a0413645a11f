import { UserError } from "../base/errors.ts";
import { type DecimalSign, shownSign } from "../base/printed_number.ts";
import { parseJson } from "../base/json.ts";
import { problemLines } from "../base/problems.ts";
import type { Claim } from "./claim.ts";
import type { ClaimsFile } from "./claims_file.ts";
import { printedNumber } from "./printed.ts";
import { claimsFileSchema } from "./schema.ts";

/**
 * A claims file, checked: unknown keys fail, no id is used twice, every value is the printed number, orderings
 * have none, every fact that a test names exists in the claim's unit, and every claim of a main point exists.
 *
 * @param text The file's text.
 * @param name What the message calls it, such as the file's path.
 * @throws {UserError} With every problem and its path, in one line.
 */
export function parseClaims(text: string, name: string): ClaimsFile {
  const parsed = claimsFileSchema.safeParse(parseJson(text, name));
  if (!parsed.success) {
    throw problemsIn(name, problemLines(parsed.error, { whole: "the file", key: "key" }));
  }
  const { $schema: _, ...file } = parsed.data;
  const facts = new Map(file.facts.map((fact) => [fact.id, fact]));
  const sign = file.paper.decimalSign ?? shownSign(file.claims.map(({ printed }) => printed));
  const problems = [
    ...(sign === null ? ["paper.decimalSign: must be said, as both . and , stand before decimals"] : []),
    ...(["facts", "splits", "claims"] as const).flatMap((key) => repeatedIds(file[key], key)),
    ...file.splits.flatMap(({ folds, foldSizes }, i) =>
      foldSizes === undefined || foldSizes.length === folds
        ? []
        : [`splits[${i}].foldSizes: must be one number per fold`]
    ),
    ...mainProblems(file),
    ...file.claims.flatMap((claim, i) => claimProblems(claim, facts, sign ?? ".", `claims[${i}]`)),
  ];
  if (problems.length > 0) throw problemsIn(name, problems);
  return file;
}

/** Problems that a message names. */
const NAMED = 20;

function problemsIn(name: string, problems: readonly string[]): UserError {
  const all = [...new Set(problems)];
  const more = all.length > NAMED ? `; and ${all.length - NAMED} more` : "";
  return new UserError(`Cannot read ${name}: ${all.slice(0, NAMED).join("; ")}${more}`);
}

function repeatedIds(entries: readonly { readonly id: string }[], path: string): string[] {
  const first = new Map<string, number>();
  return entries.flatMap(({ id }, i) => {
    const other = first.get(id);
    if (other !== undefined) return [`${path}[${i}].id: "${id}" is the id of ${path}[${other}] too`];
    first.set(id, i);
    return [];
  });
}

function mainProblems({ main = [], claims }: ClaimsFile): string[] {
  const known = new Set(claims.map(({ id }) => id));
  return main.flatMap(({ claims }, i) =>
    claims.flatMap((id, j) => known.has(id) ? [] : [`main[${i}].claims[${j}]: there is no claim "${id}"`])
  );
}

type FactsById = ReadonlyMap<string, ClaimsFile["facts"][number]>;

function claimProblems(claim: Claim, facts: FactsById, sign: DecimalSign, path: string): string[] {
  return [...valueProblems(claim, sign, path), ...testProblems(claim, facts, path)];
}

function valueProblems(claim: Claim, sign: DecimalSign, path: string): string[] {
  const { value, decimals, unit } = claim;
  const isOrdering = claim.kind === "ordering";
  const missing = Object.entries({ value, decimals, unit }).filter(([, v]) => (v === null) !== isOrdering);
  if (missing.length > 0) {
    return missing.map(([key]) =>
      `${path}.${key}: must ${isOrdering ? "be null for an ordering" : "not be null but for an ordering"}`
    );
  }
  if (isOrdering) return [];
  const printed = printedNumber(claim.printed, sign);
  if (printed === null) return [`${path}.printed: must hold a number, its decimals behind "${sign}"`];
  return [
    ...(printed.value === value ? [] : [`${path}.value: must be ${printed.value}, as printed`]),
    ...(printed.decimals === decimals ? [] : [`${path}.decimals: must be ${printed.decimals}, as printed`]),
  ];
}

/** Measures of a record that are shares of 1. */
const SHARES = new Set(
  ["accuracy", "unweightedAccuracy", "trainingAccuracy", "precision", "recall", "f1", "confusion"],
);

function testProblems({ kind, test, unit }: Claim, facts: FactsById, path: string): string[] {
  const compares = test.kind === "ordering" || test.kind === "property-ordering";
  if (test.kind !== "none" && compares !== (kind === "ordering")) {
    return [
      `${path}.test.kind: must ${
        compares ? "not be an ordering as the claim is none" : "be an ordering as the claim is one"
      }`,
    ];
  }
  if (test.kind === "fact") {
    const fact = facts.get(test.fact);
    if (fact === undefined) return [`${path}.test.fact: there is no fact "${test.fact}"`];
    return fact.unit === unit ? [] : [`${path}.unit: must be ${fact.unit}, that of the fact "${fact.id}"`];
  }
  if (test.kind === "none" || test.kind === "property" || test.kind === "property-ordering") return [];
  if (test.quantity.measure === undefined) return [`${path}.test.quantity.measure: must be a measure`];
  if (test.kind === "ordering" || !SHARES.has(test.quantity.measure)) return [];
  const isShare = unit === "percent" || unit === "share" || unit === "percentage-points";
  return isShare ? [] : [`${path}.unit: must be a share or percent for ${test.quantity.measure}`];
}
