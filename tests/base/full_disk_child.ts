/** Writes more than its process may: started by `files_test.ts` with a limit on the size of files. */
import { writeFileAtomic } from "../../src/base/files.ts";

try {
  await writeFileAtomic(Deno.args[0]!, new Uint8Array(8 << 20).fill(7));
  console.log("written");
} catch (error) {
  console.log((error as Error).name);
}
