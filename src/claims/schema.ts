import { z } from "zod";
import type { SameType, Unlocked } from "../base/same_type.ts";
import type { ClaimMeasure, Unit } from "./claim.ts";
import type { ClaimsFile } from "./claims_file.ts";
import type { MeasureName } from "../record/measure.ts";

/**
 * The one description of a claims file, from which the check and the committed JSON Schema are made. Internal:
 * the public face is `parseClaims`.
 */

const text = z.string().min(1).max(10_000);
/** Larger than any number of a paper, and small enough for JavaScript to print with its decimals. */
const number = z.number().min(-1e15).max(1e15);
/** Counts of things. */
const whole = z.int().min(1);
const id = z.string().regex(
  /^[a-z0-9]+([.-][a-z0-9]+)*$/,
  "must be lower-case words joined by dots and hyphens",
);
/** More clips than any corpus has, and more folds than any paper. */
const [MOST_CLIPS, MOST_FOLDS] = [1e9, 10_000];
const share = z.number().min(0).max(1);
const tolerance = z.number().min(0).max(1e15);
const sign = z.literal([1, -1]);

const units = [
  "percent",
  "share",
  "percentage-points",
  "megabytes",
  "gigabytes",
  "minutes",
  "hertz",
  "count",
  "pixels",
  "hours",
  "number",
] as const satisfies readonly Unit[];
const unit = z.enum(units);

const measures = [
  "accuracy",
  "unweightedAccuracy",
  "trainingAccuracy",
  "trainingLoss",
  "validationLoss",
  "trainingSeconds",
  "precision",
  "recall",
  "f1",
  "confusion",
] as const satisfies readonly MeasureName[];

const measure = z.enum(
  [
    ...measures,
    "size",
    "trainingTime",
    "clips",
    "speakers",
    "sessions",
    "classes",
    "hours",
    "sampleRate",
    "memory",
    "trainShare",
    "testShare",
    "folds",
    "setting",
  ] as const satisfies readonly ClaimMeasure[],
);

const place = z.union([
  z.strictObject({ table: whole, row: text, column: text }),
  z.strictObject({ section: text }),
]);

const runs = z.strictObject({ experiment: text, variant: text });

const measured = z.strictObject({
  measure: z.enum(measures).optional(),
  of: text.optional(),
  predicted: text.optional(),
});

const property = z.enum(["weightBytes", "fileBytes", "parameters"]);

const test = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("value"), corpus: text, runs, quantity: measured, tolerance }),
  z.strictObject({
    kind: z.literal("ordering"),
    corpus: text,
    better: runs,
    worse: runs,
    quantity: measured,
    worseQuantity: measured.optional(),
    sign,
  }),
  z.strictObject({
    kind: z.literal("difference"),
    corpus: text,
    minuend: runs,
    subtrahend: runs,
    quantity: measured,
    tolerance,
  }),
  z.strictObject({ kind: z.literal("property"), runs, property, tolerance }),
  z.strictObject({ kind: z.literal("property-ordering"), better: runs, worse: runs, property, sign }),
  z.strictObject({ kind: z.literal("fact"), fact: id, tolerance }),
  z.strictObject({
    kind: z.literal("none"),
    verdict: z.enum(["not testable", "cited", "not comparable"]),
    why: text,
  }),
]);

const quantity = z.strictObject({
  measure,
  corpus: text.optional(),
  trainedOn: text.optional(),
  variant: text.optional(),
  network: text.optional(),
  downsampling: text.optional(),
  of: text.optional(),
  predicted: text.optional(),
  average: z.enum(["weighted", "macro"]).optional(),
  table: whole.optional(),
});

const claim = z.strictObject({
  id,
  place,
  kind: z.enum(["value", "ordering", "difference", "property"]),
  printed: text,
  value: number.nullable(),
  decimals: z.int().min(0).max(20).nullable(),
  unit: unit.nullable(),
  meaning: text,
  quantity,
  against: quantity.partial().optional(),
  subject: text,
  test,
  beside: runs.optional(),
});

/** Measures that count things. */
const COUNTED: ReadonlySet<ClaimMeasure> = new Set<ClaimMeasure>([
  "clips",
  "speakers",
  "sessions",
  "classes",
  "folds",
]);

const fact = z.strictObject({
  id,
  about: text,
  part: text.optional(),
  measure,
  of: text.optional(),
  value: z.number().positive().max(1e15),
  unit,
  source: text,
}).refine(({ measure, value }) => !COUNTED.has(measure) || (Number.isInteger(value) && value <= MOST_CLIPS), {
  path: ["value"],
  message: `must be a whole number of at most ${MOST_CLIPS}`,
});

const split = z.strictObject({
  id,
  place,
  trainShare: share.nullable(),
  testShare: share.nullable(),
  folds: z.int().min(1).max(MOST_FOLDS).nullable(),
  by: z.enum(["utterance", "speaker"]).optional(),
  foldSizes: z.array(z.int().min(1).max(MOST_CLIPS)).min(1).max(MOST_FOLDS).optional(),
  meaning: text,
});

/** A whole claims file. */
export const claimsFileSchema = z.strictObject({
  $schema: z.string().optional(),
  format: z.literal(1),
  paper: z.strictObject({
    title: text,
    doi: z.string().regex(/^10\.\d{4,9}\/\S+$/, "must be a DOI"),
    decimalSign: z.enum([".", ","]).optional(),
  }),
  main: z.array(z.strictObject({ title: text, claims: z.array(id).min(1).max(1000) })).max(100).optional(),
  tolerances: z.array(z.strictObject({ of: text, tolerance: text, why: text })).max(1000),
  facts: z.array(fact).max(10_000),
  splits: z.array(split).max(100),
  claims: z.array(claim).max(100_000),
});

type FileOfSchema = Omit<z.output<typeof claimsFileSchema>, "$schema">;
/** Fails to compile when `claims_file.ts` and this schema part ways. */
export const claimsAgree: SameType<FileOfSchema, Unlocked<ClaimsFile>> = true;
