/**
 * Runs command lines one after another in one process: a line of standard input each, a JSON list of words. Behind
 * what a command says, a line on standard error with its exit code and one on standard output end it.
 */
import { main } from "../../src/cli/main.ts";

for (const line of (await new Response(Deno.stdin.readable).text()).trimEnd().split("\n")) {
  const code = await main(JSON.parse(line));
  await Deno.stdout.write(new TextEncoder().encode("\n== end\n"));
  await Deno.stderr.write(new TextEncoder().encode(`\n== end ${code}\n`));
}
