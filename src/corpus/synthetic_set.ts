import { rangeError } from "../base/errors.ts";
import type { SyntheticSettings } from "../manifest/settings.ts";
import { ravdessSpeechClasses } from "./ravdess_name.ts";

/** File that marks a folder of made-up voices, written last: without it the set is not whole. */
export const SYNTHETIC_MARK = "synthetic.json";

/** Raised when the same settings would give other samples. */
export const SYNTHETIC_VERSION = 2;

/** One utterance to be made. */
export interface SyntheticClip {
  /** RAVDESS's layout, such as `Actor_01/03-01-05-01-02-01-01.wav`. */
  readonly path: string;
  /** 1 to 24; odd is male. */
  readonly speaker: number;
  /** Class, in the field's spelling. */
  readonly label: string;
  /** 0 to 7: intensity, statement and repetition as three binary digits. */
  readonly take: number;
}

/**
 * The utterances of a set, sorted by path: those of all classes, whichever are used. Unlike the RAVDESS, neutral has as many takes as the others.
 *
 * @throws {RangeError} If there are not 2 to 24 speakers or not 1 to 8 takes.
 */
export function syntheticClips(settings: Pick<SyntheticSettings, "speakers" | "takes">): SyntheticClip[] {
  const { speakers, takes } = settings;
  const whole = (n: number, from: number, to: number) => Number.isInteger(n) && n >= from && n <= to;
  if (!whole(speakers, 2, 24)) {
    throw rangeError("make voices", "speakers must be an integer from 2 to 24", speakers);
  }
  if (!whole(takes, 1, 8)) throw rangeError("make voices", "takes must be an integer from 1 to 8", takes);
  const two = (n: number) => String(n).padStart(2, "0");
  const clips: SyntheticClip[] = [];
  for (let speaker = 1; speaker <= speakers; speaker++) {
    for (const [i, label] of ravdessSpeechClasses.entries()) {
      for (let take = 0; take < takes; take++) {
        const digits = [1 + (take >> 2), 1 + (take >> 1 & 1), 1 + (take & 1)].map(two).join("-");
        const path = `Actor_${two(speaker)}/03-01-${two(i + 1)}-${digits}-${two(speaker)}.wav`;
        clips.push({ path, speaker, label, take });
      }
    }
  }
  return clips;
}
