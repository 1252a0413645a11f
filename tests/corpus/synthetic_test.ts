import { deepStrictEqual as assertEquals, ok as assert, rejects, throws } from "node:assert/strict";
import { sha256 } from "../../src/base/hash.ts";
import { openCorpus } from "../../src/corpus/open.ts";
import { ravdessSpeechClasses } from "../../src/corpus/ravdess_name.ts";
import { syntheticClips } from "../../src/corpus/synthetic_set.ts";
import { VOICE_RATE_HZ } from "../../src/corpus/voice.ts";
import { type EncodeWav, speakClip, writeSynthetic } from "../../src/corpus/write_synthetic.ts";
import { encodeWav } from "../../src/signal/encode_wav.ts";
import { filesBelow } from "../cli/command.ts";
import { inTree, options } from "./tree.ts";

const settings = { name: "synthetic", classes: "all", speakers: 2, takes: 1, seed: 0 } as const;
const encode: EncodeWav = (samples, rateHz) => encodeWav({ samples, rateHz });
const clipOf = (label: string, speaker = 1, take = 0) => ({ path: "", label, speaker, take });

Deno.test("made-up voices are the same to the byte as the pinned ones", async () => {
  const pinned = JSON.parse(await Deno.readTextFile("fixtures/corpus/synthetic.json"));
  const clips = syntheticClips(pinned.settings);
  const hashes = clips.map((clip) => [
    clip.path,
    sha256(encode(speakClip(clip, pinned.settings.seed), VOICE_RATE_HZ)),
  ]);
  assertEquals(Object.fromEntries(hashes), pinned.files);
});

