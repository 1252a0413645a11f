import { deepStrictEqual as assertEquals, ok as assert, rejects as assertRejects } from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { UserError } from "../../src/base/errors.ts";
import { listFolder, readIfPresent, writeFileAtomic } from "../../src/base/files.ts";
import { inFolder } from "../folder.ts";

async function allNames(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(folder), (entry) => entry.name)).sort();
}

Deno.test("a file is written with its folders, text or bytes, and replaced", () =>
  inFolder(async (folder) => {
    const path = join(folder, "a", "b", "c.txt");
    await writeFileAtomic(path, "ä");
    assertEquals(await Deno.readTextFile(path), "ä");
    await writeFileAtomic(path, Uint8Array.of(1, 2, 3), { flush: false });
    assertEquals([...(await Deno.readFile(path))], [1, 2, 3]);
    await writeFileAtomic(path, "");
    assertEquals((await Deno.readFile(path)).length, 0);
    assertEquals(await allNames(join(folder, "a", "b")), ["c.txt"]);
  }));

Deno.test("writers of one file at a time leave one of the contents whole", () =>
  inFolder(async (folder) => {
    const path = join(folder, "file");
    await Promise.all(Array.from({ length: 20 }, (_, i) => writeFileAtomic(path, `${i}`.repeat(10_000))));
    const text = await Deno.readTextFile(path);
    assert(Array.from({ length: 20 }, (_, i) => `${i}`.repeat(10_000)).includes(text));
    assertEquals(await allNames(folder), ["file"]);
  }));

Deno.test("what cannot be written is one line that names the file, and nothing is left behind", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "file"), "old");
    await Deno.mkdir(join(folder, "occupied", "inside"), { recursive: true });
    for (const path of [join(folder, "file", "below"), join(folder, "occupied")]) {
      await assertRejects(writeFileAtomic(path, "new"), (error: UserError) => {
        assert(error instanceof UserError && error.exitCode === 1);
        assert(error.message.startsWith(`Cannot write ${path}: `), error.message);
        assert(!error.message.includes("\n"));
        return true;
      });
    }
    assertEquals(await allNames(folder), ["file", "occupied"]);
    assertEquals(await Deno.readTextFile(join(folder, "file")), "old");
  }));

Deno.test({
  name: "a folder without write permission",
  ignore: Deno.build.os === "windows" || Deno.uid() === 0,
  fn: () =>
    inFolder(async (folder) => {
      const closed = join(folder, "closed");
      await Deno.mkdir(closed, { mode: 0o555 });
      await assertRejects(writeFileAtomic(join(closed, "file"), "x"), UserError);
      assertEquals(await allNames(closed), []);
    }),
});

Deno.test({
  name: "a disk that fills up while a file is written leaves the old file whole and no other",
  ignore: Deno.build.os === "windows",
  fn: () =>
    inFolder(async (folder) => {
      const path = join(folder, "out", "file");
      await writeFileAtomic(path, "old");
      // The limit stands for the full disk: a write past it fails half-way (EFBIG), on any system, for any user.
      const script =
        `trap "" XFSZ; ulimit -f 4096; exec "$0" run --quiet --no-config --no-lock --no-check --allow-all "$@"`;
      const child = fileURLToPath(new URL("./full_disk_child.ts", import.meta.url));
      const { stdout, stderr } = await new Deno.Command("sh", {
        args: ["-c", script, Deno.execPath(), child, path],
        env: { DENO_DIR: join(folder, "cache"), NO_COLOR: "1" },
      }).output();
      assertEquals(new TextDecoder().decode(stdout), "UserError\n", new TextDecoder().decode(stderr));
      assertEquals(await allNames(join(folder, "out")), ["file"]);
      assertEquals(await Deno.readTextFile(path), "old");
    }),
});

Deno.test("reading: the bytes, null for no file, an error for anything else", () =>
  inFolder(async (folder) => {
    await Deno.writeFile(join(folder, "file"), Uint8Array.of(5));
    assertEquals([...(await readIfPresent(join(folder, "file")))!], [5]);
    assertEquals(await readIfPresent(join(folder, "none", "file")), null);
    await assertRejects(readIfPresent(folder), UserError);
  }));

Deno.test("listing: sorted names, empty for no folder or a file", () =>
  inFolder(async (folder) => {
    for (const name of ["b", "a", "C"]) await Deno.writeTextFile(join(folder, name), "");
    assertEquals(await listFolder(folder), ["C", "a", "b"]);
    assertEquals(await listFolder(join(folder, "none")), []);
    assertEquals(await listFolder(join(folder, "a")), []);
  }));
