import { deepStrictEqual as assertEquals, ok as assert, throws as assertThrows } from "node:assert/strict";
import { clipOfImage } from "../../src/base/image_name.ts";
import { randomFor } from "../../src/base/random.ts";
import type { Corpus, Fold } from "../../src/corpus/clip.ts";
import { imageCorpus } from "../../src/corpus/image_corpus.ts";
import { foldsOf } from "../../src/corpus/protocols.ts";
import type { LeakingProtocol } from "../../src/manifest/leaks.ts";
import { madeUp } from "./tree.ts";

/** Images of 90 clips of three unequal classes, one to six each; some clips are copies of others. */
function images(seed: number): Corpus {
  const random = randomFor(seed, "images");
  const made = madeUp(
    Array.from({ length: 90 }, (_, i) => [`s${i % 4}`, "aaabbc"[i % 6]!] as const),
    ["a", "b", "c"],
  );
  const clips = made.clips.map((clip, i) =>
    i % 11 === 7 ? { ...clip, sha256: made.clips[i - 6]!.sha256 } : clip
  );
  // A copy has as many windows as the recording that it is of.
  const counts = new Map(clips.map(({ sha256 }) => [sha256, 1 + random.integer(6)]));
  return imageCorpus(
    { ...made, clips },
    clips.flatMap(({ sha256 }, i) => Array(counts.get(sha256)!).fill(i)),
  );
}

const PROTOCOLS: readonly LeakingProtocol[] = [
  { name: "image-holdout", testShare: 0.2 },
  { name: "image-k-fold", folds: 5 },
];

const labelled = (corpus: Corpus, side: readonly number[], label: string) =>
  side.filter((i) => corpus.clips[i]!.label === label).length;

Deno.test("images are named and hashed by clip and window", () => {
  const corpus = imageCorpus(madeUp([["1", "a"], ["2", "b"], ["2", "a"]], ["a", "b"]), [0, 1, 1, 1, 2, 2]);
  assertEquals(corpus.clips.map(({ path }) => path), [
    "1/00000.wav#1",
    "2/00001.wav#1",
    "2/00001.wav#2",
    "2/00001.wav#3",
    "2/00002.wav#1",
    "2/00002.wav#2",
  ]);
  assertEquals(clipOfImage("2/00001.wav#3"), "2/00001.wav");
  assertEquals(clipOfImage("a#1/b#2.wav#10"), "a#1/b#2.wav");
  assertEquals(corpus.clips.map(({ label }) => label).join(""), "abbbaa");
  assertEquals(new Set(corpus.clips.map(({ sha256 }) => sha256)).size, 6);
});

Deno.test("dealt images are a partition, identical ones on one side", () => {
  for (let seed = 0; seed < 8; seed++) {
    const corpus = images(seed);
    for (const protocol of PROTOCOLS) {
      const folds = foldsOf(corpus, protocol, seed);
      for (const { train, test } of folds) {
        assertEquals([...train, ...test].sort((a, b) => a - b), corpus.clips.map((_, i) => i));
        const hashes = (side: readonly number[]) => new Set(side.map((i) => corpus.clips[i]!.sha256));
        assert(hashes(train).isDisjointFrom(hashes(test)));
      }
      if (protocol.name === "image-k-fold") {
        assertEquals(folds.flatMap(({ test }) => test).sort((a, b) => a - b), corpus.clips.map((_, i) => i));
      }
    }
  }
});

Deno.test("dealt images are stratified by class", () => {
  for (let seed = 0; seed < 8; seed++) {
    const corpus = images(seed);
    const all = corpus.clips.map((_, i) => i);
    const [{ test }] = foldsOf(corpus, PROTOCOLS[0]!, seed) as [Fold];
    assertEquals(test.length, Math.round(0.2 * all.length));
    const folds = foldsOf(corpus, PROTOCOLS[1]!, seed);
    for (const label of corpus.classes) {
      assert(Math.abs(labelled(corpus, test, label) - 0.2 * labelled(corpus, all, label)) < 1);
      const sizes = folds.map((fold) => labelled(corpus, fold.test, label));
      assert(Math.max(...sizes) - Math.min(...sizes) <= 1, `${label}: ${sizes}`);
    }
  }
});

Deno.test("the seed decides, and clips are torn apart", () => {
  const corpus = images(3);
  for (const protocol of PROTOCOLS) {
    const [first] = foldsOf(corpus, protocol, 1);
    assertEquals(foldsOf(corpus, protocol, 1)[0], first);
    assert(JSON.stringify(foldsOf(corpus, protocol, 2)[0]) !== JSON.stringify(first));
    const clips = (side: readonly number[]) => new Set(side.map((i) => clipOfImage(corpus.clips[i]!.path)));
    assert(clips(first!.train).intersection(clips(first!.test)).size > 20);
  }
});

Deno.test("classes with too few images are refused in the words of images", () => {
  const corpus = imageCorpus(madeUp([["1", "a"], ["1", "b"]], ["a", "b"]), [0, 0, 0, 0, 0, 0, 1, 1]);
  assertThrows(() => foldsOf(corpus, PROTOCOLS[1]!, 0), {
    message: "image-k-fold: class b of made-up has 2 images, fewer than 5 folds",
  });
  assertThrows(() => foldsOf(corpus, { name: "image-holdout", testShare: 0.1 }, 0), {
    message: "image-holdout: testShare 0.1 leaves class b of made-up (2 images) without a test image",
  });
});
