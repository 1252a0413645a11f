import { z } from "zod";
import { manifestFileSchema } from "./schema.ts";

/** The JSON Schema of a manifest file, as committed in `experiments/schema/manifest.schema.json`. */
export function manifestJsonSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(manifestFileSchema, { io: "input", unrepresentable: "any" });
  return { $schema, title: "ser-replicate manifest", ...schema };
}

/** The text of that file. */
export function schemaText(): string {
  return `${JSON.stringify(manifestJsonSchema(), null, 2)}\n`;
}
