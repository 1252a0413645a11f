import type { Claim, ClaimMeasure, ClaimQuantity } from "../claim.ts";
import { placeText } from "../wording.ts";
import { compare } from "./fraction.ts";
import type { Fault, Rule } from "./finding.ts";
import {
  fitsPattern,
  isImpossible,
  isNumber,
  isShare,
  type NumberClaim,
  otherSide,
  printedOf,
  printedText,
} from "./quantities.ts";

/** A comparison in words that the paper's own tables turn round. */
export const ordering: Rule = {
  name: "ordering",
  title: "A comparison in words is the other way round in a table",
  explanation:
    "Two cells of one table that differ only in what is compared stand in the opposite order, whatever their " +
    "rounding.",
  source: null,
  check: ({ claims }) => {
    const numbers = claims.filter(isNumber).filter((c) =>
      "table" in c.place && !(isShare(c) && isImpossible(c))
    );
    const against = claims.filter((c) => c.kind === "ordering" && c.against !== undefined);
    const turned = against.flatMap((claim) => pairs(claim, numbers).map((pair) => ({ claim, ...pair })));
    return [...Map.groupBy(turned, ({ better, worse }) => `${better.id} ${worse.id}`).values()].map(
      (same): Fault => {
        const { better, worse } = same[0]!;
        const statements = [...new Set(same.map(({ claim }) => `"${claim.printed}"`))];
        return {
          severity: "inconsistent",
          claims: [...same.map(({ claim }) => claim), better, worse],
          arithmetic: `${statements.join(", ")}, but ${printedText(better)} (${
            placeText(better.place)
          }) against ${printedText(worse)} (${placeText(worse.place)}).`,
        };
      },
    );
  },
};

/** Pairs of cells that the statement is about and that stand the other way round. */
function pairs(claim: Claim, numbers: readonly NumberClaim[]): { better: NumberClaim; worse: NumberClaim }[] {
  const sign = claim.test.kind === "ordering" || claim.test.kind === "property-ordering"
    ? claim.test.sign
    : signOf(claim.quantity.measure);
  const other = otherSide(claim);
  const varied = Object.keys(claim.against ?? {});
  return numbers.filter((n) => fits(n.quantity, claim.quantity)).flatMap((better) =>
    numbers.filter((worse) =>
      fits(worse.quantity, other) && worse.unit === better.unit &&
      sameBut(better.quantity, worse.quantity, varied)
    ).filter((worse) => {
      const [a, b] = [printedOf(better), printedOf(worse)];
      return sign === 1 ? compare(a.high, b.low) < 0 : compare(b.high, a.low) < 0;
    }).map((worse) => ({ better, worse }))
  );
}

function signOf(measure: ClaimMeasure): 1 | -1 {
  return ["size", "trainingTime", "trainingLoss", "validationLoss"].includes(measure) ? -1 : 1;
}

/** Whether a cell has every coordinate that the statement names; a diagonal cell is a recall. */
function fits(q: ClaimQuantity, pattern: ClaimQuantity): boolean {
  const cell: ClaimQuantity = q.measure === "confusion" && q.of === q.predicted
    ? { ...q, measure: "recall" }
    : q;
  return q.average === pattern.average && fitsPattern(cell, pattern);
}

/** Whether two cells of one table differ in nothing but the named coordinates. */
function sameBut(a: ClaimQuantity, b: ClaimQuantity, varied: readonly string[]): boolean {
  const keys = ["corpus", "trainedOn", "variant", "network", "downsampling", "average", "table"] as const;
  const more = varied.includes("network") ? ["variant"] : []; // another author's input has no name here
  return keys.every((key) => varied.includes(key) || more.includes(key) || a[key] === b[key]);
}
