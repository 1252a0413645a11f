import { UserError } from "../base/errors.ts";
import { type Random, shuffled } from "../base/random.ts";
import type { ProtocolSettings } from "../manifest/settings.ts";
import type { Corpus, Fold } from "./clip.ts";
import { foldTesting, requireFolds, type Unit, unitsOf } from "./split_parts.ts";

type KFold = Extract<ProtocolSettings, { name: "utterance-k-fold" | "image-k-fold" }>;
type HoldOut = Extract<ProtocolSettings, { name: "utterance-holdout" | "image-holdout" }>;

/**
 * Stratified k-fold by utterance or by image: per class, and over all, the sizes of the test sets are within one
 * of each other (as far as copies that stay together allow).
 *
 * @throws {UserError} If `folds < 2` or a class has fewer recordings than folds.
 */
export function stratifiedFolds(corpus: Corpus, { name, folds }: KFold, random: Random): Fold[] {
  requireFolds(name, folds);
  const foldOf: number[] = new Array(corpus.clips.length).fill(-1);
  const total: number[] = new Array(folds).fill(0);
  for (const { label, units } of unitsOf(corpus)) {
    if (units.length < folds) {
      throw new UserError(
        `${name}: class ${label} of ${corpus.name} has ${units.length} ` +
          `${name === "image-k-fold" ? "images" : "recordings"}, fewer than ${folds} folds`,
      );
    }
    const own: number[] = new Array(folds).fill(0);
    for (const unit of largestFirst(units, random)) {
      const fold = emptiest(own, total);
      for (const i of unit) foldOf[i] = fold;
      own[fold] = own[fold]! + unit.length;
      total[fold] = total[fold]! + unit.length;
    }
  }
  return total.map((_, fold) => foldTesting(corpus.clips, (i) => foldOf[i] === fold));
}

/**
 * Stratified hold-out by utterance or by image: of each class the share is tested, rounded so that the whole test set
 * has `round(clips * testShare)` clips.
 *
 * @param testShare In (0, 1).
 * @throws {UserError} If the share is out of range or leaves a class without a clip on either side.
 */
export function holdOut(corpus: Corpus, { name, testShare }: HoldOut, random: Random): Fold {
  if (!(testShare > 0 && testShare < 1)) {
    throw new UserError(`${name}: testShare must be in (0, 1): current value is ${testShare}`);
  }
  const noun = name === "image-holdout" ? "image" : "clip";
  const classes = unitsOf(corpus);
  const sizes = classes.map(({ units }) => units.reduce((sum, unit) => sum + unit.length, 0));
  const wanted = apportion(sizes, testShare);
  const tested = new Set<number>();
  for (const [c, { label, units }] of classes.entries()) {
    let left = wanted[c]!;
    for (const unit of shuffled(units, random)) {
      if (unit.length > left) continue;
      for (const i of unit) tested.add(i);
      left -= unit.length;
    }
    const count = wanted[c]! - left;
    if (count === 0 || count === sizes[c]) {
      throw new UserError(
        `${name}: testShare ${testShare} leaves class ${label} of ${corpus.name} ` +
          `(${sizes[c]} ${noun}s) without a ${count === 0 ? "test" : "training"} ${noun}`,
      );
    }
  }
  return foldTesting(corpus.clips, (i) => tested.has(i));
}

/** Copies are dealt before single recordings, which then even out the folds. */
function largestFirst(units: readonly Unit[], random: Random): Unit[] {
  return shuffled(units, random).sort((a, b) => b.length - a.length);
}

/** The fold with the fewest clips of the class, among equals the one with the fewest in all. */
function emptiest(own: readonly number[], total: readonly number[]): number {
  let best = 0;
  for (let fold = 1; fold < own.length; fold++) {
    const difference = own[fold]! - own[best]! || total[fold]! - total[best]!;
    if (difference < 0) best = fold;
  }
  return best;
}

/** Whole numbers near `size * share` whose sum is the rounded share of all: largest remainders first. */
function apportion(sizes: readonly number[], share: number): number[] {
  const parts = sizes.map((size) => Math.floor(size * share));
  const all = sizes.reduce((a, b) => a + b, 0);
  const missing = Math.round(all * share) - parts.reduce((a, b) => a + b, 0);
  const remainder = (c: number) => sizes[c]! * share - parts[c]!;
  const order = sizes.map((_, c) => c).sort((a, b) => remainder(b) - remainder(a) || a - b);
  for (const c of order.slice(0, missing)) parts[c]!++;
  return parts;
}
