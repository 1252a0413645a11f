import { deepStrictEqual as assertEquals, notStrictEqual as assertNotEquals } from "node:assert/strict";
import { throws as assertThrows } from "node:assert/strict";
import { UserError } from "../../src/base/errors.ts";
import { expandManifest } from "../../src/manifest/expand.ts";
import { runId } from "../../src/manifest/run_id.ts";
import { parseManifest } from "../../src/manifest/manifest.ts";
import type { Settings } from "../../src/manifest/settings.ts";

const expand = (parts: Record<string, unknown>) =>
  expandManifest(
    parseManifest({
      id: "small",
      title: "Small",
      corpus: { name: "synthetic" },
      protocol: { name: "utterance-holdout" },
      ...parts,
    }),
    "suite",
  );
const labels = (parts: Record<string, unknown>) => expand(parts).variants.map((v) => v.label);

Deno.test("without a matrix there is one variant", () => {
  const { id, title, suite, variants, minimumAccuracy } = expand({ minimumAccuracy: 0.5 });
  assertEquals([id, title, suite, minimumAccuracy], ["small", "Small", "suite", 0.5]);
  assertEquals(variants.map((v) => [v.label, v.varied, v.runs.length]), [["all", {}, 1]]);
});

Deno.test("the last path of the matrix varies fastest", () => {
  const matrix = {
    "signal.silence": [null, { method: "peak" }],
    "model.downsampling": ["stride", "max-pool", "average-pool"],
  };
  assertEquals(labels({ matrix }), [
    "raw, stride",
    "raw, max-pool",
    "raw, average-pool",
    "clean, stride",
    "clean, max-pool",
    "clean, average-pool",
  ]);
  const variants = expand({ matrix }).variants;
  assertEquals(variants[4]!.varied, {
    "signal.silence": { method: "peak" },
    "model.downsampling": "max-pool",
  });
  const settings = variants[4]!.runs[0]!.settings;
  assertEquals(settings.signal.silence, { method: "peak", frameMs: 20, keep: "loud-frames", rangeDb: 40 });
  assertEquals(settings.model.name === "dscnn" && settings.model.downsampling, "max-pool");
  assertEquals(variants[0]!.runs[0]!.settings.signal.silence, null);
});

Deno.test("seeds, then folds; labels name them", () => {
  const runs = expand({ protocol: { name: "speaker-k-fold", folds: 2 }, seeds: [3, 1] }).variants[0]!.runs;
  assertEquals(runs.map((r) => r.label), [
    "small/all/fold-0/seed-3",
    "small/all/fold-1/seed-3",
    "small/all/fold-0/seed-1",
    "small/all/fold-1/seed-1",
  ]);
  assertEquals(runs.map((r) => [r.settings.seed, r.settings.fold]), [[3, 0], [3, 1], [1, 0], [1, 1]]);
  assertEquals(new Set(runs.map((r) => r.id)).size, 4);
});

Deno.test("folds of every protocol", () => {
  const folds = (corpus: unknown, protocol: unknown) => expand({ corpus, protocol }).variants[0]!.runs.length;
  assertEquals(folds({ name: "ravdess" }, { name: "leave-one-speaker-out" }), 24);
  assertEquals(folds({ name: "iemocap" }, { name: "leave-one-speaker-out" }), 10);
  assertEquals(folds({ name: "synthetic", speakers: 5 }, { name: "leave-one-speaker-out" }), 5);
  assertEquals(folds({ name: "iemocap" }, { name: "leave-one-session-out" }), 5);
  assertEquals(folds({ name: "emodb" }, { name: "utterance-k-fold", folds: 7 }), 7);
  assertEquals(folds({ name: "emodb" }, { name: "cross-corpus", test: { name: "ravdess" } }), 1);
  assertThrows(() => folds({ name: "ravdess" }, { name: "leave-one-session-out" }), (error: UserError) => {
    assertEquals(
      error.message,
      "protocol: leave-one-session-out needs sessions, which ravdess does not have",
    );
    return error instanceof UserError;
  });
});

Deno.test("values name themselves, labels are used where they are given", () => {
  assertEquals(labels({ matrix: { "training.epochs": [1, 2] } }), ["1", "2"]);
  assertEquals(labels({ matrix: { "spectrogram.size": [[64, 64], [32, 64]] } }), ["64 64", "32 64"]);
  const time = ["resize", { method: "fixed", seconds: 3 }];
  assertEquals(labels({ matrix: { "spectrogram.time": time } }), ["resize", "fixed"]);
  const optimizer = [{ name: "adam" }, { name: "sgd" }];
  assertEquals(labels({ matrix: { "training.optimizer": optimizer } }), ["adam", "sgd"]);
  assertEquals(
    labels({ matrix: { "training.epochs": [1, 2] }, labels: { "training.epochs": ["short", "long"] } }),
    ["short", "long"],
  );
});

