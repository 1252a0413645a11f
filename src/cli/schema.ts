import { writeFileAtomic } from "../base/files.ts";
import { manifestJsonSchema } from "../manifest/json_schema.ts";
import { EXPERIMENTS } from "./places.ts";

/** `schema`: writes `experiments/schema/manifest.schema.json`, which editors complete manifests with. */
export async function schema(): Promise<void> {
  const path = `${EXPERIMENTS}/schema/manifest.schema.json`;
  await writeFileAtomic(path, `${JSON.stringify(manifestJsonSchema(), null, 2)}\n`);
  console.log(path);
}
