/** Writes a temporary file beside the path that it is given, says so, and goes on holding it. */
import { openTemporary } from "../../src/base/temporary.ts";

const { file } = await openTemporary(Deno.args[0]!);
await file.write(new TextEncoder().encode("half of"));
console.log("written");
setTimeout(() => file.close(), 60_000);
