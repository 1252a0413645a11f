import type { Corpus } from "./clip.ts";
import { byText } from "./walk.ts";

/** Clips per class and speaker. */
export interface CountTable {
  /** Columns, in the corpus's order. */
  readonly classes: readonly string[];
  /** Rows, sorted by speaker. */
  readonly speakers: readonly {
    readonly speaker: string;
    readonly gender: "female" | "male" | null;
    /** Clips of each class, shape `[classes]`. */
    readonly counts: readonly number[];
    readonly total: number;
  }[];
  /** Clips of each class, shape `[classes]`. */
  readonly perClass: readonly number[];
  /** Clips in all. */
  readonly total: number;
}

/** Counts a corpus's clips per class and speaker. */
export function countTable(corpus: Corpus): CountTable {
  const { classes, clips } = corpus;
  const count = (some: readonly { label: string }[]) =>
    classes.map((label) => some.filter((clip) => clip.label === label).length);
  const bySpeaker = [...Map.groupBy(clips, (clip) => clip.speaker)].sort(([a], [b]) => byText(a, b));
  return {
    classes,
    speakers: bySpeaker.map(([speaker, own]) => ({
      speaker,
      gender: own[0]!.gender,
      counts: count(own),
      total: own.length,
    })),
    perClass: count(clips),
    total: clips.length,
  };
}
