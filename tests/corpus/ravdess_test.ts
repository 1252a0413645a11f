import { deepStrictEqual as assertEquals, ok as assert, rejects } from "node:assert/strict";
import { EXIT, UserError } from "../../src/base/errors.ts";
import { countTable } from "../../src/corpus/counts.ts";
import { openCorpus } from "../../src/corpus/open.ts";
import {
  parseRavdessName,
  ravdessNames,
  ravdessPaperNames,
  ravdessSpeechClasses,
} from "../../src/corpus/ravdess_name.ts";
import { chunkedWav, inTree, options, tinyWav, wavs } from "./tree.ts";

const speech = { name: "ravdess", classes: "all", channel: "speech" } as const;
const song = { ...speech, channel: "song" } as const;

Deno.test("a RAVDESS name says what the convention says", () => {
  assertEquals(parseRavdessName("03-01-06-01-02-01-12.wav"), {
    modality: "audio",
    channel: "speech",
    emotion: "fear",
    intensity: 1,
    statement: 2,
    repetition: 1,
    actor: "12",
    gender: "female",
  });
  assertEquals(parseRavdessName("01-02-08-02-01-02-01.WAV")?.modality, "audio-video");
  for (const no of ["03-01-09-01-01-01-01.wav", "03-01-01-01-01-01-25.wav", "03-01-01-01-01-01-00.wav"]) {
    assertEquals(parseRavdessName(no), null);
  }
  assertEquals(Object.keys(ravdessPaperNames).sort(), [...ravdessSpeechClasses].sort());
});

Deno.test("the official names are 1440 spoken and 1012 sung", () => {
  for (const [channel, count] of [["speech", 1440], ["song", 1012]] as const) {
    const names = ravdessNames(channel);
    assertEquals(new Set(names).size, count);
    assert(names.every((path) => parseRavdessName(path.slice(9))?.channel === channel));
    assertEquals(names, names.toSorted());
  }
});

Deno.test("the whole of the speech and of the song raise no note", async () => {
  await inTree(wavs(...ravdessNames("speech"), ...ravdessNames("song")), async (root) => {
    const corpus = await openCorpus(speech, root, options);
    assertEquals([corpus.clips.length, corpus.notes], [1440, []]);
    assertEquals(corpus.leftOut.length, 1012);
    assertEquals(corpus.leftOut[0]!.reason, "channel is song, not speech");
    const table = countTable(corpus);
    assertEquals(table.perClass, [96, 192, 192, 192, 192, 192, 192, 192]);
    assert(table.speakers.every(({ total }) => total === 60));
    assertEquals(table.speakers.length, 24);
    const sung = await openCorpus(song, root, options);
    assertEquals([sung.clips.length, sung.classes.length, sung.notes], [1012, 6, []]);
    const both = await openCorpus({ ...speech, channel: "both" }, root, options);
    assertEquals([both.clips.length, both.leftOut, both.notes], [2452, [], []]);
  });
});

Deno.test("what is not used is left out with its reason", async () => {
  const files = {
    ...wavs("a/b/03-01-05-01-01-01-01.wav", "03-01-03-01-01-01-02.WAV", "01-01-05-01-01-01-01.wav", "x.wav"),
    ...wavs("._03-01-05-01-01-01-01.wav"),
    "readme.txt": "not looked at",
    "03-01-01-01-01-01-03.wav": "",
    "03-01-01-01-01-01-04.wav": "this is a text, whatever its name says",
    "03-01-01-01-01-01-05.wav": tinyWav("").subarray(0, 48),
    "03-01-01-01-01-01-06.wav": tinyWav("").subarray(0, 36),
  };
  await inTree(files, async (root) => {
    const corpus = await openCorpus(speech, root, options);
    assertEquals(corpus.clips.map(({ path, label, speaker, gender }) => [path, label, speaker, gender]), [
      ["03-01-03-01-01-01-02.WAV", "happiness", "02", "female"],
      ["a/b/03-01-05-01-01-01-01.wav", "anger", "01", "male"],
    ]);
    assertEquals(corpus.leftOut.map(({ path, reason }) => `${path}: ${reason}`), [
      "._03-01-05-01-01-01-01.wav: macOS companion file, not a recording",
      "01-01-05-01-01-01-01.wav: modality is audio-video, not audio alone",
      "03-01-01-01-01-01-03.wav: the file is empty",
      '03-01-01-01-01-01-04.wav: not a WAV file, it starts with "this" in place of "RIFF"',
      '03-01-01-01-01-01-05.wav: truncated WAV file, its "data" chunk has 4 of 8 bytes',
      '03-01-01-01-01-01-06.wav: truncated or damaged WAV file, no "data" chunk',
      "x.wav: not a RAVDESS name",
    ]);
    assert(corpus.notes.includes("03-01-01-01-01-01-03.wav is left out: the file is empty"));
    assert(corpus.notes.includes("2 clips, published 1440"));
    assert(corpus.notes.includes("class anger: 1 clips, published 192"));
    assert(corpus.notes.includes("speaker 24: 0 clips, published 60"));
  });
});

Deno.test("chunks before the samples are no fault", async () => {
  const files = {
    "03-01-05-01-01-01-01.wav": chunkedWav("a"),
    "03-01-05-01-01-01-02.wav": chunkedWav("b").subarray(0, 62),
  };
  await inTree(files, async (root) => {
    const corpus = await openCorpus(speech, root, options);
    assertEquals(corpus.clips.map((clip) => clip.speaker), ["01"]);
    assertEquals(corpus.leftOut.map((file) => file.reason), [
      'truncated WAV file, its "data" chunk has 6 of 8 bytes',
    ]);
  });
});

