import type { Random } from "../base/random.ts";
import { doubled } from "./doubled.ts";
import type { EmotionVoice } from "./emotion_voice.ts";
import { glottis } from "./glottis.ts";
import { amplitude, powerOfTwo } from "./portable_math.ts";
import { resonator } from "./resonator.ts";
import { FRAME_MS, planVoice, type SpeakerVoice, type VoicePlan } from "./voice_plan.ts";

/** Sampling rate of made-up voices, Hz: that of the RAVDESS. */
export const VOICE_RATE_HZ = 48000;

/** Peak of neutral speech, dB full scale, and the level of the background noise below it (RMS), dB. */
const NEUTRAL_PEAK_DB = -8;
const NOISE_BELOW_DB = 55;

/**
 * Speaks one utterance: silence, two phrases with a pause between, silence, in background noise.
 *
 * @param statement 0 or 1.
 * @returns Samples at `VOICE_RATE_HZ`, shape `[n]`, about 2 s, within full scale.
 */
export function speak(
  speaker: SpeakerVoice,
  emotion: EmotionVoice,
  statement: number,
  random: Random,
): Float32Array {
  const varied = variation(speaker, emotion, random);
  const speech = doubled(synthesise(planVoice(speaker, varied, statement, random), speaker, varied, random));
  const gain = Math.min(0.97, amplitude(NEUTRAL_PEAK_DB + varied.loudnessDb)) / peakOf(speech);
  const silence = () => Math.round((0.3 + 0.15 * random.uniform()) * VOICE_RATE_HZ);
  const [before, after] = [silence(), silence()];
  const samples = new Float32Array(before + speech.length + after);
  // Uniform noise in [-1, 1) has RMS 1 / sqrt(3).
  const noise = amplitude(NEUTRAL_PEAK_DB - NOISE_BELOW_DB) * Math.sqrt(3);
  for (let i = 0; i < samples.length; i++) {
    samples[i] = noise * (2 * random.uniform() - 1) + gain * (speech[i - before] ?? 0);
  }
  return samples;
}

/** No two takes are alike: every parameter moves around what the emotion asks for. */
function variation(speaker: SpeakerVoice, emotion: EmotionVoice, random: Random): EmotionVoice {
  const about = (size: number) => size * (2 * random.uniform() - 1);
  return {
    pitch: emotion.pitch + about(1),
    range: emotion.range * (1 + about(0.2)),
    slope: emotion.slope + about(1),
    rate: emotion.rate * (1 + about(0.06)),
    loudnessDb: emotion.loudnessDb + about(1),
    brightnessHz: emotion.brightnessHz * speaker.brightness * powerOfTwo(about(0.2)),
    breath: emotion.breath * powerOfTwo(about(0.5)),
    jitter: emotion.jitter,
    tremor: emotion.tremor,
    pauseMs: emotion.pauseMs * (1 + about(0.2)),
  };
}

/** Widths of the first three formants, Hz. */
const WIDTHS = [70, 90, 130] as const;

/**
 * Sampling rate of the synthesis, Hz. The vocal tract's formants go on up to its half: fewer would leave the
 * high frequencies too weak, more would double the work for what no later stage hears.
 */
const TRACT_RATE_HZ = VOICE_RATE_HZ / 2;

/** The formants above those: of a uniform tube, 1000 Hz apart (Fant 1960), ever wider. */
const UPPER = Array.from({ length: 9 }, (_, k) => ({ hz: 3450 + 1000 * k, widthHz: 120 + 40 * k }));

/** Peak of the hissed sounds against that of the voiced ones, and the width of their band. */
const HISS_SHARE = 0.4;
const HISS_WIDTH_HZ = 1200;

/** Source and filter: the glottis through its resonators in a row, the hiss through one of its own. */
function synthesise(
  plan: VoicePlan,
  speaker: SpeakerVoice,
  emotion: EmotionVoice,
  random: Random,
): Float64Array {
  const frameLength = TRACT_RATE_HZ * FRAME_MS / 1000;
  const source = glottis(TRACT_RATE_HZ, emotion, random);
  const lower = WIDTHS.map((width, k) => resonator(TRACT_RATE_HZ, plan.formants[k]![0]!, width));
  const upper = UPPER.map(({ hz, widthHz }) => ({ hz: hz * speaker.tract, widthHz }))
    .filter(({ hz }) => hz < TRACT_RATE_HZ / 2)
    .map(({ hz, widthHz }) => resonator(TRACT_RATE_HZ, hz, widthHz));
  const tract = [...lower, ...upper];
  const hissBand = resonator(TRACT_RATE_HZ, plan.hissHz[0]! * speaker.tract, HISS_WIDTH_HZ);
  const out = new Float64Array(plan.pitchHz.length * frameLength);
  const hissed = new Float64Array(out.length);
  let [voice, hiss] = [0, 0];
  for (let frame = 0; frame < plan.pitchHz.length; frame++) {
    for (const [k, width] of WIDTHS.entries()) {
      lower[k]!.glide(plan.formants[k]![frame]!, width, frameLength);
    }
    hissBand.glide(plan.hissHz[frame]! * speaker.tract, HISS_WIDTH_HZ, frameLength);
    const step = plan.pitchHz[frame]! / TRACT_RATE_HZ;
    const voiceRise = (plan.voice[frame]! - voice) / frameLength;
    const hissRise = (plan.hiss[frame]! - hiss) / frameLength;
    for (let i = frame * frameLength; i < (frame + 1) * frameLength; i++) {
      const noise = 2 * random.uniform() - 1;
      voice += voiceRise;
      hiss += hissRise;
      let throat = voice * source.next(step, noise);
      for (let k = 0; k < tract.length; k++) throat = tract[k]!.next(throat);
      out[i] = throat;
      hissed[i] = hissBand.next(hiss * noise);
    }
  }
  const gain = HISS_SHARE * peakOf(out) / peakOf(hissed);
  return out.map((x, i) => x + gain * hissed[i]!);
}

function peakOf(samples: Float64Array): number {
  return samples.reduce((most, x) => Math.max(most, x, -x), 0);
}
