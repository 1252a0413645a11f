import { deepStrictEqual as assertEquals, ok as assert, rejects } from "node:assert/strict";
import { createHash } from "node:crypto";
import { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from "@zip.js/zip.js";
import { EXIT, MissingDataError, UserError } from "../../src/base/errors.ts";
import { fetchCorpus } from "../../src/corpus/fetch.ts";
import { openCorpus } from "../../src/corpus/open.ts";
import { corpusSources } from "../../src/corpus/sources.ts";
import { staysInside, unzip } from "../../src/corpus/unzip.ts";
import { inTree, options, tinyWav } from "./tree.ts";

const NAMES = ["Actor_01/03-01-05-01-01-01-01.wav", "Actor_02/03-01-04-01-01-01-02.wav"];

async function zipOf(names: readonly string[], password?: string): Promise<Uint8Array<ArrayBuffer>> {
  const writer = new ZipWriter(new Uint8ArrayWriter(), {
    useWebWorkers: false,
    ...(password === undefined ? {} : { password }),
  });
  for (const name of names) await writer.add(name, new Uint8ArrayReader(tinyWav(name)), { level: 0 });
  return await writer.close() as Uint8Array<ArrayBuffer>;
}

/** The bytes with every occurrence of a text replaced by another of the same length. */
function patched(bytes: Uint8Array, from: string, to: string): Uint8Array<ArrayBuffer> {
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  assert(text.includes(from) && from.length === to.length);
  return Uint8Array.from(text.replaceAll(from, to), (letter) => letter.charCodeAt(0));
}

async function serving(bytes: Uint8Array<ArrayBuffer>, test: (url: string) => Promise<void>): Promise<void> {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    () => new Response(bytes),
  );
  try {
    await test(`http://127.0.0.1:${server.addr.port}/a.zip`);
  } finally {
    await server.shutdown();
  }
}

Deno.test("a corpus is downloaded, checked, unpacked and opened", async () => {
  const bytes = await zipOf(NAMES);
  const md5 = createHash("md5").update(bytes).digest("hex");
  await serving(bytes, async (url) => {
    await inTree({}, async (root) => {
      const dir = `${root}/ravdess`;
      const stages: string[] = [];
      const archive = { url, md5, bytes: bytes.length };
      const progress = (stage: string, done: number, total: number | null) =>
        stages.push(`${stage} ${done}/${total}`);
      assertEquals(await fetchCorpus("ravdess", dir, { archive, progress }), 2);
      assertEquals(stages, [`download ${bytes.length}/${bytes.length}`, "unpack 1/2", "unpack 2/2"]);
      const left = (await Array.fromAsync(Deno.readDir(dir), (entry) => entry.name)).sort();
      assertEquals(left, ["Actor_01", "Actor_02"]);
      const corpus = await openCorpus({ name: "ravdess", classes: "all", channel: "speech" }, dir, options);
      assertEquals(corpus.clips.map((clip) => clip.path), NAMES);
      assertEquals(await Deno.readFile(`${dir}/${NAMES[0]}`), tinyWav(NAMES[0]!));
      await rejects(
        fetchCorpus("ravdess", dir, { archive: { ...archive, md5: "0".repeat(32) } }),
        /wrong md5: expected 0+, got [0-9a-f]{32}/,
      );
    });
  });
});

Deno.test("what cannot be fetched says how to come by it", async () => {
  const missing = (error: unknown) =>
    error instanceof MissingDataError && error.exitCode === EXIT.missingData;
  await rejects(fetchCorpus("iemocap", "x"), (error) => missing(error) && /licence/.test(String(error)));
  await rejects(fetchCorpus("emodb", "x"), missing);
  await rejects(fetchCorpus("ravdes", "x"), /the corpora are ravdess, iemocap, emodb, synthetic/);
  for (const { archive } of corpusSources) assert(archive === null || /^[0-9a-f]{32}$/.test(archive.md5));
});

Deno.test("an entry that leads out of the folder is refused before anything is written", async () => {
  for (const good of ["a.wav", "a/b.wav", "..a/b..", "a/"]) assert(staysInside(good), good);
  for (const bad of ["../a", "a/../../b", "/a", "a/..", "", "..", "C:/a", "C:\\a", "a\\..\\b", "a\0"]) {
    assert(!staysInside(bad), bad);
  }
  const bytes = await zipOf(["good.wav", "xx/evil.wav"]);
  for (const name of ["../evil.wav", "/x/evil.wav", "x\\\\evil.wav"]) {
    await inTree({ "a.zip": patched(bytes, "xx/evil.wav", name) }, async (root) => {
      await rejects(unzip(`${root}/a.zip`, `${root}/in/out`), UserError);
      assertEquals((await Array.fromAsync(Deno.readDir(root), (entry) => entry.name)).sort(), ["a.zip"]);
    });
  }
});

Deno.test("damaged and encrypted archives are errors that name the archive", async () => {
  const whole = await zipOf(NAMES);
  const wrong = whole.slice();
  // The first byte of the first file's samples: its checksum does not fit any more.
  const at = wrong.findIndex((_, i) => String.fromCharCode(...wrong.subarray(i, i + 4)) === "data") + 8;
  wrong[at] = wrong[at]! ^ 1;
  const cases: Record<string, Uint8Array> = {
    checksum: wrong,
    truncated: whole.subarray(0, whole.length - 40),
    empty: new Uint8Array(),
    text: new TextEncoder().encode("<html>not found</html>".repeat(20)),
    encrypted: await zipOf(NAMES, "secret"),
  };
  for (const [name, bytes] of Object.entries(cases)) {
    await inTree({ "a.zip": bytes }, async (root) => {
      await rejects(unzip(`${root}/a.zip`, `${root}/out`), (error) => {
        assert(
          error instanceof UserError && /Cannot unpack .*a\.zip: /.test(error.message),
          `${name}: ${error}`,
        );
        assert(!error.message.includes("\n"));
        return true;
      });
      assertEquals(await Deno.stat(`${root}/out/${NAMES[0]}`).then(() => true, () => false), false);
    });
  }
});

/** An archive of zeros, compressed; they take a thousandth. */
async function zipOfZeros(bytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const writer = new ZipWriter(new Uint8ArrayWriter(), { useWebWorkers: false });
  await writer.add("zeros.wav", new Uint8ArrayReader(new Uint8Array(bytes)));
  return await writer.close() as Uint8Array<ArrayBuffer>;
}

Deno.test("an archive that unpacks to far more than it takes is refused before anything is written", async () => {
  await inTree({ "a.zip": await zipOfZeros(1 << 20) }, async (root) => {
    await rejects(
      unzip(`${root}/a.zip`, `${root}/out`),
      /Cannot unpack .*: its \d+ bytes would become 1048576, more/,
    );
    assertEquals(await Deno.stat(`${root}/out`).then(() => true, () => false), false);
  });
});

Deno.test("an entry that is larger than the archive says ends there, and nothing of it stays", async () => {
  const bytes = await zipOfZeros(1 << 20);
  // The size that the central directory states, four bytes from byte 24 of its only entry on.
  const at = bytes.findLastIndex((_, i) => String.fromCharCode(...bytes.subarray(i, i + 4)) === "PK\x01\x02");
  new DataView(bytes.buffer).setUint32(at + 24, 5000, true);
  await inTree({ "a.zip": bytes }, async (root) => {
    await rejects(unzip(`${root}/a.zip`, `${root}/out`), (error) => error instanceof UserError);
    assertEquals(await Array.fromAsync(Deno.readDir(`${root}/out`)), []);
  });
});
