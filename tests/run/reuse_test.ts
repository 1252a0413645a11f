import { deepStrictEqual as assertEquals } from "node:assert/strict";
import type { OpenedCorpora } from "../../src/run/corpora.ts";
import { reusable } from "../../src/run/reuse.ts";
import { madeUpExperiment, madeUpRecord, ravdess } from "../report/made_up.ts";
import type { EngineChoice } from "../../src/run/engine.ts";

const { variants } = madeUpExperiment({
  id: "reuse",
  title: "Reuse",
  suite: "suite",
  corpus: ravdess,
  protocol: { name: "utterance-k-fold", folds: 5 },
  variants: ["raw"],
  runs: 1,
});
const made = madeUpRecord(variants[0]!.runs[0]!, "suite", 0.9);
const corpora = {
  corpus: { name: made.data.corpus, hash: made.data.corpusHash },
  testCorpus: null,
} as OpenedCorpora;

/** Why a record of an engine and its version is not taken for a run by an engine. */
function why(engineVersion: number | undefined, engine: EngineChoice, by = "compiled"): string | null {
  const environment = {
    ...made.environment,
    backend: "wasm",
    engine: by,
    ...(engineVersion === undefined ? {} : { engineVersion }),
  };
  return reusable({ ...made, environment }, corpora, null, { backend: "wasm", engine });
}

Deno.test("a record stands for a run of the same version of the engine alone", () => {
  assertEquals(why(2, "auto"), null);
  assertEquals(why(undefined, "direct", "direct"), null);
  assertEquals(why(undefined, "direct"), "its record was made with compiled, not with direct");
  assertEquals(why(undefined, "auto"), "its record was made with compiled, not with compiled 2");
  assertEquals(why(2, "direct"), "its record was made with compiled 2, not with direct");
  assertEquals(why(3, "compiled"), "its record was made with compiled 3, not with compiled 2");
});
