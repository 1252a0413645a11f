import { deepStrictEqual as assertEquals, ok as assert, rejects as assertRejects } from "node:assert/strict";
import { join } from "node:path";
import { UserError } from "../../src/base/errors.ts";
import { loadManifest } from "../../src/manifest/load.ts";
import { inFolder } from "../folder.ts";

const SMALL = {
  id: "small",
  title: "Small",
  corpus: { name: "synthetic" },
  protocol: { name: "utterance-holdout" },
};

/** Loads `main.json` of a folder with these files; a text is written as it is. */
async function load(files: Record<string, unknown>, main = "main.json") {
  let loaded: Awaited<ReturnType<typeof loadManifest>> | undefined;
  await inFolder(async (folder) => {
    for (const [name, value] of Object.entries(files)) {
      await Deno.mkdir(join(folder, name, ".."), { recursive: true });
      await Deno.writeTextFile(join(folder, name), typeof value === "string" ? value : JSON.stringify(value));
    }
    try {
      loaded = await loadManifest(join(folder, main));
    } catch (error) {
      if (error instanceof UserError) error.message = error.message.replaceAll(join(folder, "/"), "");
      throw error;
    }
  });
  return loaded!;
}

const refuses = (files: Record<string, unknown>, message: string | RegExp) =>
  assertRejects(load(files), (error: unknown) => {
    assert(error instanceof UserError && error.exitCode === 1, String(error));
    if (typeof message === "string") assertEquals(error.message, message);
    else assert(message.test(error.message), error.message);
    return true;
  });

Deno.test("a manifest on its own is a suite of its own name", async () => {
  const { suite, paper, manifest } = await load({ "main.json": { ...SMALL, $schema: "anything" } });
  assertEquals([suite, paper, manifest.id, "$schema" in manifest], ["small", null, "small", false]);
});

Deno.test("a manifest beside a paper.json belongs to the suite of that folder", async () => {
  const { suite, paper } = await load(
    { "some2020/main.json": SMALL, "some2020/paper.json": {} },
    "some2020/main.json",
  );
  assertEquals(suite, "some2020");
  assert(paper!.endsWith(join("some2020", "paper.json")));
});

Deno.test("what extends merges objects key by key and replaces everything else", async () => {
  const base = {
    id: "base",
    title: "Base",
    corpus: { name: "ravdess", channel: "both" },
    signal: { rateHz: 16_000, silence: { method: "peak", rangeDb: 30, frameMs: 10 } },
    model: { name: "dscnn", strides: [2, 2, 2, 2, 2, 1, 1] },
    training: { epochs: 7, optimizer: { name: "sgd", momentum: 0.5 }, decay: null },
    protocol: { name: "utterance-k-fold", folds: 3 },
    seeds: [1, 2, 3],
    matrix: { "training.epochs": [1, 2] },
    labels: { "training.epochs": ["one", "two"] },
  };
  const own = {
    extends: "../base.json",
    id: "own",
    corpus: { name: "ravdess", classes: ["anger", "fear"] },
    signal: { silence: { method: "peak", rangeDb: 50 } },
    training: { batch: 8, optimizer: { name: "adam" }, decay: { everyEpochs: 2, factor: 0.5 } },
    protocol: { name: "utterance-holdout" },
    seeds: [9],
    matrix: { "training.batch": [8] },
    labels: {},
  };
  const { manifest } = await load({ "base.json": base, "sub/main.json": own }, "sub/main.json");
  assertEquals(manifest.id, "own");
  assertEquals(manifest.title, "Base");
  assertEquals(manifest.corpus, { name: "ravdess", channel: "both", classes: ["anger", "fear"] });
  assertEquals(manifest.signal.rateHz, 16_000);
  assertEquals(manifest.signal.silence, { method: "peak", rangeDb: 50, frameMs: 10, keep: "loud-frames" });
  assertEquals(manifest.model.name === "dscnn" && manifest.model.strides, [2, 2, 2, 2, 2, 1, 1]);
  assertEquals(manifest.training.epochs, 7);
  assertEquals(manifest.training.batch, 8);
  // Of another kind: nothing of the old one is left.
  assertEquals(manifest.training.optimizer, { name: "adam", learningRate: 0.001, epsilon: 1e-7 });
  assertEquals(manifest.protocol, { name: "utterance-holdout", testShare: 0.2 });
  assertEquals(manifest.training.decay, { everyEpochs: 2, factor: 0.5 });
  assertEquals([manifest.seeds, manifest.matrix, manifest.labels], [[9], { "training.batch": [8] }, {}]);
});

Deno.test("null takes an inherited object away; a chain of files is followed", async () => {
  const { manifest } = await load({
    "a.json": { ...SMALL, signal: { rateHz: 8000, silence: { method: "peak" } } },
    "b.json": { extends: "a.json", signal: { silence: null }, training: { epochs: 2 } },
    "main.json": { extends: "b.json", id: "main", training: { batch: 4 } },
  });
  assertEquals(manifest.signal, { rateHz: 8000, silence: null });
  assertEquals([manifest.training.epochs, manifest.training.batch], [2, 4]);
});

Deno.test("an id is not inherited", () =>
  refuses({ "a.json": SMALL, "main.json": { extends: "a.json" } }, "main.json: id: must be a string"));

Deno.test("a circle of files", () =>
  refuses(
    { "main.json": { ...SMALL, extends: "b.json" }, "b.json": { extends: "main.json" } },
    "main.json: extends itself by way of main.json, b.json",
  ));

Deno.test("a file that is not there, that is no JSON, or of another kind", async () => {
  await refuses({}, "Cannot read the manifest main.json: there is no such file");
  await refuses(
    { "main.json": { ...SMALL, extends: "x.json" } },
    "Cannot read the manifest x.json: there is no such file",
  );
  await refuses({ "main.json": '{"id": }' }, /^Cannot read main\.json: it is not JSON: .*$/);
  await refuses({ "main.json": "[]" }, "main.json: manifest: must be an object");
  await refuses({ "main.json/inside": "" }, /^Cannot read the manifest main\.json: /);
});

Deno.test("a byte order mark before the text is passed over", async () => {
  const { manifest } = await load({ "main.json": `\ufeff${JSON.stringify(SMALL)}` });
  assertEquals(manifest.id, SMALL.id);
});

Deno.test("a title and a label are one line without control characters", async () => {
  for (const title of ["a\u0001b", "a\nb", "a\u001b[31mb", "\u0085", "\uffff"]) {
    await refuses(
      { "main.json": { ...SMALL, title } },
      "main.json: title: must be one line without control characters",
    );
    const matrix = { "model.padding": ["same", "valid"] };
    await refuses(
      { "main.json": { ...SMALL, matrix, labels: { "model.padding": ["same", title] } } },
      "main.json: labels.model.padding[1]: must be one line without control characters",
    );
  }
});

Deno.test("a problem names the file that it stands in", async () => {
  await refuses({ "main.json": { ...SMALL, titel: "x" } }, "main.json: titel: unknown setting");
  const base = { training: { epochs: 0 } };
  await refuses(
    { "main.json": { ...SMALL, extends: "b.json" }, "b.json": base },
    "b.json: training.epochs: must be at least 1",
  );
  // Each file is right, both together are not.
  const files = { "main.json": { ...SMALL, extends: "b.json", matrix: { "model.padding": ["same"] } } };
  const labels = { labels: { "model.padding": ["a", "b"] } };
  await refuses(
    { ...files, "b.json": labels },
    "main.json: labels.model.padding: must have one name per value of matrix.model.padding",
  );
});
