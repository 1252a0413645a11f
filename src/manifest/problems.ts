import type { z } from "zod";
import { problemLines as linesOf } from "../base/problems.ts";

/** What zod found wrong with a manifest, one line per problem: `path: what must hold`. */
export function problemLines(error: z.ZodError): string[] {
  return linesOf(error, { whole: "manifest", key: "setting" });
}
