import { deepStrictEqual as assertEquals, ok as assert, rejects as assertRejects } from "node:assert/strict";
import { join } from "node:path";
import { openFileHashes } from "../../src/base/file_hashes.ts";
import { UserError } from "../../src/base/errors.ts";
import { sha256 } from "../../src/base/hash.ts";
import { inFolder } from "../folder.ts";

/** Opens the memory and says how many files were read. */
async function open(folder: string) {
  let reads = 0;
  const hashes = await openFileHashes(join(folder, "memory.json"), (file) => {
    const bytes = Deno.readFileSync(file);
    reads++;
    return sha256(bytes);
  });
  return { ...hashes, reads: () => reads };
}

/** A file that was written long ago. */
async function settledFile(folder: string, name = "file"): Promise<string> {
  const file = join(folder, name);
  await Deno.writeTextFile(file, "content");
  await Deno.utime(file, new Date("2024-01-01"), new Date("2024-01-01"));
  return file;
}

Deno.test("an unchanged file is read once, over several starts", () =>
  inFolder(async (folder) => {
    const file = await settledFile(folder);
    const first = await open(folder);
    assertEquals(await first.hashFile(file), sha256("content"));
    assertEquals(await first.hashFile(file), sha256("content"));
    assertEquals(first.reads(), 1);
    await first.save();
    const second = await open(folder);
    assertEquals(await second.hashFile(file), sha256("content"));
    assertEquals(second.reads(), 0);
  }));

Deno.test("a file that has just been written is not remembered: it may change within the same tick", () =>
  inFolder(async (folder) => {
    const file = join(folder, "file");
    await Deno.writeTextFile(file, "content");
    const hashes = await open(folder);
    await hashes.hashFile(file);
    await hashes.save();
    const again = await open(folder);
    assertEquals(await again.hashFile(file), sha256("content"));
    assertEquals(again.reads(), 1);
  }));

Deno.test("what two processes learn is kept, and where nothing can be written nothing fails", () =>
  inFolder(async (folder) => {
    const [one, two] = [await settledFile(folder, "one"), await settledFile(folder, "two")];
    const [first, second] = [await open(folder), await open(folder)];
    await first.hashFile(one);
    await second.hashFile(two);
    await first.save();
    await second.save();
    const third = await open(folder);
    await third.hashFile(one);
    await third.hashFile(two);
    assertEquals(third.reads(), 0);
    const nowhere = await openFileHashes(join(one, "memory.json"), sha256);
    await nowhere.hashFile(two);
    await nowhere.save();
  }));

Deno.test("nothing learned, nothing written", () =>
  inFolder(async (folder) => {
    await (await open(folder)).save();
    assertEquals(await Array.fromAsync(Deno.readDir(folder)), []);
  }));

Deno.test("a changed size or time of change is read again", () =>
  inFolder(async (folder) => {
    const file = join(folder, "file");
    const time = new Date("2024-01-01");
    await Deno.writeTextFile(file, "one");
    await Deno.utime(file, time, time);
    const hashes = await open(folder);
    await hashes.hashFile(file);
    await Deno.writeTextFile(file, "longer");
    await Deno.utime(file, time, time);
    assertEquals(await hashes.hashFile(file), sha256("longer"));
    await Deno.writeTextFile(file, "altered".slice(0, 6));
    await Deno.utime(file, time, new Date("2024-01-02"));
    assertEquals(await hashes.hashFile(file), sha256("altere"));
    assertEquals(hashes.reads(), 3);
  }));

const BROKEN = ["{", "null", "7", '"text"', '{"FILE": null}', '{"FILE": [7, 1]}', '{"FILE": {}}', "\u0000"];

for (const text of BROKEN) {
  Deno.test(`a memory that is no memory counts as none: ${JSON.stringify(text)}`, () =>
    inFolder(async (folder) => {
      const file = await settledFile(folder);
      await Deno.writeTextFile(join(folder, "memory.json"), text.replace('"FILE"', JSON.stringify(file)));
      const hashes = await open(folder);
      assertEquals(await hashes.hashFile(file), sha256("content"));
      await hashes.save();
      const again = await open(folder);
      await again.hashFile(file);
      assertEquals(again.reads(), 0);
    }));
}

Deno.test("one wrong digit in the memory, and all of it counts as none", () =>
  inFolder(async (folder) => {
    const file = await settledFile(folder);
    const hashes = await open(folder);
    await hashes.hashFile(file);
    await hashes.save();
    const memory = join(folder, "memory.json");
    const text = await Deno.readTextFile(memory);
    const last = sha256("content").at(-1)!;
    const wrong = text.replace(
      sha256("content"),
      sha256("content").slice(0, -1) + (last === "0" ? "1" : "0"),
    );
    assert(wrong !== text);
    await Deno.writeTextFile(memory, wrong);
    const again = await open(folder);
    assertEquals(await again.hashFile(file), sha256("content"));
    assertEquals(again.reads(), 1);
  }));

Deno.test("a file that cannot be read is named", () =>
  inFolder(async (folder) => {
    const hashes = await open(folder);
    await assertRejects(hashes.hashFile(join(folder, "none")), (error: Error) => {
      assert(error instanceof UserError && error.message.startsWith(`Cannot read ${join(folder, "none")}: `));
      return true;
    });
  }));
