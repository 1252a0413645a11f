import { hashOf } from "../base/hash.ts";
import type { Clip, Corpus, LeftOut } from "./clip.ts";
import { byText } from "./walk.ts";

/** Hash of a corpus's clips: what they are called, what they are and what they hold. */
export function corpusHash(clips: readonly Clip[]): string {
  return hashOf(clips.map(({ path, label, speaker, sha256 }) => [path, label, speaker, sha256]));
}

/** A corpus without some of its clips, which are left out with the reasons given. */
export function withoutClips(corpus: Corpus, leftOut: readonly LeftOut[]): Corpus {
  if (leftOut.length === 0) return corpus;
  const gone = new Set(leftOut.map(({ path }) => path));
  const clips = corpus.clips.filter(({ path }) => !gone.has(path));
  const notes = leftOut.map(({ path, reason }) => `${path} is left out: ${reason}`);
  return {
    ...corpus,
    clips,
    leftOut: [...corpus.leftOut, ...leftOut].sort((a, b) => byText(a.path, b.path)),
    damaged: [...corpus.damaged, ...gone],
    notes: [...corpus.notes, ...notes],
    hash: corpusHash(clips),
  };
}
