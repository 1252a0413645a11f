import { deepStrictEqual as assertEquals } from "node:assert/strict";
import { join } from "node:path";
import { inFolder } from "../folder.ts";
import {
  assertOneError,
  type Ended,
  ended,
  filesBelow,
  ROOT,
  succeed,
  taskWords,
  tiny,
  type Verb,
} from "./command.ts";
import { writeManifest } from "./command.ts";

const root = Deno.build.os === "linux" && Deno.uid() === 0;

/** A command as someone whom permissions of files bind: root without the capabilities to pass over them. */
function bound(verb: Verb, args: readonly string[]): Promise<Ended> {
  const [, ...words] = taskWords(verb, args);
  const without = [
    "--bounding-set=-dac_override,-dac_read_search",
    "--inh-caps=-dac_override,-dac_read_search",
  ];
  const [command, ...first] = root ? ["setpriv", ...without, Deno.execPath()] : [Deno.execPath()];
  const more = verb === "replicate" ? ["--backend", "wasm", "--jobs", "1"] : [];
  return ended(
    new Deno.Command(command!, {
      args: [...first, ...words, ...args, ...more],
      cwd: ROOT,
      env: { NO_COLOR: "1" },
      stdout: "piped",
      stderr: "piped",
    }).spawn(),
  );
}

async function setMode(folder: string, file: number, directory: number): Promise<void> {
  await Deno.chmod(folder, 0o755);
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory) await setMode(path, file, directory);
    else await Deno.chmod(path, file);
  }
  await Deno.chmod(folder, directory);
}

Deno.test({
  name: "with a cache and results that may only be read, everything works that needs no writing",
  ignore: Deno.build.os === "windows",
  fn: () =>
    inFolder(async (folder) => {
      const silence = { "signal.silence": [null, { method: "peak" }] };
      const manifest = await writeManifest(
        folder,
        tiny({ training: { epochs: 1, batch: 16 }, matrix: silence }),
      );
      const [out, cache] = [join(folder, "out"), join(folder, "cache")];
      const args = [manifest, "--out", out, "--cache", cache];
      await succeed("replicate", args);
      await succeed("report", ["quickstart", "--out", out]);
      const before = await filesBelow(folder);
      for (const place of [out, cache]) await setMode(place, 0o444, 0o555);
      try {
        const again = await bound("replicate", args);
        assertEquals(again.code, 0, again.stderr);
        for (const [verb, words] of [["report", ["quickstart"]], ["claims", []]] as const) {
          const { code, stderr } = await bound(verb, [...words, "--out", out]);
          assertEquals(code, 0, stderr);
        }
        const fresh = await bound("replicate", [...args, "--fresh"]);
        assertEquals(fresh.code, 1);
        assertOneError(fresh.stderr, `Cannot write ${out}/tiny/runs/`);
        const elsewhere = await bound("replicate", [
          manifest,
          "--out",
          join(folder, "other"),
          "--cache",
          cache,
        ]);
        assertEquals(elsewhere.code, 0, elsewhere.stderr);
      } finally {
        for (const place of [out, cache]) await setMode(place, 0o644, 0o755);
      }
      assertEquals((await filesBelow(folder)).filter((name) => !name.startsWith("other/")), before);
    }),
});
