import { z } from "zod";
import { FRAMEWORKS } from "./frameworks.ts";
import type { SameType, Unlocked } from "../base/same_type.ts";
import { leaks } from "./leaks.ts";
import type { Settings } from "./settings.ts";

/**
 * The one description of a manifest, from which the check, the defaults and the committed JSON Schema are
 * made. Internal: the public face is `parseManifest`.
 */

/** Upper limits are far beyond what anybody means: they keep a slip of the pen from filling memory or disk. */
const positive = (most: number) => z.number().positive().max(most);
const whole = (most: number) => z.int().min(1).max(most);
const seed = z.int().min(0).max(2 ** 32 - 1);
const decibels = positive(1000);
// deno-lint-ignore no-control-regex
const ONE_LINE = /^[^\u0000-\u001f\u007f-\u009f\ufffe\uffff]*$/;
/** What is shown in reports, charts and terminals. */
const text = z.string().min(1).max(500).regex(ONE_LINE, "must be one line without control characters");
const share = z.number().gt(0).lt(1);
const classes = z.union([z.literal("all"), z.array(text).min(2).max(100)]).default("all");

const corpus = z.discriminatedUnion("name", [
  z.strictObject({
    name: z.literal("ravdess"),
    classes,
    channel: z.enum(["speech", "song", "both"]).default("speech"),
  }),
  z.strictObject({
    name: z.literal("iemocap"),
    classes,
    excited: z.enum(["exclude", "as-happiness"]).default("exclude"),
  }),
  z.strictObject({ name: z.literal("emodb"), classes }),
  z.strictObject({
    name: z.literal("synthetic"),
    classes,
    speakers: z.int().min(2).max(24).default(8),
    takes: z.int().min(1).max(8).default(2),
    seed: seed.default(0),
  }),
]);

const frames = {
  frameMs: z.number().min(1).max(1000).default(20),
  keep: z.enum(["loud-frames", "trim-ends"]).default("loud-frames"),
};

const silence = z.discriminatedUnion("method", [
  z.strictObject({ method: z.literal("peak"), ...frames, rangeDb: decibels.default(40) }),
  z.strictObject({
    method: z.literal("noise-floor"),
    ...frames,
    percentile: z.number().min(0).max(100).default(10),
    marginDb: z.number().min(0).max(1000).default(10),
  }),
  z.strictObject({
    method: z.literal("running-mean"),
    ...frames,
    windowMs: positive(100_000).default(500),
    ratio: positive(1000).default(0.5),
  }),
]);

const signal = z.strictObject({
  rateHz: z.int().min(1000).max(192_000).default(20_000),
  silence: silence.nullable().default(null),
});

const time = z.union([
  z.literal("resize"),
  z.strictObject({ method: z.literal("fixed"), seconds: z.number().min(0.01).max(3600) }),
  z.strictObject({
    method: z.literal("windows"),
    seconds: z.number().min(0.01).max(3600),
    overlap: z.number().min(0).max(0.99).default(0.5),
  }),
]);

const powerOfTwo = z.int().min(32).max(65_536)
  .refine((n) => (n & (n - 1)) === 0, { message: "must be a power of two" });

const spectrogram = z.strictObject({
  window: z.enum(["hann", "hamming", "rectangular"]).default("hann"),
  length: powerOfTwo.default(1024),
  hop: whole(65_536).default(256),
  scale: z.enum(["decibel", "log-mel"]).default("decibel"),
  mels: z.int().min(8).max(512).default(128),
  rangeDb: decibels.default(80),
  time: time.default("resize"),
  size: z.tuple([z.int().min(8).max(1024), z.int().min(8).max(1024)]).default([128, 128]),
  normalise: z.enum(["image", "training-set", "none"]).default("image"),
}).refine((s) => s.hop <= s.length, { path: ["hop"], message: "must not be larger than length" });

const batchNorm = z.strictObject({
  momentum: z.number().min(0).lt(1).default(0.9),
  epsilon: positive(1).default(0.001),
});

const initialiser = z.enum(["glorot-uniform", "he-uniform", "he-normal", "pytorch"]);

const imagenet = {
  inputSize: z.tuple([z.int().min(32).max(1024), z.int().min(32).max(1024)]).default([224, 224]),
  channels: z.enum(["grey", "viridis"]).default("grey"),
  initialiser: initialiser.default("he-uniform"),
  width: z.number().gt(0).max(1).default(1),
  freeze: z.union([z.enum(["backbone", "none"]), whole(1000)]).default("backbone"),
  classifier: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("published") }),
    z.strictObject({ kind: z.literal("dense"), units: z.array(whole(65_536)).max(4).default([]) }),
  ]).prefault({ kind: "dense" }),
};

