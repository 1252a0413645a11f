import { deepStrictEqual as assertEquals, ok as assert, throws as assertThrows } from "node:assert/strict";
import { UserError } from "../../src/base/errors.ts";
import { parseManifest } from "../../src/manifest/manifest.ts";

const SMALL = {
  id: "small",
  title: "Small",
  corpus: { name: "ravdess" },
  protocol: { name: "utterance-k-fold" },
};

/** The message that a manifest is refused with. */
function problems(value: unknown): string[] {
  try {
    parseManifest(value);
  } catch (error) {
    assert(error instanceof UserError && error.exitCode === 1);
    return error.message.split("\n").map((line) => line.trim());
  }
  throw new Error("the manifest was taken");
}

Deno.test("every default is written out", () => {
  assertEquals(parseManifest(SMALL), {
    id: "small",
    title: "Small",
    corpus: { name: "ravdess", classes: "all", channel: "speech" },
    signal: { rateHz: 20_000, silence: null },
    spectrogram: {
      window: "hann",
      length: 1024,
      hop: 256,
      scale: "decibel",
      mels: 128,
      rangeDb: 80,
      time: "resize",
      size: [128, 128],
      normalise: "image",
    },
    model: {
      name: "dscnn",
      downsampling: "stride",
      strides: [2, 2, 2, 2, 2, 2, 2],
      padding: "same",
      initialiser: "glorot-uniform",
      batchNorm: { momentum: 0.9, epsilon: 0.001 },
    },
    training: {
      epochs: 50,
      batch: 128,
      optimizer: { name: "adam", learningRate: 0.001, epsilon: 1e-7 },
      decay: { everyEpochs: 15, factor: 0.1 },
      dropout: 0.25,
      report: "last",
    },
    protocol: { name: "utterance-k-fold", folds: 5 },
    framework: null,
    seeds: [0],
    matrix: {},
    labels: {},
    sample: null,
    minimumAccuracy: null,
  });
});

Deno.test("the defaults of every kind that is not the default one", () => {
  const parsed = (parts: Record<string, unknown>) => parseManifest({ ...SMALL, ...parts });
  const corpus = (name: string) => parsed({ corpus: { name } }).corpus;
  assertEquals(corpus("iemocap"), { name: "iemocap", classes: "all", excited: "exclude" });
  assertEquals(corpus("emodb"), { name: "emodb", classes: "all" });
  assertEquals(corpus("synthetic"), { name: "synthetic", classes: "all", speakers: 8, takes: 2, seed: 0 });
  const silence = (method: string) => parsed({ signal: { silence: { method } } }).signal.silence;
  const frames = { frameMs: 20, keep: "loud-frames" };
  assertEquals(silence("peak"), { method: "peak", ...frames, rangeDb: 40 });
  assertEquals(silence("noise-floor"), { method: "noise-floor", ...frames, percentile: 10, marginDb: 10 });
  assertEquals(silence("running-mean"), { method: "running-mean", ...frames, windowMs: 500, ratio: 0.5 });
  const protocol = (value: Record<string, unknown>) => parsed({ protocol: value }).protocol;
  assertEquals(protocol({ name: "utterance-holdout" }), { name: "utterance-holdout", testShare: 0.2 });
  assertEquals(protocol({ name: "speaker-k-fold" }), { name: "speaker-k-fold", folds: 6 });
  assertEquals(protocol({ name: "cross-corpus", test: { name: "emodb" } }), {
    name: "cross-corpus",
    test: { name: "emodb", classes: "all" },
  });
  const sgd = parsed({ training: { optimizer: { name: "sgd" } } }).training.optimizer;
  assertEquals(sgd, { name: "sgd", learningRate: 0.001, momentum: 0.9 });
  const windows = parsed({ spectrogram: { time: { method: "windows", seconds: 2 } } }).spectrogram.time;
  assertEquals(windows, { method: "windows", seconds: 2, overlap: 0.5 });
});

