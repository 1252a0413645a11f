import { deepStrictEqual as assertEquals, ok as assert, rejects } from "node:assert/strict";
import { openCorpus } from "../../src/corpus/open.ts";
import { inTree, options, tinyWav, wavs } from "./tree.ts";

const settings = { name: "emodb", classes: "all" } as const;

Deno.test("EMO-DB's names give speaker, gender and class", async () => {
  const names = ["03a01Fa", "08b02Wb", "09a05Lc", "10a07Ea", "16b10Aa", "14a02Ta", "15b09Nd"];
  const files = {
    ...wavs(...names.map((name) => `wav/${name}.wav`), "99a01Fa.wav", "03a01Xa.wav", "wav/._03a01Fa.wav"),
    "wav/11a01Wc.wav": tinyWav("").subarray(0, 50),
  };
  await inTree(files, async (root) => {
    const corpus = await openCorpus(settings, root, options);
    assertEquals(corpus.classes, ["anger", "boredom", "disgust", "fear", "happiness", "sadness", "neutral"]);
    assertEquals(corpus.clips.map(({ speaker, gender, label }) => [speaker, gender, label]), [
      ["03", "male", "happiness"],
      ["08", "female", "anger"],
      ["09", "female", "boredom"],
      ["10", "male", "disgust"],
      ["14", "female", "sadness"],
      ["15", "male", "neutral"],
      ["16", "female", "fear"],
    ]);
    assertEquals(corpus.leftOut.map(({ path, reason }) => `${path}: ${reason}`), [
      "03a01Xa.wav: not an EMO-DB name",
      "99a01Fa.wav: not an EMO-DB name",
      "wav/._03a01Fa.wav: macOS companion file, not a recording",
      'wav/11a01Wc.wav: truncated WAV file, its "data" chunk has 6 of 8 bytes',
    ]);
    assert(corpus.notes.includes("7 clips, published 535"));
    assert(corpus.notes.includes("speaker 16: 1 clips, published 71"));
    const some = await openCorpus({ ...settings, classes: ["neutral", "boredom"] }, root, options);
    assertEquals([some.classes, some.clips.length], [["boredom", "neutral"], 2]);
    await rejects(openCorpus({ ...settings, classes: ["calm"] }, root, options), /emodb: no class calm; its/);
  });
});

Deno.test("another corpus in EMO-DB's place is named", async () => {
  await inTree(wavs("03-01-05-01-02-01-01.wav"), (root) =>
    rejects(
      openCorpus(settings, root, options),
      /emodb: no recordings with names like 03a01Fa\.wav .* named like RAVDESS's, such as 03-01-05/,
    ));
});

Deno.test("the signals of the electroglottograph have the names of the recordings and are left out", async () => {
  const files = { "wav/03a01Fa.wav": tinyWav("sound"), "laryngo/03a01Fa.wav": tinyWav("glottis") };
  await inTree(files, async (root) => {
    const corpus = await openCorpus(settings, root, options);
    assertEquals(corpus.clips.map(({ path }) => path), ["wav/03a01Fa.wav"]);
    assertEquals(corpus.leftOut, [
      { path: "laryngo/03a01Fa.wav", reason: "signal of the electroglottograph, not of the microphone" },
    ]);
  });
});
