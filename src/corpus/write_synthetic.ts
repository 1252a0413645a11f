import { writeFileAtomic, writeFileIfChanged } from "../base/files.ts";
import { sha256 } from "../base/hash.ts";
import { randomFor } from "../base/random.ts";
import type { SyntheticSettings } from "../manifest/settings.ts";
import { EMOTION_VOICES } from "./emotion_voice.ts";
import { SYNTHETIC_MARK, type SyntheticClip, syntheticClips } from "./synthetic_set.ts";
import { changedFiles, formatMark, readMark, settingsText } from "./synthetic_mark.ts";
import { speak, VOICE_RATE_HZ } from "./voice.ts";
import { speakerVoice } from "./voice_plan.ts";

/** Turns samples into the bytes of a 16-bit WAV file. */
export type EncodeWav = (samples: Float32Array, rateHz: number) => Uint8Array;

/** Samples of one made-up utterance, shape `[n]`; it depends on nothing but the seed and the clip. */
export function speakClip(clip: SyntheticClip, seed: number): Float32Array {
  const speaker = speakerVoice(clip.speaker, randomFor(seed, "speaker", clip.speaker));
  const random = randomFor(seed, "voice", clip.speaker, clip.label, clip.take);
  return speak(speaker, EMOTION_VOICES[clip.label]!, clip.take >> 1 & 1, random);
}

/** How made-up voices are written. */
export interface WriteOptions {
  /** Called after each file with the number written and the number of all. */
  progress?(done: number, all: number): void;
  /** Stops the work between two files. */
  readonly signal?: AbortSignal;
}

/**
 * Writes a set of made-up voices in RAVDESS's names and layout, 48 kHz and 16 bit. A set that is there already is
 * left as it is if each file has the content that it was written with; otherwise all files are made anew. Several
 * processes may write one set at a time: each file is put in its place whole, and all of them write the same.
 *
 * @param dir Folder, made if it is missing; holds `synthetic.json` when the set is whole.
 * @throws {RangeError} If there are not 2 to 24 speakers or not 1 to 8 takes.
 */
export async function writeSynthetic(
  settings: SyntheticSettings,
  dir: string,
  encode: EncodeWav,
  { progress, signal }: WriteOptions = {},
): Promise<void> {
  const clips = syntheticClips(settings);
  if (await isWhole(settings, clips, dir)) return;
  const hashes: Record<string, string> = {};
  for (const [i, clip] of clips.entries()) {
    signal?.throwIfAborted();
    const bytes = encode(speakClip(clip, settings.seed), VOICE_RATE_HZ);
    hashes[clip.path] = sha256(bytes);
    await writeFileIfChanged(`${dir}/${clip.path}`, bytes);
    progress?.(i + 1, clips.length);
  }
  await writeFileAtomic(`${dir}/${SYNTHETIC_MARK}`, formatMark(settings, hashes));
}

async function isWhole(
  settings: SyntheticSettings,
  clips: readonly SyntheticClip[],
  dir: string,
): Promise<boolean> {
  const mark = await readMark(dir);
  if (mark === null || mark.hashes === null || mark.settings !== settingsText(settings)) return false;
  return (await changedFiles(dir, clips, mark.hashes)).length === 0;
}
