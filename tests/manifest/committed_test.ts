import { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
import { Ajv2020 } from "ajv/dist/2020.js";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expandManifest } from "../../src/manifest/expand.ts";
import { manifestJsonSchema, schemaText } from "../../src/manifest/json_schema.ts";
import { type LoadedManifest, loadManifest } from "../../src/manifest/load.ts";

const root = fileURLToPath(new URL("../../experiments/", import.meta.url));
const names = await manifestNames(root);

/** Paths of the manifests below a folder, from that folder. */
async function manifestNames(folder: string, prefix = ""): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) found.push(...await manifestNames(join(folder, name), `${prefix}${name}/`));
    else if (name.endsWith(".manifest.json")) found.push(`${prefix}${name}`);
  }
  return found.sort();
}

const expand = ({ manifest, suite }: LoadedManifest) => expandManifest(manifest, suite);

Deno.test("there are manifests to look at", () => assert(names.length >= 2));

for (const name of names) {
  Deno.test(`experiments/${name} loads and expands`, async () => {
    const loaded = await loadManifest(join(root, name));
    const { variants } = expand(loaded);
    assertEquals(loaded.manifest.id, name.replace(/^.*\//, "").replace(".manifest.json", ""));
    const runs = variants.flatMap((v) => v.runs);
    assert(runs.length > 0);
    assertEquals(new Set(runs.map((r) => r.id)).size, runs.length, "two runs are the same");
    assertEquals(new Set(runs.map((r) => r.label)).size, runs.length);
  });
}

Deno.test("the ids of the paper's first runs are what they were", async () => {
  const { variants } = expand(
    await loadManifest(join(root, "deepika2025/raw-clean-holdout-ravdess.manifest.json")),
  );
  const ids = variants.map((v) => [v.label, v.runs[0]!.id]);
  assertEquals(ids, [["raw", "c515b68d7b8b9d17"], ["clean", "8dae1a88d95bad83"]]);
});

Deno.test("the ids of the runs whose split leaks are what they were, and their labels say so", async () => {
  const { variants } = expand(
    await loadManifest(join(root, "deepika2025/image-holdout-ravdess.manifest.json")),
  );
  assertEquals(variants.slice(0, 2).map((v) => [v.label, v.runs[0]!.id]), [
    ["raw, 1.5 s windows, no overlap, leaks", "31e6c9c9996472b2"],
    ["raw, 1.5 s windows, 50 % overlap, leaks", "d7f6c72f6af7fdc1"],
  ]);
});

Deno.test("the first readings of the multiverse are what they were, so that its runs can grow", async () => {
  const { variants, multiverse } = expand(
    await loadManifest(join(root, "deepika2025/multiverse-ravdess.manifest.json")),
  );
  assertEquals(variants.slice(0, 2).map((v) => [v.label, v.runs[0]!.id]), [
    ["default reading", "fd74135c9f5ac440"],
    [
      "raw, 16 kHz, log-mel, first 3 s, over the training set, where filters change, two pixels, decay to a half, speaker-independent",
      "555d8e01488e6679",
    ],
  ]);
  assertEquals(variants.at(59)!.runs[0]!.id, "f6edd439ed584923");
  assertEquals(multiverse!.combinations, 13_824);
});

Deno.test("the committed JSON Schema is the one that the program makes", async () => {
  assertEquals(await Deno.readTextFile(join(root, "schema/manifest.schema.json")), schemaText());
});

const validate = new Ajv2020({ strict: true, allowUnionTypes: true, strictTuples: false })
  .compile(manifestJsonSchema());

Deno.test("every committed manifest and base is valid by the JSON Schema and names it", async () => {
  for (const name of [...names, "deepika2025/base.json"]) {
    const value: { $schema: string } = JSON.parse(await Deno.readTextFile(join(root, name)));
    const valid: boolean = validate(value);
    assert(valid, `${name}: ${JSON.stringify(validate.errors)}`);
    assertEquals(join(root, name, "..", value.$schema), join(root, "schema/manifest.schema.json"));
  }
});

Deno.test("the JSON Schema refuses what the program refuses", () => {
  const good = { id: "a", title: "A", corpus: { name: "ravdess" }, protocol: { name: "utterance-holdout" } };
  assert(validate(good));
  const bad: Record<string, unknown>[] = [
    { ...good, extra: 1 },
    { ...good, corpus: { name: "ravdes" } },
    { ...good, training: { epochs: 0 } },
    { ...good, training: { epochs: "50" } },
    { ...good, model: { name: "dscnn", strides: [2] } },
    { ...good, spectrogram: { size: [64] } },
    { ...good, signal: { silence: { method: "peak", ratio: 1 } } },
  ];
  for (const value of bad) assert(!validate(value), JSON.stringify(value));
});
