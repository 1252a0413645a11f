import type { Fact } from "../claims_file.ts";
import { numberText } from "../wording.ts";
import { fromNumber } from "./fraction.ts";
import type { Fault, Rule } from "./finding.ts";
import { holds, showInterval } from "./interval.ts";
import { isNumber, type NumberClaim, printedOf } from "./quantities.ts";

/** A number about a corpus or a device that its publisher states otherwise. */
export const publishedFact: Rule = {
  name: "published-fact",
  title: "A fact about a corpus or a device is not its publisher's",
  explanation:
    "The number is set beside every part of the corpus that its publisher counts; none lies within its " +
    "rounding.",
  source: null,
  check: ({ claims, facts }) =>
    claims.filter(isNumber).flatMap((claim) => faultOf(claim, factsFor(claim, facts))),
};

/** Facts about the same thing in the same unit. */
function factsFor(claim: NumberClaim, facts: readonly Fact[]): Fact[] {
  const { measure, corpus, of } = claim.quantity;
  const named = claim.test.kind === "fact" ? claim.test.fact : null;
  return facts.filter((fact) =>
    fact.unit === claim.unit &&
    (fact.id === named || (fact.about === corpus && fact.measure === measure && fact.of === of))
  );
}

function faultOf(claim: NumberClaim, facts: readonly Fact[]): Fault[] {
  const printed = printedOf(claim);
  const scale = claim.unit === "percent" ? 0.01 : 1;
  if (facts.length === 0 || facts.some(({ value }) => holds(printed, fromNumber(value * scale)))) return [];
  const values = facts.map(({ value, unit, part }) =>
    `${numberText(value, unit)}${part === undefined ? "" : ` (${part})`}`
  );
  const sources = [...new Set(facts.map(({ source }) => source))];
  return [{
    severity: "inconsistent",
    claims: [claim],
    arithmetic: `stated ${claim.printed} (${showInterval(printed)}); published ${values.join(", ")}: ${
      sources.join("; ")
    }.`,
  }];
}
