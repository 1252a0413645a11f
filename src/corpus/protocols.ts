import { UserError } from "../base/errors.ts";
import { randomFor } from "../base/random.ts";
import type { ProtocolSettings } from "../manifest/settings.ts";
import type { Corpus, Fold } from "./clip.ts";
import { crossCorpus } from "./cross_corpus.ts";
import { leaveOneOut, speakerFolds } from "./speaker_folds.ts";
import { holdOut, stratifiedFolds } from "./utterance_folds.ts";

/**
 * The folds of a protocol. Every clip is in exactly one test set (the hold-outs and `cross-corpus` have
 * a single fold), and recordings with equal bytes are never on both sides. The folds depend on the
 * names of the clips, not on the folders they lie in. The protocols that deal images want an `imageCorpus`.
 *
 * @param seed Decides which clips or speakers are tested together; unused where nothing is left to choose.
 * @param testCorpus For `cross-corpus`: what `test` indexes, while `train` indexes `corpus`.
 * @throws {UserError} If the corpus cannot be split so.
 */
export function foldsOf(
  corpus: Corpus,
  protocol: ProtocolSettings,
  seed: number,
  testCorpus?: Corpus,
): Fold[] {
  const random = randomFor(seed, "split", protocol.name);
  switch (protocol.name) {
    case "utterance-holdout":
    case "image-holdout":
      return [holdOut(corpus, protocol, random)];
    case "utterance-k-fold":
    case "image-k-fold":
      return stratifiedFolds(corpus, protocol, random);
    case "speaker-k-fold":
      return speakerFolds(corpus, protocol.folds, random);
    case "leave-one-speaker-out":
      return leaveOneOut(corpus, "speaker");
    case "leave-one-session-out":
      return leaveOneOut(corpus, "session");
    case "cross-corpus":
      if (testCorpus === undefined) throw new UserError("cross-corpus: no corpus to test on is given");
      return [crossCorpus(corpus, testCorpus)];
  }
}

/**
 * The fold in which each clip is tested, shape `[nClips]`; -1 for clips that are never tested.
 *
 * @param folds From one corpus: not of `cross-corpus`, whose test clips are another corpus's.
 */
export function foldNumbers(folds: readonly Fold[], nClips: number): number[] {
  const numbers: number[] = new Array(nClips).fill(-1);
  for (const [number, fold] of folds.entries()) for (const i of fold.test) numbers[i] = number;
  return numbers;
}
