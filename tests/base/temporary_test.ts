import { deepStrictEqual as assertEquals, rejects as assertRejects } from "node:assert/strict";
import { join } from "node:path";
import { leavingNothing, openTemporary, removeUnfinished } from "../../src/base/temporary.ts";
import { writeFileAtomic, writeFileIfChanged } from "../../src/base/files.ts";
import { filesBelow } from "../cli/command.ts";
import { inFolder } from "../folder.ts";

/** Writes a temporary file in another process and kills that, or lets it live until `end` is called. */
async function writer(path: string): Promise<{ end(signal: Deno.Signal): Promise<void> }> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-lock", "--no-prompt", "--allow-all", "tests/base/temporary_child.ts", path],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const reader = child.stdout.getReader();
  await reader.read();
  return {
    async end(signal) {
      child.kill(signal);
      await reader.cancel();
      await child.status;
    },
  };
}

Deno.test("what a living process writes stays, what a dead one left is removed wherever it lies", () =>
  inFolder(async (folder) => {
    await Deno.mkdir(join(folder, "a/b"), { recursive: true });
    const [alive, dead] = [await writer(join(folder, "a/x.json")), await writer(join(folder, "a/b/y.svg"))];
    await dead.end("SIGKILL");
    for (const name of ["report.tmp", "a/z.7-3.tmp", "z.0123456789ab.tmp.json"]) {
      await Deno.writeTextFile(join(folder, name), "somebody's own");
    }
    assertEquals(await removeUnfinished(folder), 1);
    const left = (await filesBelow(folder)).map((name) => name.replace(/[0-9a-f]{12}\.tmp$/, "*"));
    assertEquals(left, ["a/x.json.*", "a/z.7-3.tmp", "report.tmp", "z.0123456789ab.tmp.json"]);
    await alive.end("SIGTERM");
    assertEquals(await removeUnfinished(folder), 0);
    assertEquals((await filesBelow(folder)).length, 3);
  }));

Deno.test("beside a path only what has its name is removed, and no folder is nothing to be removed", () =>
  inFolder(async (folder) => {
    for (const name of ["one.wav", "suite.zip", "suite2.zip"]) {
      (await openTemporary(join(folder, name))).file.close();
    }
    await removeUnfinished(join(folder, "one.wav"));
    await removeUnfinished(join(folder, "suite"));
    assertEquals((await filesBelow(folder)).map((name) => name.slice(0, 10)), ["suite2.zip"]);
    assertEquals(await removeUnfinished(join(folder, "none")), 0);
  }));

Deno.test("work that fails leaves nothing half written, not even what is written until a moment later", () =>
  inFolder(async (folder) => {
    const work = async () => {
      const { file } = await openTemporary(join(folder, "x"));
      setTimeout(() => file.close(), 80);
      throw new TypeError("stopped");
    };
    await assertRejects(leavingNothing([folder], work), TypeError);
    assertEquals(await filesBelow(folder), []);
  }));

Deno.test("threads that write one file at a time leave one content whole and nothing else", () =>
  inFolder(async (folder) => {
    const path = join(folder, "new/file");
    const url = new URL("./temporary_worker.ts", import.meta.url);
    await Promise.all(["a", "b", "c"].map((letter) =>
      new Promise<void>((resolve, reject) => {
        const worker = new Worker(url, { type: "module" });
        worker.onmessage = (
          { data },
        ) => (worker.terminate(), data === null ? resolve() : reject(Error(data)));
        worker.postMessage([path, letter]);
      })
    ));
    assertEquals(new Set(await Deno.readTextFile(path)).size, 1);
    assertEquals(await filesBelow(folder), ["new/file"]);
  }));

Deno.test("a folder that is removed again and again while a file is written is made again", () =>
  inFolder(async (folder) => {
    const below = join(folder, "cache");
    let done = false;
    const removing = (async () => {
      while (!done) {
        await Deno.remove(below, { recursive: true }).catch(() => {});
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
    })();
    for (let i = 0; i < 50; i++) await writeFileAtomic(join(below, "a/b/file"), "text", { flush: false });
    done = true;
    await removing;
  }));

Deno.test("a file that has its content already is not touched", () =>
  inFolder(async (folder) => {
    const path = join(folder, "file");
    await writeFileIfChanged(path, "text");
    const then = new Date("2024-01-01");
    await Deno.utime(path, then, then);
    await writeFileIfChanged(path, new TextEncoder().encode("text"));
    assertEquals((await Deno.stat(path)).mtime, then);
    await writeFileIfChanged(path, "other");
    assertEquals(await Deno.readTextFile(path), "other");
  }));
