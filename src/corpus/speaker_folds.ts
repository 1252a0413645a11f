import { UserError } from "../base/errors.ts";
import { type Random, shuffled } from "../base/random.ts";
import type { Clip, Corpus, Fold } from "./clip.ts";
import { foldTesting, requireFolds } from "./split_parts.ts";
import { byText } from "./walk.ts";

/**
 * Speaker-independent k-fold: no speaker is on both sides. Speakers are dealt in random order, women and
 * men one after the other, so that the folds have as many of each, within one, and as many speakers, within
 * one. RAVDESS's six folds have two women and two men each.
 *
 * @throws {UserError} If `folds < 2` or there are fewer speakers than folds.
 */
export function speakerFolds(corpus: Corpus, folds: number, random: Random): Fold[] {
  requireFolds("speaker-k-fold", folds);
  const genders = new Map(corpus.clips.map((clip) => [clip.speaker, clip.gender]));
  if (genders.size < folds) {
    throw new UserError(
      `speaker-k-fold: ${corpus.name} has ${genders.size} speakers, fewer than ${folds} folds`,
    );
  }
  const foldOf = new Map<string, number>();
  const speakers = shuffled([...genders.keys()].sort(byText), random);
  for (const gender of ["female", "male", null]) {
    // Dealt on from where the other gender stopped.
    for (const speaker of speakers) {
      if (genders.get(speaker) === gender) foldOf.set(speaker, foldOf.size % folds);
    }
  }
  return Array.from(
    { length: folds },
    (_, fold) => foldTesting(corpus.clips, (i) => foldOf.get(corpus.clips[i]!.speaker) === fold),
  );
}

/** Folds of a protocol that leaves one speaker or session of a corpus out; of any other there are as many as wanted. */
export function foundFolds(corpus: Corpus, { name }: { readonly name: string }): number {
  if (name === "leave-one-speaker-out") return leaveOneOut(corpus, "speaker").length;
  return name === "leave-one-session-out" ? leaveOneOut(corpus, "session").length : Infinity;
}

/**
 * One fold for every speaker or session, in the order of their names.
 *
 * @throws {UserError} If there are fewer than two, or the corpus has no sessions.
 */
export function leaveOneOut(corpus: Corpus, what: "speaker" | "session"): Fold[] {
  const protocol = `leave-one-${what}-out`;
  const nameOf = (clip: Clip) => what === "speaker" ? clip.speaker : clip.session;
  const names = new Set(corpus.clips.map(nameOf));
  const known = [...names].filter((name) => name !== null).sort(byText);
  if (known.length < names.size) throw new UserError(`${protocol}: ${corpus.name} has no ${what}s`);
  if (known.length < 2) {
    throw new UserError(`${protocol}: ${corpus.name} has ${known.length} ${what}, fewer than 2`);
  }
  return known.map((name) => foldTesting(corpus.clips, (i) => nameOf(corpus.clips[i]!) === name));
}
