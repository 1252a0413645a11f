import type { Variant } from "../../manifest/experiment.ts";
import type { Settings } from "../../manifest/settings.ts";
import { distinct } from "../numbers.ts";
import { corpusText, networkText, protocolText } from "../wording.ts";
import { type Html, html } from "./html.ts";

/** What runs can be filtered by. */
export const FACETS = ["corpus", "protocol", "input", "model"] as const;

/** One of `FACETS`. */
export type Facet = typeof FACETS[number];

/** What a run is filtered by, in words. */
export type Facets = Readonly<Record<Facet, string>>;

/** Corpus (of a cross-corpus run both), protocol, raw or clean, and network of settings. */
export function facetsOf({ corpus, protocol, signal, model }: Settings): Facets {
  const trained = corpusText(corpus.name);
  return {
    corpus: protocol.name === "cross-corpus" ? `${trained} to ${corpusText(protocol.test.name)}` : trained,
    protocol: protocolText(protocol),
    input: signal.silence === null ? "raw" : "clean",
    model: networkText(model),
  };
}

/** The settings that all runs of a variant have, but for fold and seed. */
export function variantFacets(variant: Variant): Facets {
  return facetsOf(variant.runs[0]!.settings);
}

/** Attributes that the filters look at; an element that stands for several has the values of all of them. */
export function facetAttributes(all: readonly Facets[]): Html[] {
  return FACETS.map((name) =>
    html`
      data-${name}="${JSON.stringify(distinct(all.map((facets) => facets[name])))}"
    `
  );
}
