import type { Corpus, Fold } from "../corpus/clip.ts";
import { commonClasses } from "../corpus/cross_corpus.ts";
import { imageCorpus } from "../corpus/image_corpus.ts";
import { foldNumbers, foldsOf } from "../corpus/protocols.ts";
import { leaks } from "../manifest/leaks.ts";
import type { Settings } from "../manifest/settings.ts";
import type { RunData } from "../record/record.ts";
import { rangeError, UserError } from "../base/errors.ts";

/** The clips of one side of a run; after images are dealt, images in the place of clips. */
export interface Side {
  /** Where the clips are from. */
  readonly corpus: Corpus;
  /** Indices into `corpus.clips`. */
  readonly clips: readonly number[];
  /** Class number of each of them. */
  readonly labels: Int32Array;
}

/** How one run divides its clips. */
export interface Split {
  /** Names of the classes; labels are indices into it. */
  readonly classes: readonly string[];
  /** What is trained on. */
  readonly train: Side;
  /** What is tested on. */
  readonly test: Side;
  /**
   * Fold of every clip by path, where images are dealt of each of its images; of a cross-corpus run 0 for what is
   * tested and -1 for what is trained on.
   */
  readonly folds: RunData["folds"];
  /** Share of the test images with another image of the same recording in training; `null` where clips are dealt. */
  readonly siblingShare: number | null;
}

/**
 * Divides the clips of a corpus for one run. Where the protocol deals images, any clip may come to stand on both
 * sides, and all do, until {@linkcode splitImages} knows how many images each has.
 * @param testCorpus The corpus that a cross-corpus run is tested on.
 * @throws {UserError} If the corpus cannot be split that way.
 */
export function splitRun(settings: Settings, corpus: Corpus, testCorpus: Corpus | null): Split {
  if (leaks(settings.protocol)) {
    const all = sideOf(corpus, corpus.clips.map((_, i) => i), corpus.classes);
    return { classes: corpus.classes, train: all, test: all, folds: {}, siblingShare: null };
  }
  const { folds, chosen } = chooseFold(settings, corpus, testCorpus);
  const classes = testCorpus === null ? corpus.classes : commonClasses(corpus, testCorpus);
  const numbers = foldNumbers(folds, corpus.clips.length);
  return {
    classes,
    train: sideOf(corpus, chosen.train, classes),
    test: sideOf(testCorpus ?? corpus, chosen.test, classes),
    folds: testCorpus === null
      ? Object.fromEntries(corpus.clips.map(({ path }, i) => [path, numbers[i]!]))
      : crossFolds(corpus, chosen.train, testCorpus, chosen.test),
    siblingShare: null,
  };
}

/**
 * Deals the images of a corpus to the two sides of one run.
 * @param clipOf For each image its clip, an index into `corpus.clips`; ascending.
 * @throws {UserError} If no clip has several images, or a class has too few.
 */
export function splitImages(settings: Settings, corpus: Corpus, clipOf: ArrayLike<number>): Split {
  const images = imageCorpus(corpus, clipOf);
  if (images.clips.length === corpus.clips.length) {
    throw new UserError(
      `Cannot deal the images of ${corpus.name} (${settings.protocol.name}): every clip has but one, nothing would ` +
        "leak: set shorter windows in spectrogram.time.seconds",
    );
  }
  const { folds, chosen } = chooseFold(settings, images, null);
  const numbers = foldNumbers(folds, images.clips.length);
  const byClip = Map.groupBy(numbers.keys(), (image) => clipOf[image]!);
  const recordings = Array.from(clipOf, (clip) => corpus.clips[clip]!.sha256);
  return {
    classes: corpus.classes,
    train: sideOf(images, chosen.train, corpus.classes),
    test: sideOf(images, chosen.test, corpus.classes),
    folds: Object.fromEntries(
      [...byClip].map(([clip, own]) => [corpus.clips[clip]!.path, own.map((image) => numbers[image]!)]),
    ),
    siblingShare: siblingShare(recordings, chosen),
  };
}

/**
 * Share of the images tested that have another image of the same recording among those trained on.
 * @param recordings For each image its recording, by any name.
 */
export function siblingShare(recordings: readonly string[], { train, test }: Fold): number {
  const trained = new Set(train.map((image) => recordings[image]!));
  return test.filter((image) => trained.has(recordings[image]!)).length / test.length;
}

function chooseFold({ protocol, seed, fold }: Settings, corpus: Corpus, testCorpus: Corpus | null) {
  const folds = foldsOf(corpus, protocol, seed, testCorpus ?? undefined);
  const chosen = folds[fold];
  if (chosen === undefined) {
    throw rangeError(`split ${corpus.name}`, `fold must be less than ${folds.length}`, fold);
  }
  return { folds, chosen };
}

function sideOf(corpus: Corpus, clips: readonly number[], classes: readonly string[]): Side {
  return { corpus, clips, labels: Int32Array.from(clips, (i) => classes.indexOf(corpus.clips[i]!.label)) };
}

function crossFolds(corpus: Corpus, train: readonly number[], testCorpus: Corpus, test: readonly number[]) {
  // Two sets of one corpus may have equal paths.
  const tested = corpus.name === testCorpus.name ? `${testCorpus.name} tested` : testCorpus.name;
  return Object.fromEntries([
    ...train.map((i) => [`${corpus.name}/${corpus.clips[i]!.path}`, -1]),
    ...test.map((i) => [`${tested}/${testCorpus.clips[i]!.path}`, 0]),
  ]);
}
