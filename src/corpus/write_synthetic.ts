import { randomFor } from "../base/random.ts";
import type { SyntheticSettings } from "../manifest/settings.ts";
import { EMOTION_VOICES } from "./emotion_voice.ts";
import { markOf } from "./synthetic.ts";
import { SYNTHETIC_MARK, type SyntheticClip, syntheticClips } from "./synthetic_set.ts";
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

/**
 * Writes a set of made-up voices in RAVDESS's names and layout, 48 kHz and 16 bit. A set that is there
 * already is left as it is; one that was not finished is written anew.
 *
 * @param dir Folder, made if it is missing; holds `synthetic.json` when the set is whole.
 * @param progress Called after each file with the number written and the number of all.
 * @throws {RangeError} If there are not 2 to 24 speakers or not 1 to 8 takes.
 */
export async function writeSynthetic(
  settings: SyntheticSettings,
  dir: string,
  encode: EncodeWav,
  progress: (done: number, all: number) => void = () => {},
): Promise<void> {
  const clips = syntheticClips(settings);
  const mark = `${dir}/${SYNTHETIC_MARK}`;
  if (await isWhole(settings, clips, dir)) return;
  await Deno.mkdir(dir, { recursive: true });
  await Deno.remove(mark).catch(ignoreMissing);
  for (const [i, clip] of clips.entries()) {
    const path = `${dir}/${clip.path}`;
    await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
    await Deno.writeFile(path, encode(speakClip(clip, settings.seed), VOICE_RATE_HZ));
    progress(i + 1, clips.length);
  }
  await Deno.writeTextFile(`${mark}.part`, `${markOf(settings)}\n`);
  await Deno.rename(`${mark}.part`, mark);
}

async function isWhole(
  settings: SyntheticSettings,
  clips: readonly SyntheticClip[],
  dir: string,
): Promise<boolean> {
  try {
    const made = await Deno.readTextFile(`${dir}/${SYNTHETIC_MARK}`);
    if (made.trim() !== markOf(settings)) return false;
    for (const clip of clips) await Deno.lstat(`${dir}/${clip.path}`);
    return true;
  } catch (error) {
    ignoreMissing(error);
    return false;
  }
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}
