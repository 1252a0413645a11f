import { deepStrictEqual as assertEquals } from "node:assert/strict";
import { dirname, join } from "node:path";
import { sha256 } from "../../src/base/hash.ts";
import { openStore } from "../../src/base/store.ts";
import { inFolder } from "../folder.ts";

const KEY = sha256("key");
const BYTES = Uint8Array.from({ length: 100 }, (_, i) => i);

/** The one file below a folder. */
async function onlyFile(folder: string): Promise<string> {
  const names = await Array.fromAsync(Deno.readDir(folder));
  assertEquals(names.length, 1);
  const path = join(folder, names[0]!.name);
  return names[0]!.isDirectory ? await onlyFile(path) : path;
}

Deno.test("an entry comes back as it was written; another key is another entry", () =>
  inFolder(async (folder) => {
    const store = openStore(join(folder, "store"));
    assertEquals(await store.read(KEY), null);
    assertEquals(await store.has(KEY), false);
    await store.write(KEY, BYTES);
    assertEquals([...(await store.read(KEY))!], [...BYTES]);
    assertEquals(await store.has(KEY), true);
    assertEquals(await store.read(sha256("other")), null);
    await store.write(KEY, new Uint8Array());
    assertEquals((await openStore(join(folder, "store")).read(KEY))!.length, 0);
    assertEquals(store.damaged(), 0);
  }));

const DAMAGE: Record<string, (bytes: Uint8Array) => Uint8Array> = {
  "a flipped bit in the content": (bytes) => bytes.with(40, bytes[40]! ^ 1),
  "a flipped bit in the checksum": (bytes) => bytes.with(bytes.length - 1, bytes.at(-1)! ^ 0x80),
  "a cut": (bytes) => bytes.slice(0, -1),
  "a cut into the checksum alone": (bytes) => bytes.slice(0, 20),
  "nothing left": () => new Uint8Array(),
  "a longer file": (bytes) => Uint8Array.from([...bytes, 0]),
};

for (const [name, damage] of Object.entries(DAMAGE)) {
  Deno.test(`a damaged entry is noticed, removed and counted: ${name}`, () =>
    inFolder(async (folder) => {
      const store = openStore(folder);
      await store.write(KEY, BYTES);
      const path = await onlyFile(folder);
      await Deno.writeFile(path, damage(await Deno.readFile(path)));
      assertEquals(await store.read(KEY), null);
      assertEquals(store.damaged(), 1);
      assertEquals(await store.has(KEY), false);
      assertEquals(await store.read(KEY), null);
      assertEquals(store.damaged(), 1);
      await store.write(KEY, BYTES);
      assertEquals([...(await store.read(KEY))!], [...BYTES]);
    }));
}

Deno.test("a folder in the place of an entry, and files in the place of folders, are replaced", () =>
  inFolder(async (folder) => {
    const root = join(folder, "store");
    await openStore(root).write(KEY, BYTES);
    const entry = await onlyFile(root);
    for (const path of [entry, dirname(entry), root]) {
      await Deno.remove(path, { recursive: true });
      if (path === entry) await Deno.mkdir(join(path, "below"), { recursive: true });
      else await Deno.writeTextFile(path, "in the way");
      const store = openStore(root);
      assertEquals(await store.has(KEY), path === entry);
      await store.write(KEY, BYTES);
      assertEquals([...(await store.read(KEY))!], [...BYTES]);
    }
  }));