const REFUSED: [name: string, matrix: Record<string, unknown[]>, message: string][] = [
  ["unknown path", { "signal.rate": [1] }, "small: matrix.signal.rate: is not a setting of this manifest"],
  [
    "path below a value",
    { "signal.rateHz.x": [1] },
    "small: matrix.signal.rateHz.x: is not a setting of this manifest",
  ],
  [
    "path below null",
    { "signal.silence.rangeDb": [1] },
    "small: matrix.signal.silence.rangeDb: is not a setting of this manifest",
  ],
  ["seed", { seed: [1] }, "small: matrix.seed: is not a setting of this manifest"],
  [
    "prototype",
    { "signal.__proto__": [{}, null] },
    "small: matrix.signal.__proto__: is not a setting of this manifest",
  ],
  [
    "inherited",
    { "constructor.prototype": [1] },
    "small: matrix.constructor.prototype: is not a setting of this manifest",
  ],
  ["bad value", { "training.epochs": [1, 0] }, "small, matrix: training.epochs: must be at least 1"],
  [
    "bad kind",
    { "signal.silence": [{ method: "loud" }] },
    'small, matrix: signal.silence.method: must be one of "peak", "noise-floor", "running-mean"',
  ],
  [
    "repeated label",
    { "signal.silence": [{ method: "peak" }, { method: "running-mean" }] },
    'small: two variants are called "clean": name them in labels',
  ],
];

for (const [name, matrix, message] of REFUSED) {
  Deno.test(`a matrix that is refused: ${name}`, () => {
    assertThrows(() => expand({ matrix }), (error: UserError) => {
      assertEquals(error.message, message);
      return error instanceof UserError;
    });
  });
}

Deno.test("a path may lie in what an earlier path put there", () => {
  const matrix = { "signal.silence": [{ method: "peak" }], "signal.silence.method": ["running-mean"] };
  assertEquals(expand({ matrix }).variants[0]!.runs[0]!.settings.signal.silence, {
    method: "running-mean",
    frameMs: 20,
    keep: "loud-frames",
    windowMs: 500,
    ratio: 0.5,
  });
});

Deno.test("a run id does not depend on the order of keys or on what is written out", () => {
  const { settings, id } = expand({}).variants[0]!.runs[0]!;
  const turned = (value: unknown): unknown => {
    if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).reverse().map(([k, v]) => [k, turned(v)]));
  };
  assertEquals(runId(turned(settings) as Settings), id);
  const written = { signal: { silence: null, rateHz: 20_000 }, training: { dropout: 0.25 } };
  assertEquals(expand(written).variants[0]!.runs[0]!.id, id);
  // What is not a setting of the run does not name it either.
  assertEquals(expand({ title: "Another", id: "other" }).variants[0]!.runs[0]!.id, id);
});

Deno.test("a run id changes with every setting", () => {
  const base = expand({}).variants[0]!.runs[0]!.settings;
  const ids = new Set([runId(base)]);
  let settings = 0;
  const walk = (value: unknown, put: (changed: unknown) => Settings) => {
    if (value !== null && typeof value === "object") {
      for (const [key, inner] of Object.entries(value)) {
        walk(
          inner,
          (changed) =>
            put(Array.isArray(value) ? value.with(Number(key), changed) : { ...value, [key]: changed }),
        );
      }
      return;
    }
    settings++;
    ids.add(runId(put(typeof value === "number" ? value + 1 : "changed")));
  };
  walk(base, (changed) => changed as Settings);
  assertEquals(ids.size, settings + 1);
  assertNotEquals(settings, 0);
});

Deno.test("a split that leaks is named in the label, by itself and in a matrix", () => {
  const time = { method: "windows", seconds: 1, overlap: 0.5 };
  const protocol = { name: "image-k-fold", folds: 2 };
  assertEquals(labels({ spectrogram: { time }, protocol }), ["all, leaks"]);
  const matrix = { protocol: [protocol, { name: "utterance-holdout", testShare: 0.2 }] };
  assertEquals(labels({ spectrogram: { time }, matrix }), ["image-k-fold, leaks", "utterance-holdout"]);
  assertEquals(expand({ spectrogram: { time }, protocol }).variants[0]!.runs.map((r) => r.settings.fold), [
    0,
    1,
  ]);
});

Deno.test("images cannot be dealt where a clip has but one", () => {
  for (const time of ["resize", { method: "fixed", seconds: 3 }]) {
    for (const name of ["image-holdout", "image-k-fold"]) {
      assertThrows(() => expand({ spectrogram: { time }, protocol: { name } }), (error) => {
        return error instanceof UserError && !error.message.includes("\n") &&
          error.message.includes("protocol: deals images, of which each clip has but one unless");
      });
    }
  }
});
