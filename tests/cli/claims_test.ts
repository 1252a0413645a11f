import { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
import { join } from "node:path";
import type { Judgement } from "../../src/claims/judgement.ts";
import { inFolder } from "../folder.ts";
import { assertOneError, filesBelow, ROOT, run, succeed } from "./command.ts";

const RESULTS = join(ROOT, "results");

Deno.test("claims prints a row per claim and the counts, as text and as JSON", async () => {
  const [plain, json, contradicted] = await Promise.all([
    succeed("claims", ["--out", RESULTS]),
    succeed("claims", ["deepika2025", "--out", RESULTS, "--json"]),
    succeed("claims", ["--out", RESULTS, "--verdict", "contradicted", "--why"]),
  ]);
  const { format, suite, counts, judgements } = JSON.parse(json.stdout);
  assertEquals([format, suite], [1, "deepika2025"]);
  const total = Object.values<number>(counts).reduce((a, b) => a + b, 0);
  assertEquals(judgements.length, total);
  const lines = plain.stdout.trimEnd().split("\n");
  assertEquals(lines.length, 1 + total + 1);
  assert(lines[0]!.startsWith("claim ") && lines[0]!.endsWith("verdict"));
  assert(lines.at(-1)!.startsWith(`${total} claims: ${counts.reproduced} reproduced (`));
  for (const [i, { id, verdict }] of judgements.entries()) {
    assert(lines[i + 1]!.startsWith(`${id} `) && lines[i + 1]!.endsWith(verdict), lines[i + 1] ?? id);
  }
  const rows = contradicted.stdout.trimEnd().split("\n").slice(1, -1).filter((line) => !line.startsWith(" "));
  assertEquals(rows.length, counts.contradicted);
  assert(rows.every((line) => line.endsWith("contradicted")) && contradicted.stdout.includes("\n    "));
  const tried = judgements.filter(({ verdict, readings }: Judgement) =>
    verdict === "contradicted" && readings
  );
  const told = contradicted.stdout.split("\n    Contradicted under the default reading").length - 1;
  assertEquals([told, told > 0], [tried.length, true]);
});

Deno.test("claims without a record says what is missing, and decides what needs no run", async () => {
  await inFolder(async (out) => {
    const { stdout } = await succeed("claims", ["--out", out, "--json"]);
    // deno-lint-ignore no-explicit-any
    const judgements: any[] = JSON.parse(stdout).judgements;
    const decided = judgements.filter(({ verdict }) => ["reproduced", "contradicted"].includes(verdict));
    assert(decided.length > 0 && decided.every(({ runIds }) => runIds.length === 0));
    const absent = judgements.filter(({ verdict }) => verdict === "not run");
    assert(absent.length > 0);
    // Every manifest that a claim names exists.
    assertEquals(absent.filter(({ missing }) => missing.what !== "data").map(({ id }) => id), []);
    assertEquals(await filesBelow(out), []);
  });
});

Deno.test("the gate holds for accepted verdicts and fails with exit code 3 for others", async () => {
  await inFolder(async (out) => {
    const path = join(out, "deepika2025", "verdicts.json");
    const none = await run("claims", ["--out", out, "--gate"]);
    assertEquals(none.code, 1);
    assertOneError(none.stderr, "no accepted verdicts", path);
    const update = await succeed("claims", ["--out", out, "--update"]);
    assert(update.stderr.includes(path));
    await succeed("claims", ["--out", out, "--gate"]);

    const accepted = JSON.parse(await Deno.readTextFile(path));
    const [first] = Object.keys(accepted.verdicts);
    const was = accepted.verdicts[first!];
    const other = was === "reproduced" ? "contradicted" : "reproduced";
    accepted.verdicts[first!] = other;
    await Deno.writeTextFile(path, JSON.stringify(accepted));
    const moved = await run("claims", ["--out", out, "--gate"]);
    assertEquals(moved.code, 3);
    assertOneError(moved.stderr, "1 of ", `${first} was ${other}, is ${was}`);

    await Deno.writeTextFile(path, "{}");
    const broken = await run("claims", ["--out", out, "--gate"]);
    assertEquals(broken.code, 1);
    assertOneError(broken.stderr, path, "format must be 1");
  });
});

Deno.test("wrong use of claims ends in one line", async () => {
  const cases = [
    [["none"], 1, 'There is no suite "none"'],
    [["quickstart"], 1, 'The suite "quickstart" has no claims.json'],
    [["--verdict", "true"], 2, "--verdict"],
    [["--gate", "--update"], 2, "--update"],
  ] as const;
  await Promise.all(cases.map(async ([args, code, says]) => {
    const wrong = await run("claims", args);
    assertEquals([wrong.code, wrong.stdout], [code, ""], wrong.stderr);
    assertOneError(wrong.stderr, says);
  }));
});