const model = z.discriminatedUnion("name", [
  z.strictObject({
    name: z.literal("dscnn"),
    downsampling: z.enum(["stride", "max-pool", "average-pool"]).default("stride"),
    strides: z.array(z.int().min(1).max(2)).length(7).default([2, 2, 2, 2, 2, 2, 2]),
    padding: z.enum(["same", "symmetric", "two-pixels"]).default("same"),
    initialiser: initialiser.default("glorot-uniform"),
    batchNorm: batchNorm.prefault({}),
  }),
  z.strictObject({
    name: z.literal("alexnet"),
    ...imagenet,
    weights: z.enum(["random", "imagenet"]).default("imagenet"),
  }),
  z.strictObject({
    name: z.literal("vgg16"),
    ...imagenet,
    weights: z.enum(["random", "imagenet"]).default("imagenet"),
  }),
  z.strictObject({
    name: z.literal("resnet50"),
    ...imagenet,
    version: z.enum(["v1", "v1.5"]).default("v1.5"),
    weights: z.enum(["random", "imagenet", "imagenet-pruned"]).default("imagenet"),
  }).refine(({ version, weights }) => weights !== (version === "v1" ? "imagenet" : "imagenet-pruned"), {
    path: ["weights"],
    message: "must be of the version: imagenet is of v1.5, imagenet-pruned of v1",
  }),
]);

const optimizer = z.discriminatedUnion("name", [
  z.strictObject({
    name: z.literal("adam"),
    learningRate: positive(1000).default(0.001),
    epsilon: positive(1).default(1e-7),
  }),
  z.strictObject({
    name: z.literal("sgd"),
    learningRate: positive(1000).default(0.001),
    momentum: z.number().min(0).lt(1).default(0.9),
  }),
]);

const MOST_EPOCHS = 1_000_000;

const training = z.strictObject({
  epochs: whole(MOST_EPOCHS).default(50),
  batch: whole(65_536).default(128),
  optimizer: optimizer.prefault({ name: "adam" }),
  decay: z.strictObject({ everyEpochs: whole(MOST_EPOCHS), factor: z.number().gt(0).max(1) }).nullable()
    .default({ everyEpochs: 15, factor: 0.1 }),
  dropout: z.number().min(0).lt(1).default(0.25),
  report: z.enum(["last", "best-on-test"]).default("last"),
});

const protocol = z.discriminatedUnion("name", [
  z.strictObject({ name: z.literal("utterance-holdout"), testShare: share.default(0.2) }),
  z.strictObject({ name: z.literal("utterance-k-fold"), folds: z.int().min(2).max(1000).default(5) }),
  z.strictObject({ name: z.literal("image-holdout"), testShare: share.default(0.2) }),
  z.strictObject({ name: z.literal("image-k-fold"), folds: z.int().min(2).max(1000).default(5) }),
  z.strictObject({ name: z.literal("speaker-k-fold"), folds: z.int().min(2).max(1000).default(6) }),
  z.strictObject({ name: z.literal("leave-one-speaker-out") }),
  z.strictObject({ name: z.literal("leave-one-session-out") }),
  z.strictObject({ name: z.literal("cross-corpus"), test: corpus }),
]);

const settingsShape = {
  corpus,
  signal: signal.prefault({}),
  spectrogram: spectrogram.prefault({}),
  model: model.prefault({ name: "dscnn" }),
  training: training.prefault({}),
  protocol,
};

/** Settings of one cell of the matrix: everything but seed and fold. */
export const settingsSchema = z.strictObject(settingsShape).refine(
  ({ protocol, spectrogram: { time } }) =>
    !leaks(protocol) || (time !== "resize" && time.method === "windows"),
  {
    path: ["protocol"],
    message: 'deals images, of which each clip has but one unless spectrogram.time.method is "windows": ' +
      "nothing would leak",
  },
);

const seeds = z.array(seed).min(1).max(1000)
  .refine((s) => new Set(s).size === s.length, { message: "must not repeat a seed" });

const sample = z.strictObject({
  runs: whole(10_000),
  seed: seed.default(0),
  weights: z.record(text, z.array(positive(1e6))).default({}),
});

/** A whole manifest, after `extends` is resolved. */
export const manifestSchema = z.strictObject({
  $schema: z.string().optional(),
  id: z.string().max(80).regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "must be lower-case words joined by hyphens"),
  title: text,
  ...settingsShape,
  framework: z.enum(FRAMEWORKS).nullable().default(null),
  seeds: seeds.default([0]),
  matrix: z.record(text, z.array(z.unknown()).min(1).max(1000)).default({}),
  labels: z.record(text, z.array(text).min(1).max(1000)).default({}),
  sample: sample.nullable().default(null),
  minimumAccuracy: share.nullable().default(null),
});

/** A manifest as it stands in a file: `extends` may provide any part. */
export const manifestFileSchema = manifestSchema.partial().extend({
  extends: z.string().max(4096).optional(),
});

type SettingsOfSchema = z.output<typeof settingsSchema>;
/** Fails to compile when `settings.ts` and this schema part ways. */
export const settingsAgree: SameType<SettingsOfSchema, Unlocked<Omit<Settings, "seed" | "fold">>> = true;
