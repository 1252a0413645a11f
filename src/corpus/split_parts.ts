import { UserError } from "../base/errors.ts";
import type { Clip, Corpus, Fold } from "./clip.ts";
import { baseName, byText } from "./walk.ts";

/** Clips that have to stay on one side: one recording and its exact copies. Indices, shape `[copies]`. */
export type Unit = readonly number[];

/** Positions of the clips in an order that does not depend on the folders they lie in. */
export function byName(clips: readonly Clip[]): number[] {
  const order = clips.map((_, i) => i);
  const key = (i: number) => clips[i]!;
  return order.sort((a, b) =>
    byText(baseName(key(a).path), baseName(key(b).path)) || byText(key(a).path, key(b).path)
  );
}

/** The units of each class that has any, in the corpus's order of classes. */
export function unitsOf(corpus: Corpus): { label: string; units: Unit[] }[] {
  const byHash = Map.groupBy(byName(corpus.clips), (i) => corpus.clips[i]!.sha256);
  const byLabel = Map.groupBy(byHash.values(), (unit) => corpus.clips[unit[0]!]!.label);
  return corpus.classes.filter((label) => byLabel.has(label))
    .map((label) => ({ label, units: byLabel.get(label)! }));
}

/** A fold that tests some clips and trains on the others that are not copies of them. */
export function foldTesting(clips: readonly Clip[], isTested: (i: number) => boolean): Fold {
  const tested = new Set(clips.filter((_, i) => isTested(i)).map((clip) => clip.sha256));
  const indices = clips.map((_, i) => i);
  return {
    train: indices.filter((i) => !isTested(i) && !tested.has(clips[i]!.sha256)),
    test: indices.filter(isTested),
  };
}

/**
 * Refuses fewer than two folds.
 *
 * @throws {UserError} If there are not at least two.
 */
export function requireFolds(protocol: string, folds: number): void {
  if (!Number.isInteger(folds) || folds < 2) {
    throw new UserError(`${protocol}: folds must be an integer >= 2: current value is ${folds}`);
  }
}
