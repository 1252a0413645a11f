import { deepStrictEqual as assertEquals, notDeepStrictEqual as assertNotEquals } from "node:assert/strict";
import { ok as assert, rejects as assertRejects } from "node:assert/strict";
import { join } from "node:path";
import { UserError } from "../../src/base/errors.ts";
import { openStore } from "../../src/base/store.ts";
import { clipImages } from "../../src/features/clip_images.ts";
import { featureKey } from "../../src/features/entry.ts";
import { loadImages } from "../../src/features/load.ts";
import { prepareFeatures } from "../../src/features/prepare.ts";
import { knownUnusable } from "../../src/features/unusable.ts";
import { encodeWav } from "../../src/signal/encode_wav.ts";
import { decodeWav } from "../../src/signal/wav.ts";
import { inFolder } from "../folder.ts";
import { chunk, floats, formatChunk, wav } from "../signal/riff_builder.ts";
import { CLEAN, RAW, tone, toneCorpus } from "./recordings.ts";

const decoded = (hz: number) => decodeWav(tone(hz), "");

/** Counts what is said of progress. */
function counter() {
  const said: string[] = [];
  const progress = (clips: number) => {
    said.push(`start ${clips}`);
    return {
      update: (done: number) => void said.push(`${done}`),
      finish: (note?: string) => void said.push(`${note}`),
    };
  };
  return { said, progress };
}

Deno.test("raw and clean of one recording at once are what they are apart", () => {
  const file = decoded(440);
  const [raw, clean] = clipImages(file, "440.wav", [RAW, CLEAN]);
  assertEquals([raw], clipImages(file, "440.wav", [RAW]));
  assertEquals([clean], clipImages(file, "440.wav", [CLEAN]));
  assertNotEquals(raw, clean);
  assertEquals([raw!.length, raw![0]!.length], [1, 256]);
});

Deno.test("workers make what the cache lacks, a clip once for all its settings, and nothing the second time", () =>
  inFolder(async (folder) => {
    const corpus = await toneCorpus(folder, [300, 500, 700]);
    const store = openStore(join(folder, "cache"));
    const first = counter();
    const prepare = (settings: typeof RAW[], { progress }: ReturnType<typeof counter>) =>
      prepareFeatures([{ corpus, settings }], { store, jobs: 2, progress });
    assertEquals(await prepare([RAW], first), { clips: 3, unusable: 0 });
    assertEquals(first.said, ["start 3", "1", "2", "3", "3 clips"]);
    assertEquals(await prepare([RAW, CLEAN], counter()), { clips: 3, unusable: 0 });
    const third = counter();
    assertEquals(await prepare([CLEAN, RAW], third), { clips: 0, unusable: 0 });
    assertEquals(third.said, []);
    for (const settings of [RAW, CLEAN]) {
      const { images, clipOf } = await loadImages(corpus, [2, 0], settings, store);
      assertEquals([...clipOf], [0, 1]);
      const want = [700, 300].flatMap((hz) => [...clipImages(decoded(hz), "", [settings])[0]![0]!]);
      assertEquals([...images], want);
    }
  }));

Deno.test("a damaged entry is made again, one of another size too", () =>
  inFolder(async (folder) => {
    const corpus = await toneCorpus(folder, [300]);
    const store = openStore(join(folder, "cache"));
    const whole = await loadImages(corpus, [0], RAW, store);
    const key = featureKey(corpus.clips[0]!.sha256, RAW);
    const path = join(folder, "cache", key.slice(0, 2), key.slice(2));
    const bytes = await Deno.readFile(path);
    await Deno.writeFile(path, bytes.with(50, bytes[50]! ^ 4));
    assertEquals(await loadImages(corpus, [0], RAW, store), whole);
    assertEquals(store.damaged(), 1);
    assertEquals(await Deno.readFile(path), bytes);
    await store.write(key, Uint8Array.of(1, 0, 0, 0, 9));
    assertEquals(await loadImages(corpus, [0], RAW, store), whole);
    assertEquals(await Deno.readFile(path), bytes);
    assertEquals(store.damaged(), 1);
  }));

Deno.test("a clip of several windows has several images", () =>
  inFolder(async (folder) => {
    const corpus = await toneCorpus(folder, [300, 400]);
    const time = { method: "windows", seconds: 0.2, overlap: 0 } as const;
    const settings = { ...RAW, spectrogram: { ...RAW.spectrogram, time } };
    const { images, clipOf } = await loadImages(corpus, [0, 1], settings, openStore(join(folder, "cache")));
    assert(clipOf.length > 2 && clipOf.length % 2 === 0);
    assertEquals([...clipOf], [...clipOf].sort());
    assertEquals(images.length, clipOf.length * 256);
  }));

Deno.test("a file that cannot be used is named, in a worker and without", () =>
  inFolder(async (folder) => {
    const corpus = await toneCorpus(folder, [300, 500]);
    const store = openStore(join(folder, "cache"));
    const fails = async (part: string) => {
      const names = (error: unknown) => {
        assert(error instanceof UserError && error.exitCode === 1, String(error));
        assert(
          error.message.includes(join(folder, "500.wav")) && error.message.includes(part),
          error.message,
        );
        assert(!error.message.includes("\n"));
        return true;
      };
      await assertRejects(loadImages(corpus, [1], RAW, store), names);
      const requests = [{ corpus, settings: [RAW, CLEAN] }];
      await assertRejects(prepareFeatures(requests, { store, jobs: 1, progress: counter().progress }), names);
    };
    await Deno.writeFile(join(folder, "500.wav"), tone(500).subarray(0, 1000));
    await fails("");
    await Deno.writeTextFile(
      join(folder, "500.wav"),
      "no sound at all, only a text that is longer than a header",
    );
    await fails("");
    await Deno.remove(join(folder, "500.wav"));
    await fails("Cannot read");
  }));

Deno.test("a recording that is all silence has a raw image and no clean one, which is remembered", () =>
  inFolder(async (folder) => {
    const corpus = await toneCorpus(folder, [300, 500]);
    await Deno.writeFile(
      join(folder, "500.wav"),
      encodeWav({ samples: new Float32Array(8000), rateHz: 16_000 }),
    );
    const store = openStore(join(folder, "cache"));
    const prepare = (settings: typeof RAW[]) =>
      prepareFeatures([{ corpus, settings }], { store, jobs: 1, progress: counter().progress });
    assertEquals(await prepare([RAW, CLEAN]), { clips: 2, unusable: 1 });
    assertEquals(await knownUnusable(corpus, RAW, store), []);
    assertEquals(await knownUnusable(corpus, CLEAN, store), [
      { path: "500.wav", reason: "nothing is left after silence removal" },
    ]);
    await assertRejects(
      loadImages(corpus, [1], CLEAN, store),
      /500\.wav: nothing is left after silence removal$/,
    );
  }));

Deno.test("a recording with a sample that is not finite has no image at all", () =>
  inFolder(async (folder) => {
    const corpus = await toneCorpus(folder, [300]);
    const file = wav(
      formatChunk({ code: 3, bits: 32, rateHz: 16_000 }),
      chunk("data", floats([0.5, NaN], 4)),
    );
    await Deno.writeFile(join(folder, "300.wav"), file);
    const store = openStore(join(folder, "cache"));
    const requests = [{ corpus, settings: [RAW, CLEAN] }];
    await prepareFeatures(requests, { store, jobs: 1, progress: counter().progress });
    for (const settings of [RAW, CLEAN]) {
      assertEquals(await knownUnusable(corpus, settings, store), [
        { path: "300.wav", reason: "sample 1 is not finite (NaN)" },
      ]);
    }
  }));
