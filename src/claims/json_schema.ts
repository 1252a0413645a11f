import { z } from "zod";
import { claimsFileSchema } from "./schema.ts";

/** The JSON Schema of a claims file, as committed in `experiments/schema/claims.schema.json`. */
export function claimsJsonSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(claimsFileSchema, { io: "input", unrepresentable: "any" });
  return { $schema, title: "ser-replicate claims", ...schema };
}

/** The text of that file. */
export function claimsSchemaText(): string {
  return `${JSON.stringify(claimsJsonSchema(), null, 2)}\n`;
}
