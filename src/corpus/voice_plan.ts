import type { Random } from "../base/random.ts";
import type { EmotionVoice } from "./emotion_voice.ts";
import { type Sound, STATEMENTS } from "./phones.ts";
import { powerOfTwo, sineOfTurns } from "./portable_math.ts";

/** Control values are given for every 5 ms. */
export const FRAME_MS = 5;

/** Silence around a statement in which its first and last sound fade and ring out. */
const EDGE_MS = 40;

/** A speaker's own voice. */
export interface SpeakerVoice {
  /** Mean pitch of neutral speech, Hz. */
  readonly pitchHz: number;
  /** Factor of all formants: short vocal tracts have high ones. */
  readonly tract: number;
  /** Factor of the speed of speaking. */
  readonly rate: number;
  /** Factor of `brightnessHz`. */
  readonly brightness: number;
}

/** What the synthesiser is told, one value per frame. */
export interface VoicePlan {
  /** Pitch, Hz. */
  readonly pitchHz: Float64Array;
  /** Strength of the voice, 0 to 1. */
  readonly voice: Float64Array;
  /** Strength of the hiss, 0 to 1. */
  readonly hiss: Float64Array;
  /** Middle of its band, Hz. */
  readonly hissHz: Float64Array;
  /** F1, F2 and F3, Hz. */
  readonly formants: readonly [Float64Array, Float64Array, Float64Array];
}

/**
 * A speaker of a made-up set: women a fifth to an octave above men and with shorter vocal tracts.
 *
 * @param number 1 to 24; odd is male.
 */
export function speakerVoice(number: number, random: Random): SpeakerVoice {
  const spread = (share: number) => 1 + share * (2 * random.uniform() - 1);
  const male = number % 2 === 1;
  return {
    pitchHz: (male ? 115 : 205) * spread(0.14),
    tract: (male ? 1 : 1.16) * spread(0.06),
    rate: spread(0.08),
    brightness: spread(0.15),
  };
}

/** Lays the sounds of a statement out in time and gives them melody and stress. */
export function planVoice(
  speaker: SpeakerVoice,
  emotion: EmotionVoice,
  statement: number,
  random: Random,
): VoicePlan {
  const sounds: { sound: Sound | null; frames: number }[] = [];
  const [first, second] = STATEMENTS[statement]!;
  const timed = (sound: Sound | null, ms: number) => {
    const length = ms * (0.88 + 0.24 * random.uniform()) / FRAME_MS;
    sounds.push({ sound, frames: Math.max(2, Math.round(length)) });
  };
  const rate = emotion.rate * speaker.rate;
  timed(null, EDGE_MS);
  for (const sound of first) timed(sound, sound.ms / rate);
  timed(null, emotion.pauseMs);
  for (const sound of second) timed(sound, sound.ms / rate);
  timed(null, EDGE_MS);
  const total = sounds.reduce((sum, { frames }) => sum + frames, 0);
  const spread = (value: (sound: Sound | null) => number, blend: number) => {
    const track = new Float64Array(total);
    let at = 0;
    for (const { sound, frames } of sounds) track.fill(value(sound), at, at += frames);
    return smoothed(smoothed(track, blend), blend);
  };
  const formant = (k: 0 | 1 | 2) =>
    spread((s) => (s?.formants[k] ?? [500, 1500, 2500][k]!) * speaker.tract, 3);
  const stress = spread((s) => s?.stressed === true ? 1 : 0, 8);
  return {
    pitchHz: melody(speaker, emotion, stress, random),
    voice: spread((s) => s === null ? 0 : s.voice * (s.stressed ? 1 : 0.75), 1),
    hiss: spread((s) => s?.hiss ?? 0, 1),
    hissHz: spread((s) => s?.hissHz ?? 4000, 1),
    formants: [formant(0), formant(1), formant(2)],
  };
}

/** Pitch per frame: an even slope, an accent on each stressed sound, a slow random drift and the tremor. */
function melody(
  speaker: SpeakerVoice,
  emotion: EmotionVoice,
  stress: Float64Array,
  random: Random,
): Float64Array {
  const [drift, start, speed] = [0.6, random.uniform(), 0.8 + 0.8 * random.uniform()];
  return stress.map((accent, i) => {
    const seconds = i * FRAME_MS / 1000;
    const semitones = emotion.pitch + emotion.slope * (i / stress.length - 0.5) +
      emotion.range * (accent - 0.3) +
      drift * sineOfTurns(start + speed * seconds) + emotion.tremor * sineOfTurns(6 * seconds);
    return speaker.pitchHz * powerOfTwo(semitones / 12);
  });
}

/** Mean over the frames at most `reach` away. */
function smoothed(track: Float64Array, reach: number): Float64Array {
  return track.map((_, i) => {
    const from = Math.max(0, i - reach);
    const to = Math.min(track.length, i + reach + 1);
    let sum = 0;
    for (let k = from; k < to; k++) sum += track[k]!;
    return sum / (to - from);
  });
}
