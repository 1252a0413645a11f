import { deepStrictEqual as assertEquals, ok as assert, rejects as assertRejects } from "node:assert/strict";
import { join } from "node:path";
import type { CorpusSettings } from "../../src/manifest/settings.ts";
import { requireStillThere } from "../../src/cli/still_there.ts";
import { writeSynthetic } from "../../src/corpus/write_synthetic.ts";
import { encodeWav } from "../../src/signal/encode_wav.ts";
import { inFolder } from "../folder.ts";
import {
  assertOneError,
  ended,
  filesBelow,
  recordsIn,
  run,
  start,
  succeed,
  timeless,
  tiny,
  writeManifest,
} from "./command.ts";

Deno.test("damaged caches are made anew with the same result, a damaged record is named and kept", async () => {
  await inFolder(async (folder) => {
    const [out, cache] = [join(folder, "out"), join(folder, "cache")];
    const manifest = await writeManifest(folder, tiny({ training: { epochs: 1, batch: 16 } }));
    const args = [manifest, "--out", out, "--cache", cache, "--no-report"];
    await succeed("replicate", args);
    // Hashes of files that have just been written are not remembered.
    const voices = (await filesBelow(cache)).filter((name) => name.endsWith(".wav"));
    for (const name of voices) {
      await Deno.utime(join(cache, name), new Date("2024-01-01"), new Date("2024-01-01"));
    }
    await succeed("replicate", [...args, "--fresh"]);
    const before = await recordsIn(out);
    assertEquals(before.length, 2);

    const features = join(cache, "features");
    const entries = await filesBelow(features);
    assertEquals(entries.length, 16);
    const right = new Map<string, Uint8Array>();
    for (const [i, name] of entries.entries()) {
      const bytes = await Deno.readFile(join(features, name));
      right.set(name, bytes.slice());
      if (i % 3 === 0) bytes[7]! ^= 0x40;
      else if (i % 3 === 1) bytes[bytes.length - 1]! ^= 1;
      await Deno.writeFile(join(features, name), i % 3 === 2 ? bytes.subarray(0, i) : bytes);
    }
    const hashes = join(cache, "file-hashes.json");
    const remembered = await Deno.readTextFile(hashes);
    await Deno.writeTextFile(hashes, remembered.slice(0, remembered.length >> 1));
    await succeed("replicate", [...args, "--fresh"]);
    assertEquals((await recordsIn(out)).map(timeless), before.map(timeless));
    for (const [name, bytes] of right) assertEquals(await Deno.readFile(join(features, name)), bytes, name);
    assertEquals(JSON.parse(await Deno.readTextFile(hashes)), JSON.parse(remembered));

    const record = join(out, "tiny/runs", `${before[0]!.id}.json`);
    const text = await Deno.readTextFile(record);
    for (const damage of [text.slice(0, 700), text.replace('"format": 1', '"format": 2')]) {
      await Deno.writeTextFile(record, damage);
      const { code, stderr } = await run("replicate", args);
      assertEquals(code, 1, stderr);
      assertOneError(stderr, record);
      assertEquals(await Deno.readTextFile(record), damage, "it is left as it is");
    }
    await Deno.remove(record);
    const { stderr } = await succeed("replicate", args);
    assert(stderr.includes("tiny: 1 run made, 1 had a record already"));
    assertEquals((await recordsIn(out)).map(timeless), before.map(timeless));
  });
});

