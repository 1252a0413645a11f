import { deepStrictEqual as assertEquals } from "node:assert/strict";
import { fileURLToPath } from "node:url";

async function run(...args: string[]): Promise<{ out: string; err: string }> {
  const child = fileURLToPath(new URL("./progress_child.ts", import.meta.url));
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", "--no-lock", child, ...args],
  });
  const { stdout, stderr } = await command.output();
  return { out: new TextDecoder().decode(stdout), err: new TextDecoder().decode(stderr) };
}

Deno.test("where there is no terminal: plain lines on standard error, one in fifteen seconds", async () => {
  const { out, err } = await run();
  assertEquals(out, "data\n");
  assertEquals(err.split("\n"), [
    "a message",
    "features: 15 of 100, 1 min 25 s left",
    "features: 30 of 100, 1 min 10 s left",
    "features: 45 of 100, loss 1.5, 55 s left",
    "features: 50 clips (50 s)",
    "training: done (0 s)",
    "",
  ]);
});

Deno.test("quiet: nothing on standard error", async () => {
  assertEquals(await run("quiet"), { out: "data\n", err: "" });
});
