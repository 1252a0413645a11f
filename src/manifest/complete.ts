import { settingsSchema } from "./schema.ts";
import type { Settings } from "./settings.ts";

/**
 * Settings as an earlier version wrote them, with those that came later at the values that they always had.
 * @throws {ZodError} If they are no settings.
 */
export function completeSettings({ seed, fold, ...settings }: Settings): Settings {
  return { ...settingsSchema.parse(settings), seed, fold };
}