Deno.test("a truncated recording is left out by name, and so is one with NaN samples", async () => {
  await inFolder(async (folder) => {
    const [out, data] = [join(folder, "out"), join(folder, "ravdess")];
    const voices: CorpusSettings = { name: "synthetic", classes: "all", speakers: 2, takes: 2, seed: 0 };
    await writeSynthetic(voices, data, (samples, rateHz) => encodeWav({ samples, rateHz }));
    await Deno.remove(join(data, "synthetic.json"));
    const short = join(data, "Actor_01/03-01-05-01-01-01-01.wav");
    const whole = await Deno.readFile(short);
    await Deno.writeFile(short, whole.subarray(0, whole.length >> 1));
    await Deno.writeTextFile(join(data, "Actor_01/notes.wav"), "not a recording");
    const manifest = await writeManifest(
      folder,
      tiny({ corpus: { name: "ravdess" }, training: { epochs: 1, batch: 16 } }),
    );
    const cache = ["--cache", join(folder, "cache")];
    const args = [manifest, "--out", out, ...cache, "--data", `ravdess=${data}`, "--no-report"];
    const first = await succeed("replicate", args);
    assert(first.stderr.includes("ravdess: 31 clips, 8 classes, 2 speakers, 2 left out\n"), first.stderr);
    const [record] = await recordsIn(out);
    assertEquals(record!.data.leftOut.map(({ path }) => path), [
      "Actor_01/03-01-05-01-01-01-01.wav",
      "Actor_01/notes.wav",
    ]);
    assert(record!.data.leftOut[0]!.reason.startsWith("truncated WAV file"), record!.data.leftOut[0]!.reason);
    assertEquals(record!.data.leftOut[1]!.reason, "not a RAVDESS name");
    assertEquals(record!.data.trainClips + record!.data.testClips, 31);
    assert(record!.data.notes.some((note) => note.includes("published")));

    // The file is mended: the record no longer stands for these clips.
    await Deno.writeFile(short, whole);
    const again = await succeed("replicate", args);
    assert(again.stderr.includes("is run again: its record was made from other ravdess files"), again.stderr);
    assertEquals((await recordsIn(out))[0]!.data.trainClips, 16);

    await Deno.writeFile(short, withNaN());
    await succeed("replicate", [...args, "--out", join(folder, "other")]);
    const [other] = await recordsIn(join(folder, "other"));
    assertEquals(other!.data.leftOut[0], {
      path: "Actor_01/03-01-05-01-01-01-01.wav",
      reason: "sample 9000 is not finite (NaN)",
    });
  });
});

Deno.test("records and reports that are taken away while runs go on are named at the end", async () => {
  await inFolder(async (folder) => {
    const [out, cache] = [join(folder, "out"), join(folder, "cache")];
    const manifest = await writeManifest(
      folder,
      tiny({ seeds: [0, 1, 2], training: { epochs: 1, batch: 16 } }),
    );
    const args = [manifest, "--out", out, "--cache", cache, "--no-report"];
    const child = start("replicate", args);
    const whole = ended(child);
    const runs = join(out, "tiny/runs");
    while ((await filesBelow(runs)).filter((name) => name.endsWith(".json")).length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const [gone] = await filesBelow(runs);
    await Deno.remove(join(runs, gone!));
    const { code, stderr } = await whole;
    assertEquals(code, 1, stderr);
    assertOneError(stderr, `1 file is gone that was there: ${join(runs, gone!)}; the same command makes`);
    await succeed("replicate", args);
    assertEquals((await recordsIn(out)).length, 6);
    await assertRejects(
      requireStillThere([...["a", "b", "c", "d"].map((name) => join(folder, name)), manifest]),
      /^UserError: 4 files are gone that were there: .*a, .*b, .*c and 1 more; the same/,
    );
  });
});

/** A 32-bit float WAV file one of whose samples is no number. */
function withNaN(): Uint8Array {
  const samples = Float32Array.from({ length: 16000 }, (_, i) => (i === 9000 ? NaN : Math.sin(i / 9) / 2));
  const bytes = new Uint8Array(44 + 4 * samples.length);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode("RIFF"), 0);
  view.setUint32(4, bytes.length - 8, true);
  bytes.set(new TextEncoder().encode("WAVEfmt "), 8);
  const format = [[16, 4], [3, 2], [1, 2], [16000, 4], [64000, 4], [4, 2], [32, 2]] as const;
  let at = 16;
  for (const [value, size] of format) {
    if (size === 4) view.setUint32(at, value, true);
    else view.setUint16(at, value, true);
    at += size;
  }
  bytes.set(new TextEncoder().encode("data"), 36);
  view.setUint32(40, 4 * samples.length, true);
  bytes.set(new Uint8Array(samples.buffer), 44);
  return bytes;
}