Deno.test("a set is written in RAVDESS's layout and opened again", async () => {
  await inTree({}, async (root) => {
    const dir = `${root}/new/set`;
    const steps: number[] = [];
    await writeSynthetic(settings, dir, encode, { progress: (done, all) => steps.push(done, all) });
    assertEquals(steps.slice(-2), [16, 16]);
    const corpus = await openCorpus(settings, dir, options);
    assertEquals([corpus.clips.length, corpus.synthetic, corpus.notes], [16, true, []]);
    assertEquals(corpus.clips[0]!.path, "Actor_01/03-01-01-01-01-01-01.wav");
    assertEquals(corpus.classes, ravdessSpeechClasses);
    assertEquals(
      corpus.clips.map((clip) => clip.gender),
      Array(8).fill("male").concat(Array(8).fill("female")),
    );
    const some = await openCorpus({ ...settings, classes: ["anger", "calm"] }, dir, options);
    assertEquals([some.classes, some.clips.length], [["calm", "anger"], 4]);
    // A whole set is kept, a damaged one is mended.
    const path = `${dir}/Actor_01/03-01-01-01-01-01-01.wav`;
    await Deno.writeTextFile(`${dir}/Actor_01/extra.wav`, "");
    await writeSynthetic(settings, dir, () => {
      throw new Error("written again");
    });
    await Deno.remove(path);
    await rejects(openCorpus(settings, dir, options), /1 files are gone from .*03-01-01-01-01-01-01\.wav/);
    await writeSynthetic(settings, dir, encode);
    // Its content counts, not its size or time.
    const { atime, mtime } = await Deno.stat(path);
    const bytes = await Deno.readFile(path);
    await Deno.writeFile(path, bytes.with(5000, bytes[5000]! ^ 1));
    await Deno.utime(path, atime!, mtime!);
    await rejects(openCorpus(settings, dir, options), /1 files of .* have changed since .*01-01-01\.wav/);
    await writeSynthetic(settings, dir, encode);
    assertEquals(await Deno.readFile(path), bytes);
    const again = await openCorpus(settings, dir, options);
    assertEquals(again.hash, corpus.hash);
    assertEquals(again.leftOut, [{ path: "Actor_01/extra.wav", reason: "not part of the set" }]);
    await rejects(
      openCorpus({ ...settings, seed: 1 }, dir, options),
      /was made with other settings \(\{.*"seed":0/,
    );
    await rejects(
      openCorpus({ name: "ravdess", classes: "all", channel: "speech" }, dir, options),
      /made-up voices/,
    );
  });
  await inTree(
    { "a.wav": "" },
    (root) => rejects(openCorpus(settings, root, options), /no whole set of made-up voices/),
  );
});

Deno.test("a set without hashes is opened but made anew, one whose mark is damaged is made anew", async () => {
  await inTree({}, async (dir) => {
    await writeSynthetic(settings, dir, encode);
    const mark = `${dir}/synthetic.json`;
    const whole = await Deno.readTextFile(mark);
    const { hashes, ...old } = JSON.parse(whole);
    assertEquals(Object.keys(hashes).length, 16);
    await Deno.writeTextFile(mark, JSON.stringify(old));
    assertEquals((await openCorpus(settings, dir, options)).clips.length, 16);
    const damaged = [JSON.stringify(old), whole.slice(0, 300), whole.replace("hashes", "hashed"), "", "null"];
    damaged.push(whole.replace("03-01-01", "03-01-00"), JSON.stringify({ ...old, hashes: 7 }));
    for (const text of damaged) {
      await Deno.writeTextFile(mark, text);
      await writeSynthetic(settings, dir, encode);
      assertEquals(await Deno.readTextFile(mark), whole, text);
    }
  });
});

Deno.test("a set that is written many times at once is right from the first moment that it is whole", async () => {
  await inTree({}, async (root) => {
    const dir = `${root}/set`;
    const write = async () => {
      await writeSynthetic(settings, dir, encode);
      return (await openCorpus(settings, dir, options)).hash;
    };
    assertEquals(new Set(await Promise.all([write(), write(), write()])).size, 1);
    assertEquals((await filesBelow(dir)).length, 17);
  });
});

Deno.test("sets of any size have names of their own, odd sizes are refused", () => {
  const all = syntheticClips({ ...settings, speakers: 24, takes: 8 });
  assertEquals([all.length, new Set(all.map((clip) => clip.path)).size], [1536, 1536]);
  for (const speakers of [1, 25, 2.5]) throws(() => syntheticClips({ ...settings, speakers }), RangeError);
  for (const takes of [0, 9, NaN]) throws(() => syntheticClips({ ...settings, takes }), RangeError);
});

/** Root mean square of samples. */
const rms = (samples: Float32Array) => Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / samples.length);
const db = (x: number) => 20 * Math.log10(x);
/** Levels of 10 ms frames, dB full scale. */
const levels = (samples: Float32Array) =>
  Array.from(
    { length: Math.floor(samples.length / 480) },
    (_, i) => db(rms(samples.subarray(480 * i, 480 * i + 480))),
  );

Deno.test("speech lies between two silences of 0.3 s and more, with a pause inside, in steady noise", () => {
  for (const [i, label] of ravdessSpeechClasses.entries()) {
    const samples = speakClip(clipOf(label, i + 1, i), 3);
    assert(samples.every((x) => Math.abs(x) < 1));
    const frames = levels(samples);
    for (const silent of [frames.slice(0, 30), frames.slice(-30)]) {
      assert(silent.every((level) => Math.abs(level + 63) < 1), `${label}: ${silent}`);
    }
    const speech = frames.slice(30, -30);
    assert(Math.max(...speech) > -25);
    const middle = speech.slice(Math.floor(speech.length / 4), -Math.floor(speech.length / 4));
    assert(middle.some((level, k) => level < -50 && (middle[k + 1] ?? 0) < -50), `${label} has no pause`);
  }
});

/** The loudest tenth of a second. */
function loudest(samples: Float32Array): Float32Array {
  const windows = Array.from(
    { length: Math.floor(samples.length / 480) - 10 },
    (_, i) => samples.subarray(480 * i, 480 * i + 4800),
  );
  return windows.reduce((best, window) => rms(window) > rms(best) ? window : best);
}

/** Pitch of the loudest part, Hz: the first high peak of its autocorrelation. */
function pitchOf(samples: Float32Array): number {
  const part = loudest(samples);
  const values = Array.from({ length: 800 }, (_, lag) => {
    let sum = 0;
    for (let i = 0; i < 4000; i++) sum += part[i]! * part[i + lag]!;
    return sum;
  });
  const highest = Math.max(...values.slice(90));
  const lag = values.findIndex((v, k) =>
    k >= 90 && v > 0.85 * highest && v >= values[k - 1]! && v >= (values[k + 1] ?? 0)
  );
  return VOICE_RATE_HZ / lag;
}

Deno.test("pitch, loudness, brightness and length follow the emotion as the literature says", () => {
  const mean = (label: string, measure: (samples: Float32Array) => number) =>
    [1, 2, 3, 4, 5, 6].reduce((sum, speaker) => sum + measure(speakClip(clipOf(label, speaker), 0)) / 6, 0);
  const order = (measure: (samples: Float32Array) => number, ...labels: string[]) => {
    const values = labels.map((label) => mean(label, measure));
    assert(values.every((v, i) => i === 0 || v < values[i - 1]!), `${labels}: ${values}`);
  };
  order(pitchOf, "fear", "neutral", "disgust");
  order(pitchOf, "anger", "neutral", "sadness");
  order((s) => s.reduce((most, x) => Math.max(most, x, -x), 0), "anger", "happiness", "neutral", "sadness");
  order((s) => s.length, "sadness", "neutral", "anger");
  // The difference of neighbours weighs high frequencies; against the samples it tells brightness.
  order(
    (s) => rms(loudest(s).map((x, i, all) => x - (all[i - 1] ?? x))) / rms(loudest(s)),
    ...["anger", "neutral", "calm"],
  );
});

Deno.test("speakers differ in pitch and vocal tract, takes differ, the rest of the set does not matter", () => {
  const pitches = [1, 2, 3, 4].map((speaker) => pitchOf(speakClip(clipOf("neutral", speaker), 0)));
  assert(Math.min(pitches[1]!, pitches[3]!) > 1.2 * Math.max(pitches[0]!, pitches[2]!), `${pitches}`);
  assertEquals(new Set(pitches).size, 4);
  const one = speakClip(clipOf("anger"), 0);
  assertEquals(speakClip(clipOf("anger"), 0), one);
  assert(speakClip(clipOf("anger", 1, 1), 0).length !== one.length);
  assert(speakClip(clipOf("anger"), 1).length !== one.length);
});
