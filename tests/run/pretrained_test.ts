import { deepStrictEqual as assertEquals, ok as assert, rejects } from "node:assert/strict";
import { MissingDataError, UserError } from "../../src/base/errors.ts";
import { expandManifest } from "../../src/manifest/expand.ts";
import type { PlannedRun } from "../../src/manifest/experiment.ts";
import { parseManifest } from "../../src/manifest/manifest.ts";
import { tensorHash } from "../../src/model/weights/tensor_hash.ts";
import { frozenPartMaker } from "../../src/run/frozen_part.ts";
import { runNetworks } from "../../src/run/networks.ts";
import { type Pretrained, readPretrained } from "../../src/run/pretrained.ts";
import { inFolder } from "../folder.ts";
import { writeAlexnet } from "./alexnet_file.ts";

function runOf(
  model: Readonly<Record<string, unknown>>,
  more: Readonly<Record<string, unknown>> = {},
): PlannedRun {
  const manifest = parseManifest({
    ...{ id: "a", title: "A", corpus: { name: "synthetic" }, protocol: { name: "utterance-holdout" }, model },
    ...more,
  });
  return expandManifest(manifest, "a").variants[0]!.runs[0]!;
}

async function one(run: PlannedRun, folder: string) {
  return (await readPretrained([run], folder)).get(run.id);
}

Deno.test("weights come from their file, and the record says which", async () => {
  await inFolder(async (folder) => {
    await writeAlexnet(folder);
    const small = { name: "alexnet", inputSize: [64, 64] };
    const dense = await one(runOf(small), folder) as Pretrained;
    assertEquals([...dense.tensors.keys()].length, 10);
    assertEquals(dense.record, {
      source: "imagenet",
      file: "alexnet-features.safetensors",
      sha256: tensorHash(dense.tensors),
      disclosure: null,
    });
    const published = await one(runOf({ ...small, classifier: { kind: "published" } }), folder) as Pretrained;
    assertEquals(published.record.sha256, dense.record.sha256);
    assert(
      published.record.disclosure?.endsWith("were drawn at random."),
      String(published.record.disclosure),
    );
    assertEquals(await one(runOf({ ...small, weights: "random" }), folder), null);
    assertEquals(await one(runOf({ name: "dscnn" }), folder), null);
    const missing = await one(runOf({ name: "vgg16" }), folder);
    assert(missing instanceof MissingDataError && missing.message.includes("deno task data fetch vgg16"));
  });
});

Deno.test("a damaged file, and weights of another width, are refused", async () => {
  await inFolder(async (folder) => {
    const path = await writeAlexnet(folder);
    await rejects(one(runOf({ name: "alexnet", width: 0.5 }), folder), (error: Error) => {
      return error instanceof UserError &&
        /features\.0\.weight must have shape \[32,3,11,11\]/.test(error.message);
    });
    await Deno.truncate(path, 1_000_000);
    await rejects(one(runOf({ name: "alexnet" }), folder), (error: Error) => {
      return error instanceof UserError && error.message.startsWith(`Cannot read ${path}: `);
    });
  });
});

Deno.test("settings that do not fit each other are the user's to mend", () => {
  const networks = (model: Readonly<Record<string, unknown>>) => () => runNetworks(runOf(model).settings, 8);
  for (
    const [model, says] of [
      [{ name: "alexnet", weights: "random", freeze: 9 }, /freeze must be a number of layers from 1 to 5/],
      [{ name: "alexnet", weights: "random", inputSize: [32, 32] }, /features\.5|features\.12|features/],
    ] as const
  ) {
    try {
      networks(model)();
      assert(false, JSON.stringify(model));
    } catch (error) {
      assert(error instanceof UserError && says.test(error.message), String(error));
    }
  }
});

Deno.test("frozen outputs have one name for equal layers, weights, pictures and backends, else another", async () => {
  await inFolder(async (folder) => {
    await writeAlexnet(folder);
    const keyOf = async (
      changes: Readonly<Record<string, unknown>>,
      more: Readonly<Record<string, unknown>> = {},
      backend: "wasm" | "webgpu" = "wasm",
    ) => {
      const run = runOf({ name: "alexnet", inputSize: [64, 64], ...changes }, more);
      const given = await one(run, folder) as Pretrained | null;
      return frozenPartMaker(backend)(run.settings, runNetworks(run.settings, 8), given)?.key;
    };
    const base = await keyOf({});
    assert(base !== undefined);
    const same = [
      keyOf({ classifier: { kind: "published" } }),
      keyOf({ classifier: { kind: "dense", units: [9] } }),
      keyOf({}, { seeds: [5] }),
      keyOf({}, { training: { dropout: 0.5, epochs: 3 } }),
      keyOf({}, { signal: { silence: { method: "peak" } } }),
    ];
    for (const key of await Promise.all(same)) assertEquals(key, base);
    const random = { weights: "random" };
    const others = await Promise.all([
      keyOf({ inputSize: [64, 65] }),
      keyOf({ channels: "viridis" }),
      keyOf({ freeze: 2 }),
      keyOf({}, {}, "webgpu"),
      keyOf(random),
      keyOf(random, { seeds: [5] }),
      keyOf({ ...random, width: 0.5 }),
    ]);
    assertEquals(new Set([base, ...others]).size, 1 + others.length);
    assertEquals(await keyOf({ freeze: "none" }), undefined);
    await writeAlexnet(folder, 1);
    assert(await keyOf({}) !== base, "other weights under the same name");
  });
});
