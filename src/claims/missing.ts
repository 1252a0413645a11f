import type { Settings } from "../manifest/settings.ts";
import type { RunsOf } from "./claim.ts";
import type { Eligible, Evidence } from "./evidence.ts";
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
  const all = lacking.flatMap(({ variant }) => needsOf(variant!.runs[0]!.settings));
  const needs = [...new Map(all.map((need) => [need.name, need])).values()]
    .filter(({ name }) => !isMet(evidence, name));
  const only = lacking.map(({ runs }) => `'${runs.experiment}/${runs.variant}/**'`).join(" ");
  const options = [...new Set(needs.map(({ option }) => option))].join("");
  return {
    what: needs.length === 0 ? "runs" : needs.some(({ what }) => what === "data") ? "data" : "weights",
    name: needs.length === 0 ? runsText(evidence, lacking) : needs.map(({ name }) => name).join(", "),
    commands: [
      ...new Set(needs.map(({ obtain }) => obtain)),
      `deno task replicate ${evidence.manifests}${options} --only ${only}`,
    ],
  };
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
