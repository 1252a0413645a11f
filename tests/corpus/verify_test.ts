import { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
import { ravdessHash } from "../../src/corpus/ravdess_hashes.ts";
import { ravdessNames } from "../../src/corpus/ravdess_name.ts";
import { openCorpus } from "../../src/corpus/open.ts";
import { verifyCorpus } from "../../src/corpus/verify.ts";
import { inTree, options, tinyWav, wavs } from "./tree.ts";

const speech = { name: "ravdess", classes: "all", channel: "speech" } as const;
const names = ravdessNames("speech");

Deno.test("a published hash is known for each spoken recording, and two are the same", () => {
  const hashes = names.map((_, i) => ravdessHash(i));
  assert(hashes.every((hash) => /^[0-9a-f]{8}$/.test(hash)));
  const twins = names.filter((_, i) => hashes.indexOf(hashes[i]!) !== hashes.lastIndexOf(hashes[i]!));
  assertEquals(twins, ["Actor_07/03-01-03-01-02-01-07.wav", "Actor_07/03-01-03-01-02-02-07.wav"]);
});

Deno.test("the RAVDESS is verified file by file", async () => {
  const files: Record<string, Uint8Array | string> = wavs(...names);
  delete files[names[5]!];
  files[names[7]!] = tinyWav("").subarray(0, 50);
  files["notes.wav"] = tinyWav("notes");
  const published = {
    hashFile: (path: string) => Promise.resolve(ravdessHash(names.indexOf(path.slice(-33)))),
  };
  await inTree(files, async (root) => {
    const found = await verifyCorpus({ ...speech, classes: ["anger"] }, root, options);
    assertEquals([found.ok, found.missing, found.complete], [1438, [names[5]], false]);
    assertEquals(found.damaged, [
      { path: names[7]!, reason: 'truncated WAV file, its "data" chunk has 6 of 8 bytes' },
    ]);
    assertEquals(found.extra, [{ path: "notes.wav", reason: "not a RAVDESS name" }]);
    const changed = await verifyCorpus(speech, root, { ...options, hashesSamples: true });
    assertEquals([changed.ok, changed.damaged.length], [0, 1439]);
    assertEquals(changed.damaged[1]!.reason, "samples differ from the published recording");
    await Deno.writeFile(`${root}/${names[5]}`, tinyWav(""));
    await Deno.writeFile(`${root}/${names[7]}`, tinyWav(""));
    const whole = await verifyCorpus(speech, root, { ...published, hashesSamples: true });
    assertEquals([whole.ok, whole.missing, whole.damaged, whole.complete], [1440, [], [], true]);
    assertEquals(whole.notes.length, 1);
  });
});

Deno.test("IEMOCAP is verified by its labels, EMO-DB by its counts", async () => {
  const labels =
    "[6.2 - 8.2]\tSes01F_impro01_F000\tneu\t[2.5, 2.5, 2.5]\n[8.3 - 9.2]\tSes01F_impro01_M000\tfru\t[2, 2, 2]\n" +
    "[9.3 - 9.9]\tSes01F_impro01_F001\tsad\t[2, 2, 2]\n";
  const folder = "Session1/sentences/wav/Ses01F_impro01/";
  const files = {
    "Session1/dialog/EmoEvaluation/Ses01F_impro01.txt": labels,
    ...wavs(`${folder}Ses01F_impro01_F000.wav`, `${folder}Ses01F_impro01_M000.wav`),
  };
  await inTree(files, async (root) => {
    const found = await verifyCorpus({ name: "iemocap", classes: "all", excited: "exclude" }, root, options);
    assertEquals([found.ok, found.damaged, found.complete], [1, [], false]);
    assertEquals(found.missing, [`${folder}Ses01F_impro01_F001.wav`]);
    assertEquals(found.extra.map((file) => file.reason), ["label fru is not used"]);
  });
  await inTree(wavs("wav/03a01Fa.wav"), async (root) => {
    const found = await verifyCorpus({ name: "emodb", classes: "all" }, root, options);
    assertEquals([found.ok, found.missing, found.damaged, found.complete], [1, [], [], false]);
  });
});

Deno.test("of a folder that holds everything twice one of each pair is used, by names alone as by content", async () => {
  const label = "[6.2 - 8.2]\tSes01F_impro01_F000\tneu\t[2.5, 2.5, 2.5]\n";
  const trees = {
    ravdess: { [names[0]!]: tinyWav("a"), [names[1]!]: tinyWav("b") },
    emodb: { "wav/03a01Fa.wav": tinyWav("a"), "wav/03a01Wa.wav": tinyWav("b") },
    iemocap: {
      "Session1/sentences/wav/Ses01F_impro01/Ses01F_impro01_F000.wav": tinyWav("a"),
      "Session1/dialog/EmoEvaluation/Ses01F_impro01.txt": label,
    },
  };
  const settings = [speech, { name: "emodb", classes: "all" }, {
    name: "iemocap",
    classes: "all",
    excited: "exclude",
  }] as const;
  for (const one of settings) {
    const files = Object.entries(trees[one.name]);
    const twice = Object.fromEntries(
      files.flatMap(([path, content]) => [[path, content], [`x/${path}`, content]]),
    );
    await inTree(twice, async (root) => {
      const recordings = files.map(([path]) => path).filter((path) => path.endsWith(".wav"));
      const copies = recordings.map((path) => ({ path: `x/${path}`, reason: `second copy of ${path}` }));
      for (const namesAlone of [false, true]) {
        const { clips, leftOut } = await openCorpus(one, root, { ...options, namesAlone });
        assertEquals(clips.map(({ path }) => path), recordings);
        assertEquals(leftOut, copies);
      }
      assertEquals((await verifyCorpus(one, root, options)).extra.slice(0, 2), copies);
    });
  }
});
