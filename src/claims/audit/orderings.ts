import type { Claim, ClaimMeasure, ClaimQuantity } from "../claim.ts";
import { placeText } from "../wording.ts";
import { compare } from "./fraction.ts";
import type { Fault, Rule } from "./finding.ts";
import { numbersFor } from "./index_by.ts";
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
    const lookUp = numbersFor(numbers, cellOf);
    const known = new Map<string, Pair[]>(); // the paper says many a thing twice
    const turned = against.flatMap((claim) => {
      const key = JSON.stringify([claim.quantity, claim.against, signFor(claim)]);
      const own = known.get(key) ?? pairs(claim, lookUp);
      known.set(key, own);
      return own.map((pair) => ({ claim, ...pair }));
    });
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

interface Pair {
  readonly better: NumberClaim;
  readonly worse: NumberClaim;
}

/** Pairs of cells that the statement is about and that stand the other way round. */
function pairs(claim: Claim, lookUp: ReturnType<typeof numbersFor>): Pair[] {
  const sign = signFor(claim);
  const other = otherSide(claim);
  const varied = Object.keys(claim.against ?? {});
  const keyOf = ({ quantity, unit }: NumberClaim) => `${unit} ${sharedKey(quantity, varied)}`;
  const fitting = (pattern: ClaimQuantity) => lookUp(pattern).filter((n) => fits(n, pattern));
  const others = Map.groupBy(fitting(other), keyOf);
  return fitting(claim.quantity).flatMap((better) =>
    (others.get(keyOf(better)) ?? []).filter((worse) => {
      const [a, b] = [printedOf(better), printedOf(worse)];
      return sign === 1 ? compare(a.high, b.low) < 0 : compare(b.high, a.low) < 0;
    }).map((worse) => ({ better, worse }))
  );
}

function signFor({ test, quantity }: Claim): 1 | -1 {
  return test.kind === "ordering" || test.kind === "property-ordering" ? test.sign : signOf(quantity.measure);
}

function signOf(measure: ClaimMeasure): 1 | -1 {
  return ["size", "trainingTime", "trainingLoss", "validationLoss"].includes(measure) ? -1 : 1;
}

/** Whether a cell has every coordinate that the statement names. */
function fits(number: NumberClaim, pattern: ClaimQuantity): boolean {
  return number.quantity.average === pattern.average && fitsPattern(cellOf(number), pattern);
}

/** What a cell gives; a diagonal cell is a recall. */
function cellOf({ quantity: q }: NumberClaim): ClaimQuantity {
  return q.measure === "confusion" && q.of === q.predicted ? { ...q, measure: "recall" } : q;
}

/** Equal for two cells of one table that differ in nothing but the named coordinates. */
function sharedKey(q: ClaimQuantity, varied: readonly string[]): string {
  const keys = ["corpus", "trainedOn", "variant", "network", "downsampling", "average", "table"] as const;
  const more = varied.includes("network") ? ["variant"] : []; // another author's input has no name here
  return JSON.stringify(
    keys.filter((key) => !varied.includes(key) && !more.includes(key)).map((key) => q[key] ?? null),
  );
}
