import { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
import { Ajv2020 } from "ajv/dist/2020.js";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Claim, ClaimQuantity, RunsOf, Test } from "../../src/claims/claim.ts";
import { claimsJsonSchema, claimsSchemaText } from "../../src/claims/json_schema.ts";
import { parseClaims } from "../../src/claims/parse.ts";
import { iemocapClasses } from "../../src/corpus/iemocap.ts";
import { ravdessSpeechClasses } from "../../src/corpus/ravdess_name.ts";
import { expandManifest } from "../../src/manifest/expand.ts";
import { type LoadedManifest, loadManifest } from "../../src/manifest/load.ts";

const root = fileURLToPath(new URL("../../experiments/", import.meta.url));
const path = join(root, "deepika2025/claims.json");
const text = await Deno.readTextFile(path);
const file = parseClaims(text, "claims.json");
const { claims, facts } = file;
const manifests = await loadManifests();

async function loadManifests(): Promise<Map<string, LoadedManifest>> {
  const found = new Map<string, LoadedManifest>();
  for await (const { name } of Deno.readDir(join(root, "deepika2025"))) {
    if (!name.endsWith(".manifest.json")) continue;
    const loaded = await loadManifest(join(root, "deepika2025", name));
    found.set(loaded.manifest.id, loaded);
  }
  return found;
}

const variants = new Map(
  [...manifests].map(([id, { manifest, suite }]) => [id, expandManifest(manifest, suite).variants] as const),
);

/** Runs that a claim names. */
function runsIn(test: Test): RunsOf[] {
  switch (test.kind) {
    case "value":
    case "property":
      return [test.runs];
    case "ordering":
    case "property-ordering":
      return [test.better, test.worse];
    case "difference":
      return [test.minuend, test.subtrahend];
    default:
      return [];
  }
}

Deno.test("the committed JSON Schema is the one that the program makes", async () => {
  assertEquals(await Deno.readTextFile(join(root, "schema/claims.schema.json")), claimsSchemaText());
});

const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(claimsJsonSchema());

Deno.test("the committed claims are valid by the JSON Schema and name it", () => {
  const value: { $schema: string } = JSON.parse(text);
  assert(validate(value), JSON.stringify(validate.errors));
  assertEquals(join(path, "..", value.$schema), join(root, "schema/claims.schema.json"));
  assert(!validate({ ...value, extra: 1 }));
  assert(!validate({ ...value, claims: [{ ...claims[0], kind: "guess" }] }));
});

Deno.test("every claim's experiment and variant exist", () => {
  const missing = claims.flatMap(({ test, beside }) => [...runsIn(test), ...(beside ? [beside] : [])])
    .filter(({ experiment, variant }) => !variants.get(experiment)?.some(({ label }) => label === variant))
    .map(({ experiment, variant }) => `${experiment}: ${variant}`);
  assertEquals([...new Set(missing)], []);
});

Deno.test("every claim is tested on the corpora that it is of", () => {
  for (const { id, test, quantity } of claims) {
    if (test.kind !== "value" && test.kind !== "ordering" && test.kind !== "difference") continue;
    assertEquals(test.corpus, quantity.corpus, id);
    for (const { experiment } of runsIn(test)) {
      const manifest = manifests.get(experiment)?.manifest;
      if (manifest === undefined) continue;
      assertEquals(manifest.corpus.name, quantity.trainedOn ?? quantity.corpus, id);
      const { protocol, corpus } = manifest;
      assertEquals(protocol.name === "cross-corpus" ? protocol.test.name : corpus.name, test.corpus, id);
    }
  }
});

/** Classes that the runs of a quantity know. */
function classesOf({ corpus, trainedOn }: ClaimQuantity): readonly string[] {
  return corpus === "iemocap" || trainedOn === "iemocap" ? iemocapClasses : ravdessSpeechClasses;
}

Deno.test("classes and averages exist, and the test measures what the claim is of", () => {
  for (const { id, test, quantity } of claims) {
    if (test.kind !== "value") continue;
    const { measure, of, predicted } = test.quantity;
    assertEquals([measure, predicted], [quantity.measure, quantity.predicted], id);
    const perClass = measure === "precision" || measure === "recall" || measure === "f1";
    assertEquals(of !== undefined, perClass || measure === "confusion", id);
    if (of === "weighted" || of === "macro") {
      assert(perClass && (quantity.average ?? "weighted") === of && quantity.of === undefined, id);
    } else {
      assertEquals(of, quantity.of, id);
      for (const name of [of, predicted]) {
        assert(!name || classesOf(quantity).includes(name), `${id}: ${name}`);
      }
    }
    const { network, variant } = quantity;
    assertEquals(test.runs.variant, network === "dscnn" ? variant : `${variant}, ${network}`, id);
  }
});

Deno.test("facts count what the corpora hold", () => {
  const counts = facts.filter((fact) => fact.measure === "clips" && fact.of !== undefined);
  const wholes = facts.filter((fact) => fact.measure === "clips" && fact.of === undefined);
  for (const { id, about, part, value } of wholes) {
    const parts = counts.filter((fact) => fact.about === about && fact.part === part);
    const sum = parts.reduce((total, fact) => total + fact.value, 0);
    assertEquals(parts.length === 0 || sum === value, true, id);
    for (const { of } of parts) {
      assert(classesOf({ measure: "clips", corpus: about }).includes(of!), of ?? "");
    }
  }
  assertEquals(wholes.map(({ value }) => value).sort(), [1012, 1440, 2452, 4490, 5531]);
});

Deno.test("tolerances are those that the file explains", () => {
  for (const { id, test, value, decimals } of claims) {
    if (test.kind === "value") {
      const isClass = test.quantity.of !== undefined && !["weighted", "macro"].includes(test.quantity.of);
      assertEquals(test.tolerance, isClass ? 0.05 : 0.02, id);
    }
    if (test.kind === "property") {
      const expected = 0.5 * 10 ** -decimals! + 0.02 * value!;
      assert(Math.abs(test.tolerance - expected) < 5e-4, id);
    }
  }
});

/** Tables that are confusion matrices. */
const matrices = new Set(
  claims.filter(({ quantity }) => quantity.measure === "confusion").map(({ quantity }) => quantity.table),
);

/** What two claims of one subject have in common: all but the table, and a recall by whichever name. */
function subjectKey({ kind, unit, quantity, against }: Claim): string {
  const { table, average, predicted, measure, ...rest } = quantity;
  const isRecall = measure === "recall" || (measure === "confusion" && rest.of === predicted);
  const isAverage = measure === "recall" && average !== undefined;
  return JSON.stringify([
    kind,
    unit === "share" ? "percent" : unit,
    against,
    isAverage ? (average === "macro" ? "unweightedAccuracy" : "accuracy") : isRecall ? "recall" : measure,
    isAverage ? null : average,
    isRecall && !isAverage ? matrices.has(table) : predicted,
    Object.entries(rest).filter(([, value]) => value !== undefined).sort(),
  ].map((part) => part ?? null));
}

Deno.test("claims of one subject are of one quantity", () => {
  for (const [subject, group] of Map.groupBy(claims, (claim) => claim.subject)) {
    assertEquals(new Set(group.map(subjectKey)).size, 1, subject);
  }
});

Deno.test("claims of one quantity of the paper's own network have one subject", () => {
  const own = claims.filter((claim) => claim.quantity.network === "dscnn" && claim.kind === "value");
  for (const [key, group] of Map.groupBy(own, subjectKey)) {
    assertEquals(new Set(group.map((claim) => claim.subject)).size, 1, key);
  }
});
