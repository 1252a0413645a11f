import { comparedCost } from "../model/described.ts";
import type { Claim, RunsOf, Test } from "./claim.ts";
import { blank } from "./draft.ts";
import type { Evidence } from "./evidence.ts";
import type { JudgedUnit, Judgement } from "./judgement.ts";
import { factor, paperValue } from "./units.ts";
import { numberText } from "./wording.ts";

type Property = Extract<Test, { readonly kind: "property" }>["property"];

const NAMES: Readonly<Record<Property, string>> = {
  weightBytes: "weights as float32",
  fileBytes: "a saved weight file",
  parameters: "parameters",
};

/** Judges a number that follows from the layers alone; a megabyte may be 10^6 bytes or 2^20. */
export function judgeProperty(
  claim: Claim,
  test: Extract<Test, { readonly kind: "property" }>,
  evidence: Evidence,
): Judgement {
  const unit = unitOf(test.property);
  const found = propertyOf(evidence, test.runs, test.property);
  if (found === null) return noManifest(claim, [test.runs]);
  const value = paperValue(claim, unit);
  const tolerance = test.tolerance * factor(claim.unit!, unit);
  // Binary prefixes: the same printed number stands for more bytes.
  const scales = claim.unit === "megabytes" ? [1, 2 ** 20 / 1e6] : [1];
  const inside = scales.some((scale) => Math.abs(found / scale - value) <= tolerance);
  const readings = unit === "bytes"
    ? `${numberText(found, unit)} (${(found / 2 ** 20).toPrecision(3)} MiB)`
    : numberText(found, unit);
  return {
    ...blank(claim),
    verdict: inside ? "reproduced" : "contradicted",
    why: `The network of ${test.runs.experiment}, ${test.runs.variant}, has ${readings} of ${
      NAMES[test.property]
    }; the paper says ${numberText(value, unit)}.`,
    unit,
    value,
    tolerance,
    measured: exactly(found),
  };
}

/** Judges which of two networks has more of something; equal ones contradict. */
export function judgePropertyOrdering(
  claim: Claim,
  test: Extract<Test, { readonly kind: "property-ordering" }>,
  evidence: Evidence,
): Judgement {
  const unit = unitOf(test.property);
  const sides = [test.better, test.worse].map((runs) => propertyOf(evidence, runs, test.property));
  const [better, worse] = sides;
  if (better === null || worse === null || better === undefined || worse === undefined) {
    return noManifest(claim, [test.better, test.worse].filter((_, i) => sides[i] === null));
  }
  const difference = test.sign * (better - worse);
  return {
    ...blank(claim),
    verdict: difference > 0 ? "reproduced" : "contradicted",
    why: `${numberText(better, unit)} of ${
      NAMES[test.property]
    } (${test.better.experiment}, ${test.better.variant}) against ${
      numberText(worse, unit)
    } (${test.worse.experiment}, ${test.worse.variant}).`,
    unit,
    measured: exactly(difference),
  };
}

/** A property of the network of a variant, or `null` if no manifest declares the variant. */
export function propertyOf(evidence: Evidence, { experiment, variant }: RunsOf, property: Property) {
  const run = evidence.experiments.find(({ id }) => id === experiment)
    ?.variants.find(({ label }) => label === variant)?.runs[0];
  if (run === undefined) return null;
  // A run knows the classes of a cross-corpus test; without one they are those of the corpus trained on.
  const classes = evidence.records.get(run.id)?.data.classes.length;
  return comparedCost(run.settings, classes)[property];
}

/** A number that no run is needed for. */
export function exactly(mean: number): Judgement["measured"] {
  return { n: 0, mean, deviation: null, interval: null };
}

function unitOf(property: Property): JudgedUnit {
  return property === "parameters" ? "count" : "bytes";
}

function noManifest(claim: Claim, runs: readonly RunsOf[]): Judgement {
  const name = runs.map(({ experiment, variant }) => `${experiment}, ${variant}`).join("; ");
  const why = `No manifest declares ${name}.`;
  return { ...blank(claim), verdict: "not run", why, missing: { what: "manifest", name, commands: [] } };
}
