import type { Corpus } from "../corpus/clip.ts";
import { commonClasses } from "../corpus/cross_corpus.ts";
import { foldNumbers, foldsOf } from "../corpus/protocols.ts";
import type { Settings } from "../manifest/settings.ts";
import { rangeError } from "../base/errors.ts";

/** The clips of one side of a run. */
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
  /** Fold of every clip by path; of a cross-corpus run 0 for what is tested and -1 for what is trained on. */
  readonly folds: Readonly<Record<string, number>>;
}

/**
 * Divides the clips of a corpus for one run.
 * @param testCorpus The corpus that a cross-corpus run is tested on.
 * @throws {UserError} If the corpus cannot be split that way.
 */
export function splitRun(settings: Settings, corpus: Corpus, testCorpus: Corpus | null): Split {
  const { protocol, seed, fold } = settings;
  const folds = foldsOf(corpus, protocol, seed, testCorpus ?? undefined);
  const chosen = folds[fold];
  if (chosen === undefined) {
    throw rangeError(`split ${corpus.name}`, `fold must be less than ${folds.length}`, fold);
  }
  const tested = testCorpus ?? corpus;
  const classes = testCorpus === null ? corpus.classes : commonClasses(corpus, testCorpus);
  const side = (of: Corpus, clips: readonly number[]): Side => ({
    corpus: of,
    clips,
    labels: Int32Array.from(clips, (i) => classes.indexOf(of.clips[i]!.label)),
  });
  return {
    classes,
    train: side(corpus, chosen.train),
    test: side(tested, chosen.test),
    folds: testCorpus === null
      ? foldsByPath(corpus, folds)
      : crossFolds(corpus, chosen.train, testCorpus, chosen.test),
  };
}

function foldsByPath(corpus: Corpus, folds: ReturnType<typeof foldsOf>): Record<string, number> {
  const numbers = foldNumbers(folds, corpus.clips.length);
  return Object.fromEntries(corpus.clips.map((clip, i) => [clip.path, numbers[i]!]));
}

function crossFolds(corpus: Corpus, train: readonly number[], testCorpus: Corpus, test: readonly number[]) {
  // Two sets of one corpus may have equal paths.
  const tested = corpus.name === testCorpus.name ? `${testCorpus.name} tested` : testCorpus.name;
  return Object.fromEntries([
    ...train.map((i) => [`${corpus.name}/${corpus.clips[i]!.path}`, -1]),
    ...test.map((i) => [`${tested}/${testCorpus.clips[i]!.path}`, 0]),
  ]);
}