Deno.test("classes can be chosen, an unknown one is named", async () => {
  await inTree(wavs("03-01-05-01-01-01-01.wav", "03-01-01-01-01-01-01.wav"), async (root) => {
    const corpus = await openCorpus({ ...speech, classes: ["sadness", "neutral"] }, root, options);
    assertEquals(corpus.classes, ["neutral", "sadness"]);
    assertEquals(corpus.clips.map((clip) => clip.label), ["neutral"]);
    assertEquals(corpus.leftOut, [{ path: "03-01-05-01-01-01-01.wav", reason: "class anger is not used" }]);
    await rejects(openCorpus({ ...speech, classes: ["angry"] }, root, options), (error) => {
      assert(error instanceof UserError);
      assertEquals(
        error.message,
        "ravdess: no class angry; its classes are neutral, calm, happiness, sadness, anger, fear, disgust, surprise",
      );
      return true;
    });
    await rejects(openCorpus({ ...song, classes: ["disgust"] }, root, options), /no class disgust/);
    await rejects(
      openCorpus({ ...speech, classes: ["sadness"] }, root, options),
      /no clip in .* 1 class anger/,
    );
  });
});

Deno.test("a second copy is left out, a different file of the same name is an error", async () => {
  const name = "03-01-05-01-01-01-01.wav";
  const copy = { [`Actor_01/${name}`]: tinyWav("a"), [`all/Actor_01/${name}`]: tinyWav("a") };
  await inTree(copy, async (root) => {
    const corpus = await openCorpus(speech, root, options);
    assertEquals(corpus.clips.map((clip) => clip.path), [`Actor_01/${name}`]);
    assertEquals(corpus.leftOut, [
      { path: `all/Actor_01/${name}`, reason: `second copy of Actor_01/${name}` },
    ]);
  });
  await inTree({ ...copy, [`all/Actor_01/${name}`]: tinyWav("b") }, async (root) => {
    await rejects(openCorpus(speech, root, options), /have one name but are different recordings/);
  });
});

Deno.test("identical recordings under two names are noted and both kept", async () => {
  const pair = ["03-01-03-01-02-01-07.wav", "03-01-03-01-02-02-07.wav"];
  await inTree(Object.fromEntries(pair.map((path) => [path, tinyWav("same")])), async (root) => {
    const corpus = await openCorpus(speech, root, options);
    assertEquals(corpus.clips.length, 2);
    assert(corpus.notes.includes(`identical recordings: ${pair.join(" and ")}`));
  });
});

Deno.test("the hash of a corpus follows path, label, speaker and content", async () => {
  const hashOf = async (files: Record<string, Uint8Array>) => {
    let hash = "";
    await inTree(files, async (root) => {
      hash = (await openCorpus(speech, root, options)).hash;
    });
    return hash;
  };
  const name = "03-01-05-01-01-01-01.wav";
  const hash = await hashOf({ [name]: tinyWav("a") });
  assertEquals(await hashOf({ [name]: tinyWav("a"), "other.wav": tinyWav("b") }), hash);
  assert(await hashOf({ [name]: tinyWav("b") }) !== hash);
  assert(await hashOf({ [`x/${name}`]: tinyWav("a") }) !== hash);
});

Deno.test("a missing, empty or wrong folder is named with what was found", async () => {
  const fails = (root: string, message: RegExp) =>
    rejects(openCorpus(speech, root, options), (error) => {
      assert(error instanceof UserError);
      assertEquals(error.exitCode, EXIT.missingData);
      assert(message.test(error.message), error.message);
      assert(!error.message.includes("\n"));
      return true;
    });
  await fails("/nowhere/at/all", /^ravdess: no such folder: \/nowhere\/at\/all; .* --data ravdess=DIR$/);
  await inTree({}, (root) => fails(root, /03-01-05-01-02-01-01\.wav in .*: the folder is empty$/));
  await inTree({ "a.txt": "" }, (root) => fails(root, /none of its 1 files is a \.wav$/));
  await inTree(
    wavs("wav/03a01Fa.wav"),
    (root) => fails(root, /1 \.wav files named like EMO-DB's, such as 03a01Fa/),
  );
  await inTree(wavs("a/b.wav"), (root) => fails(root, /found 1 other \.wav files such as b\.wav$/));
  await inTree(wavs("03-02-05-01-01-01-01.wav"), (root) => fails(root, /1 channel is song, not speech/));
  await inTree(wavs("x.wav"), (root) => fails(`${root}/x.wav`, /is a file, not a folder/));
});

Deno.test("made-up voices are not taken for the RAVDESS", async () => {
  await inTree({ ...wavs("03-01-05-01-01-01-01.wav"), "synthetic.json": "{}" }, async (root) => {
    await rejects(openCorpus(speech, root, options), /holds made-up voices/);
  });
});

Deno.test("links are followed, circles are not", async () => {
  await inTree(wavs("real/03-01-05-01-01-01-01.wav", "corpus/03-01-04-01-01-01-01.wav"), async (root) => {
    await Deno.symlink(`${root}/real`, `${root}/corpus/linked`);
    await Deno.symlink(`${root}/corpus`, `${root}/corpus/circle`);
    await Deno.symlink(`${root}/gone`, `${root}/corpus/dangling`);
    const corpus = await openCorpus(speech, `${root}/corpus`, options);
    assertEquals(corpus.clips.map((clip) => clip.path), [
      "03-01-04-01-01-01-01.wav",
      "linked/03-01-05-01-01-01-01.wav",
    ]);
  });
});
