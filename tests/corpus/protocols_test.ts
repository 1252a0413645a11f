import { deepStrictEqual as assertEquals, ok as assert, throws } from "node:assert/strict";
import { UserError } from "../../src/base/errors.ts";
import { randomFor } from "../../src/base/random.ts";
import type { Corpus, Fold } from "../../src/corpus/clip.ts";
import { commonClasses } from "../../src/corpus/cross_corpus.ts";
import { foldNumbers, foldsOf } from "../../src/corpus/protocols.ts";
import { ravdessNames, ravdessSpeechClasses } from "../../src/corpus/ravdess_name.ts";
import type { ProtocolSettings } from "../../src/manifest/settings.ts";
import { madeUp } from "./tree.ts";

/** The RAVDESS's speech as to counts, with the release's pair of identical recordings. */
function ravdess(): Corpus {
  const paths = ravdessNames("speech");
  const corpus = madeUp(
    paths.map((path) => {
      const actor = path.slice(6, 8);
      return [
        actor,
        ravdessSpeechClasses[Number(path.slice(15, 17)) - 1]!,
        Number(actor) % 2 ? "male" : "female",
      ];
    }),
    ravdessSpeechClasses,
  );
  const clips = corpus.clips.map((clip, i) => {
    const twin = paths[i]!.endsWith("03-01-03-01-02-01-07.wav") ||
      paths[i]!.endsWith("03-01-03-01-02-02-07.wav");
    return { ...clip, path: paths[i]!, sha256: twin ? "twin" : clip.sha256 };
  });
  return { ...corpus, clips };
}

/** Random sizes of classes, some recordings twice, two sessions. */
function random(seed: number): Corpus {
  const numbers = randomFor(seed, "test");
  const corpus = madeUp(
    Array.from({ length: 60 + numbers.integer(80) }, () => {
      const speaker = numbers.integer(8);
      const label = "abc"[Math.min(2, numbers.integer(4))]!;
      return [`s${speaker}`, label, speaker < 3 ? "female" : "male", `session${speaker >> 2}`];
    }),
    ["a", "b", "c"],
  );
  const clips = corpus.clips.map((clip, i) =>
    i % 9 === 8 ? { ...clip, sha256: corpus.clips[i - 5]!.sha256 } : clip
  );
  return { ...corpus, clips };
}

const PROTOCOLS: readonly ProtocolSettings[] = [
  { name: "utterance-holdout", testShare: 0.25 },
  { name: "utterance-k-fold", folds: 4 },
  { name: "speaker-k-fold", folds: 3 },
  { name: "leave-one-speaker-out" },
  { name: "leave-one-session-out" },
];

const count = (corpus: Corpus, indices: readonly number[], label: string) =>
  indices.filter((i) => corpus.clips[i]!.label === label).length;
const spread = (numbers: readonly number[]) => Math.max(...numbers) - Math.min(...numbers);
const on = (corpus: Corpus, side: readonly number[], what: "speaker" | "sha256" | "session") =>
  new Set(side.map((i) => corpus.clips[i]![what]));

function check(corpus: Corpus, protocol: ProtocolSettings, folds: readonly Fold[]): void {
  for (const { train, test } of folds) {
    assert(train.length > 0 && test.length > 0);
    for (const side of [train, test]) assertEquals(side, [...new Set(side)].sort((a, b) => a - b));
    assert(on(corpus, train, "sha256").isDisjointFrom(on(corpus, test, "sha256")));
    assert(new Set(train).isDisjointFrom(new Set(test)));
    if (protocol.name.includes("speaker")) {
      assert(on(corpus, train, "speaker").isDisjointFrom(on(corpus, test, "speaker")));
    }
    if (protocol.name.includes("session")) {
      assert(on(corpus, train, "session").isDisjointFrom(on(corpus, test, "session")));
    }
    // A clip is on neither side only if its copy is tested elsewhere in the fold.
    const tested = on(corpus, test, "sha256");
    for (const [i, clip] of corpus.clips.entries()) {
      assert(train.includes(i) || test.includes(i) || tested.has(clip.sha256));
    }
  }
  if (protocol.name === "utterance-holdout") assertEquals(folds.length, 1);
  else assertEquals(folds.flatMap((fold) => fold.test).sort((a, b) => a - b), corpus.clips.map((_, i) => i));
}

