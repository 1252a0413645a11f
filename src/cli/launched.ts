/** The program, started by `launch.ts`: it ends when that is gone. */
import { main } from "./main.ts";

Deno.exit(await main(Deno.args, { watchParent: true }));
