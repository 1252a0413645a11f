/**
 * Starts the program with the permissions that its arguments need and no others: `launch.ts VERB ...`. It may read
 * everything, to see where links and manifests lead, and start programs; it does nothing else. Signals and exit
 * codes pass through it. When whoever started it is gone, the program is asked to stop; when it is gone itself, the
 * program notices.
 */
import { fileURLToPath } from "node:url";
import { watchFor } from "./interrupts.ts";
import { permissionsOf } from "./permissions.ts";

const parent = Deno.ppid;
const program = fileURLToPath(new URL("./launched.ts", import.meta.url));
const child = new Deno.Command(Deno.execPath(), {
  args: ["run", ...permissionsOf(Deno.args), program, ...Deno.args],
  stdin: "inherit",
  stdout: "inherit",
  stderr: "inherit",
}).spawn();
const pass = (signal: Deno.Signal) => {
  try {
    child.kill(signal);
  } catch {
    // It has ended.
  }
};
Deno.addSignalListener("SIGINT", () => pass("SIGINT"));
if (Deno.build.os !== "windows") Deno.addSignalListener("SIGTERM", () => pass("SIGTERM"));
watchFor(parent, () => pass("SIGTERM"));
Deno.exit((await child.status).code);
