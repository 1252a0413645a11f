import { join } from "node:path";
import { benchFeatures } from "../../bench/features.ts";

/** `bench features [DIR]`: prints one JSON line. */
export async function bench(dir: string | undefined, limit: number | undefined): Promise<void> {
  console.log(JSON.stringify(await benchFeatures(dir ?? join("data", "ravdess"), limit)));
}
