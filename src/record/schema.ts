import { z } from "zod";
import { settingsSchema } from "../manifest/schema.ts";

/**
 * The shape of a record and the range of its numbers. Internal: the public face is `parseRecord`. Keys that a
 * later version added are let through; what several parts say together is checked in `check.ts`.
 */

const text = z.string().max(4096);
const share = z.number().min(0).max(1);
const count = z.int().min(0).max(1e12);
const seconds = z.number().min(0).max(1e9);
/** Largest float32, which a training that diverges may come near to. */
const loss = z.number().min(0).max(3.5e38);
const hash = z.string().regex(/^[0-9a-f]{64}$/, "must be a SHA-256");

/** What holds thousands of values: `check.ts` goes through them, which the schema would do far more slowly. */
const anObject = z.custom<object>(
  (value) => value !== null && typeof value === "object" && !Array.isArray(value),
  "must be an object",
);
const anArray = z.custom<unknown[]>(Array.isArray, "must be an array");

const epoch = z.looseObject({
  epoch: z.int().min(1),
  loss,
  accuracy: share,
  validationLoss: loss.nullable(),
  validationAccuracy: share.nullable(),
  learningRate: z.number().min(0).max(1e6),
  seconds,
});

const data = z.looseObject({
  corpus: text,
  corpusHash: hash,
  testCorpus: text.nullable(),
  testCorpusHash: hash.nullable(),
  synthetic: z.boolean(),
  classes: z.array(text.min(1)).min(1).max(1000),
  trainClips: z.int().min(1).max(1e9),
  testClips: z.int().min(1).max(1e9),
  trainSpeakers: z.array(text).max(1e6),
  testSpeakers: z.array(text).max(1e6),
  folds: anObject,
  leftOut: z.array(z.looseObject({ path: text, reason: text })).max(1e6),
  siblingShare: share.nullable().optional(),
  notes: z.array(text).max(1e4),
  weights: z.looseObject({ source: text, file: text, sha256: hash, disclosure: text.nullable() }).nullable()
    .optional(),
});

const cost = z.looseObject({
  parameters: count,
  trainableParameters: count,
  trainedParameters: count.optional(),
  weightBytes: count,
  fileBytes: count,
  flops: z.number().min(0).max(1e18),
  trainingSeconds: seconds,
  secondsPerEpoch: seconds,
  featureSeconds: seconds.nullable().optional(),
  peakMemoryBytes: z.number().min(0).max(1e15).nullable(),
});

const environment = z.looseObject({
  project: z.looseObject({ version: text, commit: text.nullable(), dirty: z.boolean().nullable() }),
  deno: text,
  libraries: z.record(z.string().max(200), text),
  backend: text,
  engine: text,
  engineVersion: z.int().min(1).max(1e6).optional(),
  adapter: text.nullable(),
  driver: text.nullable(),
  cpu: text.nullable(),
  cores: z.int().min(1).max(1e6),
  os: text,
  finishedAt: z.iso.datetime(),
});

/** A whole record; predictions and metrics are lists and numbers of any kind here. */
export const recordSchema = z.looseObject({
  format: z.literal(1),
  id: z.string().regex(/^[0-9a-f]{16}$/, "must be 16 hexadecimal digits"),
  suite: text.min(1),
  experiment: text.min(1),
  settings: settingsSchema.extend({ seed: z.int().min(0), fold: z.int().min(0) }),
  data,
  epochs: z.array(epoch).max(1e6),
  reportedEpoch: z.int().min(1),
  predictions: anArray,
  metrics: anObject,
  clipMetrics: anObject.nullable().optional(),
  cost,
  environment,
});
