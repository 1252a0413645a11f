import { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
import { fileURLToPath } from "node:url";
import config from "../../../deno.json" with { type: "json" };

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

async function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const [, verb, ...words] = config.tasks.audit.command.split(" ");
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [verb!, "--quiet", ...words, ...args],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: decode(stdout), stderr: decode(stderr) };
}

Deno.test("audit prints the findings of the paper, and ends well", async () => {
  const [text, json, unknown, rule] = await Promise.all([
    run(),
    run("deepika2025", "--json"),
    run("nobody2020"),
    run("--rule", "share-range", "nothing"),
  ]);
  assertEquals([text.code, text.stderr, json.code, json.stderr], [0, "", 0, ""]);
  const { suite, findings, counts } = JSON.parse(json.stdout);
  assertEquals(suite, "deepika2025");
  assert(text.stdout.includes(`\n${findings.length} findings: `), text.stdout);
  assert(text.stdout.startsWith("impossible    share-range "), text.stdout);
  const count = (rule: string) => counts.find((c: { rule: string }) => c.rule === rule)?.count ?? 0;
  assertEquals(counts.reduce((sum: number, c: { count: number }) => sum + c.count, 0), findings.length);
  assertEquals([count("share-range"), count("split-shares")], [5, 1]);
  assertEquals(unknown.code, 1);
  assert(unknown.stderr.startsWith('error: There is no suite "nobody2020"'), unknown.stderr);
  assertEquals([rule.code, rule.stdout], [2, ""]);
  assert(rule.stderr.startsWith('error: There is no rule "nothing": there are share-range, '), rule.stderr);
});
