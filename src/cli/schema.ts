import { writeFileAtomic } from "../base/files.ts";
import { leavingNothing } from "../base/temporary.ts";
import { claimsSchemaText } from "../claims/json_schema.ts";
import { schemaText } from "../manifest/json_schema.ts";
import { EXPERIMENTS } from "./places.ts";

/**
 * `schema`: writes `manifest.schema.json` and `claims.schema.json` into `experiments/schema`, which editors
 * complete manifests and claims with.
 */
export async function schema(): Promise<void> {
  for (const [name, text] of [["manifest", schemaText()], ["claims", claimsSchemaText()]]) {
    const path = `${EXPERIMENTS}/schema/${name}.schema.json`;
    await leavingNothing([path], () => writeFileAtomic(path, text!));
    console.log(path);
  }
}
