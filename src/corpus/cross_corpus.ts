import { UserError } from "../base/errors.ts";
import type { Corpus, Fold } from "./clip.ts";

/** Classes of which both corpora have clips, in the order of the first. */
export function commonClasses(a: Corpus, b: Corpus): string[] {
  const has = (corpus: Corpus, label: string) => corpus.clips.some((clip) => clip.label === label);
  return a.classes.filter((label) => has(a, label) && has(b, label));
}

/**
 * Train on one corpus, test on another, on the classes of both. Recordings that both hold are tested only.
 *
 * @returns One fold: `train` indexes `corpus`, `test` indexes `testCorpus`.
 * @throws {UserError} If there are not two common classes.
 */
export function crossCorpus(corpus: Corpus, testCorpus: Corpus): Fold {
  const classes = commonClasses(corpus, testCorpus);
  if (classes.length < 2) {
    const [a, b] = [corpus, testCorpus].map(({ name, classes }) => `${name} (${classes.join(", ")})`);
    throw new UserError(`cross-corpus: ${a} and ${b} have ${classes.length} common classes, fewer than 2`);
  }
  const common = new Set(classes);
  const wanted = (from: Corpus) =>
    from.clips.map((_, i) => i).filter((i) => common.has(from.clips[i]!.label));
  const test = wanted(testCorpus);
  const tested = new Set(test.map((i) => testCorpus.clips[i]!.sha256));
  const train = wanted(corpus).filter((i) => !tested.has(corpus.clips[i]!.sha256));
  if (train.length === 0) {
    throw new UserError(`cross-corpus: every recording of ${corpus.name} is also in ${testCorpus.name}`);
  }
  return { train, test };
}
