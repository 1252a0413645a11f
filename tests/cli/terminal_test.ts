import { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
import { join } from "node:path";
import { disorder, hasTerminal, interrupted } from "../campaign/terminal.ts";
import { inFolder } from "../folder.ts";
import { filesBelow, recordsIn, ROOT, tiny, writeManifest } from "./command.ts";

const terminal = await hasTerminal();

/** Waits until something is so, two minutes at most. */
async function until(is: () => boolean | Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 120_000; Date.now() < deadline;) {
    if (await is()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error("it did not come within two minutes");
}

/** A command in a terminal that is asked to stop when a file is there whose name fits. */
async function stoppedAt(command: string, folder: string, name: RegExp): Promise<void> {
  const result = await interrupted(
    command,
    () => until(async () => (await filesBelow(folder)).some((f) => name.test(f))),
  );
  assert(result.took !== null, result.screen);
  assertEquals(await disorder(command, result, [folder]), null, result.screen);
  assert(result.screen.includes("error: stopped: the same command goes on from here"), result.screen);
}

Deno.test({
  name: "Ctrl-C in a terminal stops the documented command in order, whatever it is at",
  ignore: !terminal,
  fn: () =>
    inFolder(async (folder) => {
      const long = tiny({
        training: { epochs: 400, batch: 4 },
        corpus: { name: "synthetic", speakers: 4, takes: 2 },
      });
      const manifest = await writeManifest(folder, long);
      const [out, cache] = [join(folder, "out"), join(folder, "cache")];
      const words = `'${manifest}' --out '${out}' --cache '${cache}' --backend wasm --checkpoint-every 1`;
      await stoppedAt(`deno task replicate ${words}`, cache, /\.wav$/);
      await stoppedAt(`make replicate ARGS="${words}"`, out, /checkpoints/);
      await stoppedAt(`deno task replicate ${words} --epochs 1`, out, /tables\//);
      const records = (await recordsIn(join(out, "trials"))).length;
      assertEquals(records, 2, "those stay that were made before the report");
    }),
});

Deno.test({
  name: "Ctrl-C in a terminal ends a verb that writes nothing, and one that waits",
  ignore: !terminal,
  async fn() {
    const bench = await interrupted(
      "deno task bench train",
      (screen) => until(() => screen().includes("launch.ts")),
    );
    assertEquals(await disorder("deno", bench, []), null);
    const serve = await interrupted(
      "deno task serve --port 0",
      (screen) => until(() => screen().includes("Ctrl-C")),
    );
    assertEquals(await disorder("deno", serve, []), null);
  },
});

Deno.test("a killed task runner takes the program with it, in order", () =>
  inFolder(async (folder) => {
    const long = tiny({ training: { epochs: 400, batch: 4 } });
    const manifest = await writeManifest(folder, long);
    const [out, cache] = [join(folder, "out"), join(folder, "cache")];
    const places = ["--out", out, "--cache", cache, "--backend", "wasm", "--checkpoint-every", "1"];
    const runner = new Deno.Command(Deno.execPath(), {
      args: ["task", "replicate", manifest, ...places],
      cwd: ROOT,
      env: { NO_COLOR: "1" },
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    // It ends when nobody holds the other end of the pipe any more: when the program is gone.
    const stderr = new Response(runner.stderr).text();
    await until(async () => (await filesBelow(join(out, "tiny/checkpoints"))).length > 0);
    runner.kill("SIGKILL");
    assert((await stderr).endsWith("error: stopped: the same command goes on from here\n"), await stderr);
    assertEquals((await filesBelow(folder)).filter((name) => name.endsWith(".tmp")), []);
    await runner.status;
  }));

Deno.test("a task passes on how its program ends", async () => {
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", "data", "verify", "tess"],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
    stdout: "null",
    stderr: "piped",
  }).output();
  assertEquals(code, 2);
  assert(new TextDecoder().decode(stderr).startsWith('error: There is no corpus "tess"'));
});