Deno.test("all problems are said at once, each with its path and what is allowed", () => {
  const found = problems({
    id: "Not An Id",
    corpus: { name: "ravdess", channel: "spoken" },
    signal: { rateHz: "fast", silence: { method: "peak", rangeDb: 0 } },
    spectrogram: { length: 1000, size: [4, 128] },
    model: { name: "dscnn", strides: [2, 2, 3] },
    training: { epochs: 0.5, dropout: 1, optimizer: { name: "adam", learningRate: -1 }, epoch: 3 },
    protocol: { name: "utterance-k-fold", folds: 1 },
    seeds: [1, 1],
    extra: true,
  });
  assertEquals(found[0], "manifest: 16 problems");
  assertEquals(
    found.slice(1).sort(),
    [
      'corpus.channel: must be one of "speech", "song", "both"',
      "extra: unknown setting",
      "id: must be lower-case words joined by hyphens",
      "model.strides: must have at least 7 items",
      "model.strides[2]: must be at most 2",
      "protocol.folds: must be at least 2",
      "seeds: must not repeat a seed",
      "signal.rateHz: must be a number",
      "signal.silence.rangeDb: must be greater than 0",
      "spectrogram.length: must be a power of two",
      "spectrogram.size[0]: must be at least 8",
      "title: must be a string",
      "training.dropout: must be less than 1",
      "training.epoch: unknown setting",
      "training.epochs: must be a whole number",
      "training.optimizer.learningRate: must be greater than 0",
    ].sort(),
  );
});

Deno.test("one problem is one line", () => {
  assertEquals(problems({ ...SMALL, protocol: { name: "k-fold" } }), [
    'manifest: protocol.name: must be one of "utterance-holdout", "utterance-k-fold", "image-holdout", "image-k-fold", "speaker-k-fold", ' +
    '"leave-one-speaker-out", "leave-one-session-out", "cross-corpus"',
  ]);
  assertEquals(problems({ ...SMALL, model: { name: "vgg99" } }).length, 1);
  assertEquals(problems([]), ["manifest: manifest: must be an object"]);
});

Deno.test("values that JSON lets through but no experiment can use", () => {
  const refused = (parts: Record<string, unknown>) => problems({ ...SMALL, ...parts }).join(" | ");
  assertEquals(
    refused({ spectrogram: { hop: 2048 } }),
    "manifest: spectrogram.hop: must not be larger than length",
  );
  const wrongVersion = "manifest: model.weights: must be of the version: imagenet is of v1.5, " +
    "imagenet-pruned of v1";
  assertEquals(refused({ model: { name: "resnet50", version: "v1" } }), wrongVersion);
  assertEquals(refused({ model: { name: "resnet50", weights: "imagenet-pruned" } }), wrongVersion);
  parseManifest({ ...SMALL, model: { name: "resnet50", version: "v1", weights: "imagenet-pruned" } });
  assert(
    refused({ spectrogram: { time: { method: "fixed" } } }).includes(
      "spectrogram.time.seconds: must be a number",
    ),
  );
  assert(refused({ spectrogram: { time: "stretch" } }).includes("spectrogram.time: must be"));
  assert(
    refused({ corpus: { name: "ravdess", classes: ["anger"] } }).includes(
      "corpus.classes: must have at least 2",
    ),
  );
  assert(refused({ seeds: [] }).includes("seeds: must have at least 1 items"));
  assert(refused({ seeds: [2 ** 32] }).includes("seeds[0]: must be at most 4294967295"));
  assert(refused({ minimumAccuracy: 40 }).includes("minimumAccuracy: must be less than 1"));
  assert(
    refused({ matrix: { "model.padding": [] } }).includes("matrix.model.padding: must have at least 1 items"),
  );
});

Deno.test("labels name every value of their path", () => {
  const matrix = { "signal.silence": [null, { method: "peak" }] };
  for (const labels of [{ "signal.silence": ["raw"] }, { "signal.rateHz": ["a"] }]) {
    const path = Object.keys(labels)[0]!;
    assertEquals(problems({ ...SMALL, matrix, labels }), [
      `manifest: labels.${path}: must have one name per value of matrix.${path}`,
    ]);
  }
});

Deno.test("the manifest that is given is not changed", () => {
  const given = structuredClone(SMALL);
  parseManifest(given);
  assertEquals(given, SMALL);
  assertThrows(() => parseManifest(null), UserError);
});
