/** The official layouts of real corpora, filled with made-up voices, from the folder to the record. */
import { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
import { dirname, join } from "node:path";
import { randomFor } from "../../src/base/random.ts";
import { speakClip } from "../../src/corpus/write_synthetic.ts";
import { EMOTION_VOICES } from "../../src/corpus/emotion_voice.ts";
import { encodeWav } from "../../src/signal/encode_wav.ts";
import { recordsIn, run, succeed, tiny, writeManifest } from "../cli/command.ts";
import { inFolder } from "../folder.ts";

/** IEMOCAP's abbreviations: the four that are used, excited, and two that are not. */
const LABELS = ["ang", "hap", "neu", "sad", "exc", "fru", "xxx"] as const;
const VOICES = ["anger", "happiness", "neutral", "sadness", "happiness", "disgust", "calm"] as const;

const rateHz = 48_000;
const short = { epochs: 2, batch: 16 };

/** A quarter of a second is enough, and quick to read. */
function voice(label: string, speaker: number, take: number): Uint8Array {
  const random = randomFor(0, "layout", speaker, take);
  const samples = speakClip({ path: "", speaker, label, take: take % 8 }, random.uint32());
  return encodeWav({ samples: samples.subarray(0, rateHz / 2), rateHz });
}

async function write(path: string, data: Uint8Array | string): Promise<void> {
  await Deno.mkdir(dirname(path), { recursive: true });
  if (typeof data === "string") await Deno.writeTextFile(path, data);
  else await Deno.writeFile(path, data);
}

/** Sessions of one dialog, in each of which both speakers say every label once. */
async function writeIemocap(root: string, sessions = 5): Promise<void> {
  for (let session = 1; session <= sessions; session++) {
    const dialog = `Ses0${session}F_impro01`;
    const turns = ["F", "M"].flatMap((letter, sex) =>
      LABELS.map((label, i) => ({
        name: `${dialog}_${letter}00${i}`,
        label,
        wav: voice(VOICES[i]!, 2 * session - sex, i),
      }))
    );
    const lines = turns.map(({ name, label }, i) =>
      `[${i}.2901 - ${i}.9357]\t${name}\t${label}\t[2.5000, 2.5000, 2.5000]\nC-E2:\tNeutral;\t()\n`
    );
    const folder = join(root, "IEMOCAP_full_release", `Session${session}`);
    const head = "% [START_TIME - END_TIME] TURN_NAME EMOTION [V, A, D]\n\n";
    await write(join(folder, "dialog/EmoEvaluation", `${dialog}.txt`), head + lines.join("\n"));
    for (const { name, wav } of turns) await write(join(folder, "sentences/wav", dialog, `${name}.wav`), wav);
  }
}

/** Two actors who say each of the eight emotions in two takes, under RAVDESS's names. */
async function writeRavdess(root: string): Promise<void> {
  for (const actor of [1, 2]) {
    for (const [i, label] of Object.keys(EMOTION_VOICES).entries()) {
      for (const take of [0, 1]) {
        const name = `03-01-0${i + 1}-01-01-0${take + 1}-0${actor}.wav`;
        await write(join(root, `Actor_0${actor}`, name), voice(label, 20 + actor, take));
      }
    }
  }
}

Deno.test("IEMOCAP's layout runs through leave-one-session-out and cross-corpus to RAVDESS's", async () => {
  await inFolder(async (folder) => {
    const [iemocap, ravdess, out] = ["iemocap", "ravdess", "out"].map((name) => join(folder, name));
    await Promise.all([writeIemocap(iemocap!), writeRavdess(ravdess!)]);
    const corpus = { name: "iemocap", excited: "as-happiness" };
    const manifests = await Promise.all([
      tiny({ id: "sessions", training: short, corpus, protocol: { name: "leave-one-session-out" } }),
      tiny({
        id: "strict",
        training: short,
        corpus: { name: "iemocap" },
        protocol: { name: "speaker-k-fold", folds: 2 },
      }),
      tiny({
        id: "cross",
        training: short,
        corpus,
        protocol: { name: "cross-corpus", test: { name: "ravdess" } },
      }),
    ].map((manifest) => writeManifest(folder, manifest)));
    const data = ["--data", `iemocap=${iemocap}`, "--data", `ravdess=${ravdess}`];
    const places = ["--out", out!, "--cache", join(folder, "cache")];
    const { stderr } = await succeed("replicate", [
      ...manifests,
      ...data,
      ...places,
      "--no-report",
    ]);
    assert(stderr.includes("iemocap: 50 clips, 4 classes, 10 speakers, 20 left out\n"), stderr);
    assert(stderr.includes("iemocap: 40 clips, 4 classes, 10 speakers, 30 left out\n"));
    assert(stderr.includes("ravdess: 32 clips, 8 classes, 2 speakers, 0 left out\n"));

    const classes = ["anger", "happiness", "neutral", "sadness"];
    const both = (session: string) => [`${session}F`, `${session}M`];
    const sessions = (await recordsIn(out!, "sessions")).sort((a, b) => a.settings.fold - b.settings.fold);
    assertEquals(sessions.length, 5);
    for (const [i, { data, predictions }] of sessions.entries()) {
      const numbers = [1, 2, 3, 4, 5].map((n) => `Ses0${n}`);
      assertEquals(data.classes, classes);
      assertEquals(data.testSpeakers, both(`Ses0${i + 1}`));
      assertEquals(data.trainSpeakers, numbers.filter((n) => n !== `Ses0${i + 1}`).flatMap(both));
      assertEquals([data.trainClips, data.testClips, data.synthetic], [40, 10, false]);
      assertEquals(
        predictions.filter((p) => p.label === "happiness").length,
        4,
        "excited counts as happiness",
      );
      assertEquals(data.leftOut.length, 20);
      const reasons = new Set(data.leftOut.map((file) => file.reason));
      assertEquals(reasons, new Set(["label fru is not used", "label xxx is not used"]));
      for (const [path, fold] of Object.entries(data.folds)) {
        const session = Number(fold) + 1;
        assert(path.includes(`Session${session}/sentences/wav/Ses0${session}F_impro01/`), path);
      }
    }
    const strict = await recordsIn(out!, "strict");
    assertEquals(strict.map((r) => [r.data.trainClips, r.data.testClips]), [[20, 20], [20, 20]]);
    assert(strict.every((r) => r.data.leftOut.some((file) => file.reason === "label exc is not used")));

    const [cross] = await recordsIn(out!, "cross");
    const seen = cross!.data;
    assertEquals([seen.corpus, seen.testCorpus, seen.classes], ["iemocap", "ravdess", classes]);
    assertEquals([seen.trainClips, seen.testClips], [50, 16]);
    assertEquals(seen.trainSpeakers, [1, 2, 3, 4, 5].flatMap((n) => both(`Ses0${n}`)));
    assertEquals(seen.testSpeakers, ["01", "02"]);
    assertEquals(
      cross!.predictions.map((p) => p.label),
      [1, 2].flatMap(() => [
        ...["neutral", "neutral", "happiness", "happiness"],
        ...["sadness", "sadness", "anger", "anger"],
      ]),
    );
    const folds = Object.entries(seen.folds);
    assertEquals(folds.filter(([path, fold]) => path.startsWith("iemocap/") && fold === -1).length, 50);
    assertEquals(folds.filter(([path, fold]) => path.startsWith("ravdess/") && fold === 0).length, 16);
  });
});

Deno.test("two sessions are two folds, and two actors are two, in what is run and in what the report plans", async () => {
  await inFolder(async (folder) => {
    const [iemocap, ravdess, out] = ["iemocap", "ravdess", "out"].map((name) => join(folder, name));
    await Promise.all([writeIemocap(iemocap!, 2), writeRavdess(ravdess!)]);
    const quick = { epochs: 1, batch: 16 };
    const manifests = await Promise.all([
      tiny({
        id: "sessions",
        training: quick,
        corpus: { name: "iemocap" },
        protocol: { name: "leave-one-session-out" },
      }),
      tiny({
        id: "actors",
        training: quick,
        corpus: { name: "ravdess" },
        protocol: { name: "leave-one-speaker-out" },
      }),
    ].map((manifest) => writeManifest(folder, manifest)));
    const { stderr } = await succeed("replicate", [
      ...manifests,
      ...["--data", `iemocap=${iemocap}`, "--data", `ravdess=${ravdess}`],
      ...["--out", out!, "--cache", join(folder, "cache")],
    ]);
    const gone = (n: number) => `${n} runs are left out: of speakers or sessions that were not found\n`;
    assert(stderr.includes(gone(3)) && stderr.includes(gone(22)), stderr);
    for (const id of ["sessions", "actors"]) {
      const records = await recordsIn(out!, id);
      assertEquals(records.map(({ settings }) => settings.fold).sort(), [0, 1]);
      const summary = JSON.parse(await Deno.readTextFile(join(out!, id, "summary.json")));
      assertEquals([summary.rows[0].plannedRuns, summary.rows[0].runs], [2, 2]);
    }
  });
});

Deno.test("runs whose corpus is missing are left out, the others are made, and the end says what is missing", async () => {
  await inFolder(async (folder) => {
    const [out, none] = [join(folder, "out"), join(folder, "none")];
    const corpus = [{ name: "synthetic", speakers: 2, takes: 1 }, { name: "iemocap" }];
    const manifest = await writeManifest(
      folder,
      tiny({ training: short, protocol: { name: "speaker-k-fold", folds: 2 }, matrix: { corpus } }),
    );
    const { code, stderr } = await run("replicate", [
      manifest,
      ...["--data", `iemocap=${none}`, "--out", out, "--cache", join(folder, "cache"), "--no-report"],
    ]);
    assertEquals(code, 4, stderr);
    const why = `iemocap: no such folder: ${none}; give its folder with --data iemocap=DIR`;
    assert(stderr.includes(`2 runs are left out: ${why}\n`), stderr);
    assert(stderr.includes("tiny: 2 runs made\n"), stderr);
    assert(stderr.endsWith(`error: 2 runs were left out: ${why}\n`), stderr);
  });
});