Deno.test("every protocol tests each clip once and keeps copies, speakers and sessions on one side", () => {
  for (let seed = 0; seed < 12; seed++) {
    const corpus = random(seed);
    for (const protocol of PROTOCOLS) {
      const folds = foldsOf(corpus, protocol, seed);
      check(corpus, protocol, folds);
      assertEquals(foldsOf(corpus, protocol, seed), folds);
    }
  }
});

Deno.test("another seed gives other folds where there is a choice", () => {
  for (const protocol of PROTOCOLS) {
    const [a, b] = [0, 1].map((seed) => JSON.stringify(foldsOf(ravdessLike, { ...protocol }, seed)));
    assertEquals(a === b, protocol.name.startsWith("leave"));
  }
});
const ravdessLike = random(99);

Deno.test("stratified folds are within one clip of even, per class and in all", () => {
  const corpus = ravdess();
  for (const folds of [2, 5, 7, 10]) {
    const split = foldsOf(corpus, { name: "utterance-k-fold", folds }, folds);
    check(corpus, { name: "utterance-k-fold", folds }, split);
    assert(spread(split.map(({ test }) => test.length)) <= 1);
    for (const label of corpus.classes) {
      assert(spread(split.map(({ test }) => count(corpus, test, label))) <= 1);
    }
  }
});

Deno.test("a hold-out takes the share of each class", () => {
  const corpus = ravdess();
  for (const [share, tested] of [[0.2, 288], [0.15, 216], [0.333, 480], [0.5, 720]] as const) {
    const [{ train, test }] = foldsOf(corpus, { name: "utterance-holdout", testShare: share }, 3) as [Fold];
    assertEquals([test.length, train.length], [tested, 1440 - tested]);
    for (const label of corpus.classes) {
      const size = label === "neutral" ? 96 : 192;
      assert(Math.abs(count(corpus, test, label) - size * share) < 1);
    }
    // 0.2 of neutral is 19.2, of the others 38.4: the largest remainders are rounded up.
    if (share === 0.2) assertEquals(count(corpus, test, "neutral"), 19);
  }
});

Deno.test("RAVDESS's six speaker folds have two women and two men each", () => {
  const corpus = ravdess();
  const protocol = { name: "speaker-k-fold", folds: 6 } as const;
  const drawn = new Set<string>();
  for (let seed = 0; seed < 5; seed++) {
    const folds = foldsOf(corpus, protocol, seed);
    check(corpus, protocol, folds);
    for (const { train, test } of folds) {
      assertEquals([train.length, test.length], [1200, 240]);
      const speakers = [...on(corpus, test, "speaker")].map(Number);
      assertEquals([speakers.length, speakers.filter((n) => n % 2 === 0).length], [4, 2]);
    }
    drawn.add(foldNumbers(folds, 1440).join());
  }
  assertEquals(drawn.size, 5);
});

Deno.test("speaker folds that do not divide stay within one woman, one man and one speaker", () => {
  const corpus = ravdess();
  for (const folds of [2, 5, 7, 9, 24]) {
    const sets = foldsOf(corpus, { name: "speaker-k-fold", folds }, 1)
      .map(({ test }) => [...on(corpus, test, "speaker")].map(Number));
    assert(spread(sets.map((speakers) => speakers.length)) <= 1);
    for (const odd of [0, 1]) assert(spread(sets.map((s) => s.filter((n) => n % 2 === odd).length)) <= 1);
  }
});

Deno.test("a copy under another speaker's name is not trained on", () => {
  const corpus = madeUp([["1", "a"], ["1", "b"], ["2", "a"], ["2", "b"], ["3", "a"]], ["a", "b"]);
  const clips = corpus.clips.map((clip, i) => i === 2 ? { ...clip, sha256: corpus.clips[0]!.sha256 } : clip);
  const folds = foldsOf({ ...corpus, clips }, { name: "leave-one-speaker-out" }, 0);
  assertEquals(folds, [
    { train: [3, 4], test: [0, 1] },
    { train: [1, 4], test: [2, 3] },
    { train: [0, 1, 2, 3], test: [4] },
  ]);
});

