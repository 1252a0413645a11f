import type { Variant } from "../manifest/experiment.ts";
import type { Settings } from "../manifest/settings.ts";
import type { RunsOf } from "./claim.ts";
import { type Eligible, type Evidence, variantOf } from "./evidence.ts";
import type { Missing } from "./judgement.ts";

/** What a run needs besides the program, and how one comes by it. */
interface Need {
  readonly name: string;
  readonly what: "data" | "weights";
  /** A command that brings it, or lists who has it. */
  readonly obtain: string;
  /** What the runs are told then, with a blank before it. */
  readonly option: string;
}

/**
 * What is missing for all planned runs of some variants, or `null` if they are all there. Data and weights count
 * as missing where no record of the suite has used them.
 */
export function missingOf(
  evidence: Evidence,
  sides: readonly (Eligible & { readonly runs: RunsOf })[],
): Missing | null {
  const unknown = sides.find(({ variant }) => variant === null);
  if (unknown !== undefined) {
    return { what: "manifest", name: `${unknown.runs.experiment}, ${unknown.runs.variant}`, commands: [] };
  }
  const lacking = sides.filter(({ variant }) => left(evidence, variant!.runs).length > 0);
  if (lacking.length === 0) return null;
  const needs = unmet(evidence, lacking.map(({ variant }) => variant!));
  return {
    what: whatOf(needs) ?? "runs",
    name: needs.length === 0 ? runsText(evidence, lacking) : needs.map(({ name }) => name).join(", "),
    commands: commandsFor(evidence, "replicate", lacking.map(({ runs }) => runs), needs),
  };
}

/** What a timing of some variants needs, side by side on a quiet machine. */
export function missingTimes(evidence: Evidence, sides: readonly RunsOf[]): Missing {
  const variants = sides.map((side) => variantOf(evidence, side));
  const unknown = sides.find((_, i) => variants[i] === null);
  if (unknown !== undefined) {
    return { what: "manifest", name: `${unknown.experiment}, ${unknown.variant}`, commands: [] };
  }
  const needs = unmet(evidence, variants.flatMap((variant) => variant ?? []));
  const timed = sides.map(({ experiment, variant }) => `${experiment}, ${variant}`).join(" and ");
  return {
    what: whatOf(needs) ?? "runs",
    name: [...needs.map(({ name }) => name), `a timing of ${timed}`].join(", "),
    commands: commandsFor(evidence, "bench times", sides, needs),
  };
}

/** What the runs of some variants need and no record of the suite has used. */
function unmet(evidence: Evidence, variants: readonly Variant[]): Need[] {
  const all = variants.flatMap(({ runs }) => needsOf(runs[0]!.settings));
  return [...new Map(all.map((need) => [need.name, need])).values()].filter(({ name }) =>
    !isMet(evidence, name)
  );
}

function whatOf(needs: readonly Need[]): Need["what"] | null {
  return needs.length === 0 ? null : needs.some(({ what }) => what === "data") ? "data" : "weights";
}

/** Brings what is needed, then runs or times these variants. */
function commandsFor(
  { manifests }: Evidence,
  verb: "replicate" | "bench times",
  sides: readonly RunsOf[],
  needs: readonly Need[],
): string[] {
  const only = sides.map(({ experiment, variant }) => `'${experiment}/${variant}/**'`).join(" ");
  const options = [...new Set(needs.map(({ option }) => option))].join("");
  return [
    ...new Set(needs.map(({ obtain }) => obtain)),
    `deno task ${verb} ${manifests}${options} --only ${only}`,
  ];
}

function left(evidence: Evidence, runs: readonly { readonly id: string }[]) {
  return runs.filter(({ id }) => !evidence.records.has(id));
}

function runsText(evidence: Evidence, sides: readonly (Eligible & { readonly runs: RunsOf })[]): string {
  return sides.map(({ variant, runs }) =>
    `${left(evidence, variant!.runs).length} of ${
      variant!.runs.length
    } runs of ${runs.experiment}, ${runs.variant}`
  ).join("; ");
}

/** Corpora, and weights that are not drawn at random. */
function needsOf({ corpus, protocol, model }: Settings): Need[] {
  const corpora = protocol.name === "cross-corpus" ? [corpus.name, protocol.test.name] : [corpus.name];
  const data = corpora.map((name): Need =>
    name === "ravdess"
      ? { name, what: "data", obtain: `deno task data fetch ${name}`, option: "" }
      : { name, what: "data", obtain: "deno task data list", option: ` --data ${name}=DIR` }
  );
  if (model.name === "dscnn" || model.weights === "random") return data;
  const weights = { name: `${model.name} weights (${model.weights})`, what: "weights" } as const;
  return model.weights === "imagenet"
    ? [...data, { ...weights, obtain: `deno task data fetch ${model.name}`, option: "" }]
    : [...data, { ...weights, obtain: "deno task data list", option: " --weights DIR" }];
}

/** Whether a record of the suite has used it. */
function isMet({ records }: Evidence, name: string): boolean {
  return [...records.values()].some(({ settings }) => needsOf(settings).some((need) => need.name === name));
}
