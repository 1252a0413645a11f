import type { Environment } from "./record.ts";

/** The engine with the version of its algorithm, where that is not 1; runs of equal texts may stand together. */
export function engineText(
  { engine, engineVersion = 1 }: Pick<Environment, "engine" | "engineVersion">,
): string {
  return engineVersion === 1 ? engine : `${engine} ${engineVersion}`;
}