Deno.test("folds do not depend on the folders the clips lie in", () => {
  const corpus = ravdess();
  const flat = corpus.clips.map((clip) => ({ ...clip, path: clip.path.slice(9) }))
    .sort((a, b) => a.path < b.path ? -1 : 1);
  const tested = (c: Corpus, protocol: ProtocolSettings) =>
    foldsOf(c, protocol, 5).map(({ test }) => test.map((i) => c.clips[i]!.path.slice(-24)).sort());
  for (const protocol of PROTOCOLS.slice(0, 4)) {
    assertEquals(tested({ ...corpus, clips: flat }, protocol), tested(corpus, protocol));
  }
});

Deno.test("cross-corpus trains and tests on the common classes", () => {
  const a = madeUp([["1", "x"], ["1", "y"], ["2", "z"], ["2", "x"]], ["z", "y", "x", "unused"]);
  const b = madeUp([["9", "x"], ["9", "w"], ["8", "y"], ["8", "x"]], ["w", "x", "y", "unused"]);
  assertEquals(commonClasses(a, b), ["y", "x"]);
  const protocol = { name: "cross-corpus", test: { name: "emodb", classes: "all" } } as const;
  assertEquals(foldsOf(a, protocol, 0, b), [{ train: [0, 1, 3], test: [0, 2, 3] }]);
  const shared = {
    ...b,
    clips: b.clips.map((clip, i) => i === 3 ? { ...clip, sha256: a.clips[0]!.sha256 } : clip),
  };
  assertEquals(foldsOf(a, protocol, 0, shared), [{ train: [1, 3], test: [0, 2, 3] }]);
  assertEquals(foldNumbers([{ train: [], test: [1] }, { train: [], test: [3] }], 4), [-1, 0, -1, 1]);
});

Deno.test("what cannot be split is said in one line with the numbers", () => {
  const corpus = random(1);
  const small = madeUp([["1", "a"], ["2", "a"], ["1", "b"], ["2", "b"], ["2", "b"]], ["a", "b", "c"]);
  const fails = (corpus: Corpus, protocol: ProtocolSettings, message: RegExp, other?: Corpus) =>
    throws(() => foldsOf(corpus, protocol, 0, other), (error) => {
      assert(error instanceof UserError && !error.message.includes("\n"));
      assert(message.test(error.message), error.message);
      return true;
    });
  fails(corpus, { name: "speaker-k-fold", folds: 9 }, /made-up has 8 speakers, fewer than 9 folds/);
  fails(
    small,
    { name: "utterance-k-fold", folds: 3 },
    /class a of made-up has 2 recordings, fewer than 3 folds/,
  );
  for (const folds of [1, 0, -2, 2.5, NaN]) {
    for (const name of ["utterance-k-fold", "speaker-k-fold"] as const) {
      fails(corpus, { name, folds }, /folds must be an integer >= 2/);
    }
  }
  for (const testShare of [0, 1, -0.1, 1.5, NaN]) {
    fails(corpus, { name: "utterance-holdout", testShare }, /testShare must be in \(0, 1\)/);
  }
  fails(
    small,
    { name: "utterance-holdout", testShare: 0.1 },
    /class [ab] of made-up \([23] clips\) without a test clip/,
  );
  fails(small, { name: "utterance-holdout", testShare: 0.9 }, /class [ab] .* without a training clip/);
  fails(small, { name: "leave-one-session-out" }, /made-up has no sessions/);
  const alone = madeUp([["1", "a", null, "s"], ["1", "b", null, "s"]], ["a", "b"]);
  fails(alone, { name: "leave-one-speaker-out" }, /made-up has 1 speaker, fewer than 2/);
  fails(alone, { name: "leave-one-session-out" }, /made-up has 1 session, fewer than 2/);
  const cross = { name: "cross-corpus", test: { name: "emodb", classes: "all" } } as const;
  fails(small, cross, /no corpus to test on/);
  fails(small, cross, /have 1 common classes, fewer than 2/, madeUp([["1", "a"], ["2", "z"]], ["a", "z"]));
  fails(small, cross, /every recording of made-up is also in made-up/, small);
});
