import { deepStrictEqual as assertEquals, ok as assert, throws as assertThrows } from "node:assert/strict";
import { imageName } from "../../src/base/image_name.ts";
import type { Settings } from "../../src/manifest/settings.ts";
import { siblingShare, splitImages, splitRun } from "../../src/run/split.ts";
import { madeUp } from "../corpus/tree.ts";
import { madeUpSettings, ravdess } from "../report/made_up.ts";

const CORPUS = madeUp(Array.from({ length: 40 }, (_, i) => [`s${i % 4}`, "ab"[i % 2]!] as const), ["a", "b"]);

/** Settings of one fold; how time becomes images is none of the split's business. */
function settings(protocol: Settings["protocol"], fold = 0): Settings {
  const plan = { id: "x", title: "X", suite: "s", corpus: ravdess, variants: ["raw"], runs: 1, protocol };
  return madeUpSettings(plan, "raw", fold);
}

const windows = (count: number) => CORPUS.clips.flatMap((_, clip) => Array<number>(count).fill(clip));

Deno.test("the share of siblings is counted by recording", () => {
  const recordings = ["a", "b", "b", "c", "c", "d"];
  assertEquals(siblingShare(recordings, { train: [0, 1, 3, 5], test: [2, 4] }), 1);
  assertEquals(siblingShare(recordings, { train: [0, 1, 2], test: [3, 4, 5] }), 0);
  assertEquals(siblingShare(recordings, { train: [1, 3], test: [0, 2, 4, 5] }), 0.5);
  assertEquals(siblingShare(["a", "b", "c"], { train: [0, 1], test: [2] }), 0, "one image per clip");
});

Deno.test("the more windows a clip has, the more of its test images have a sibling in training", () => {
  const share = (count: number) =>
    splitImages(settings({ name: "image-holdout", testShare: 0.2 }), CORPUS, windows(count)).siblingShare!;
  assert(share(2) > 0.5 && share(2) < 1, `${share(2)}`);
  assert(share(12) > 0.99, `${share(12)}`);
});

Deno.test("every image has its fold, below the path of its clip, and the sides are of this run's", () => {
  const clipOf = CORPUS.clips.flatMap((_, clip) => Array<number>(1 + clip % 3).fill(clip));
  for (const fold of [0, 3]) {
    const { train, test, folds, classes } = splitImages(
      settings({ name: "image-k-fold", folds: 4 }, fold),
      CORPUS,
      clipOf,
    );
    const listed = Object.entries(folds).flatMap(([path, own]) =>
      (own as number[]).map((number, i) => [imageName(path, i + 1), number] as const)
    );
    assertEquals(listed.length, clipOf.length);
    const names = (side: typeof test) => side.clips.map((i) => side.corpus.clips[i]!.path);
    assertEquals(names(test), listed.filter(([, number]) => number === fold).map(([name]) => name));
    assertEquals(names(train), listed.filter(([, number]) => number !== fold).map(([name]) => name));
    for (const side of [train, test]) {
      assertEquals([...side.labels], side.clips.map((i) => classes.indexOf(side.corpus.clips[i]!.label)));
    }
  }
});

Deno.test("before the images are there, every clip may stand on both sides; clips are dealt as ever", () => {
  const planned = splitRun(settings({ name: "image-k-fold", folds: 4 }, 3), CORPUS, null);
  assertEquals([planned.train.clips.length, planned.test.clips.length], [40, 40]);
  const byClip = splitRun(settings({ name: "utterance-k-fold", folds: 4 }, 3), CORPUS, null);
  assertEquals([byClip.train.clips.length, byClip.test.clips.length, byClip.siblingShare], [30, 10, null]);
});

Deno.test("clips of one image each are refused, since nothing would leak", () => {
  assertThrows(() => splitImages(settings({ name: "image-holdout", testShare: 0.2 }), CORPUS, windows(1)), {
    name: "UserError",
    message:
      "Cannot deal the images of made-up (image-holdout): every clip has but one, nothing would leak: " +
      "set shorter windows in spectrogram.time.seconds",
  });
});
