import { z } from "zod";

/** Texts, columns and rows that no paper goes beyond. */
const text = z.string().max(10_000);

const addressSchema = z.strictObject({
  source: text.optional(),
  variant: text.optional(),
  measure: z.enum([
    "accuracy",
    "unweightedAccuracy",
    "trainingAccuracy",
    "precision",
    "recall",
    "f1",
    "confusion",
  ]).optional(),
  of: text.optional(),
  predicted: text.optional(),
  unit: z.enum(["share", "percent"]).optional(),
});

/** A whole `paper.json`. Internal: the public face is `parsePaper`. */
export const paperSchema = z.strictObject({
  format: z.literal(1),
  title: text.min(1),
  authors: z.array(text).min(1),
  journal: text,
  year: z.int().min(1).max(9999),
  doi: text.regex(/^10\.\d{4,9}\/\S+$/),
  decimalSign: z.enum([".", ","]).optional(),
  names: z.record(text, text),
  sources: z.record(
    text,
    z.array(z.strictObject({ protocol: text.min(1), experiment: text.min(1) })).min(1),
  ),
  tables: z.array(z.strictObject({
    id: text.max(80).regex(/^[a-z0-9-]+$/),
    number: z.int().min(1).max(1e6),
    kind: z.enum(["comparison", "classes", "confusion", "accuracies", "methods", "cost"]),
    caption: text,
    labels: z.int().min(1).max(100),
    address: addressSchema,
    columns: z.array(z.strictObject({
      title: text,
      field: text.optional(),
      address: addressSchema.optional(),
    })).min(1).max(1000),
    rows: z.array(z.strictObject({ printed: z.array(text), address: addressSchema.optional() })).max(10_000),
    notes: z.array(text).max(1000),
  })).max(1000),
});
