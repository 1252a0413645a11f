/** How an emotion moves a voice away from the speaker's own neutral one. */
export interface EmotionVoice {
  /** Shift of the mean pitch, semitones. */
  readonly pitch: number;
  /** Height of the pitch accents, semitones. */
  readonly range: number;
  /** Rise (or fall) of the pitch from the first sound to the last, semitones. */
  readonly slope: number;
  /** Speed of speaking, 1 is neutral. */
  readonly rate: number;
  /** Peak level against neutral, dB. */
  readonly loudnessDb: number;
  /** Where the spectrum of the glottal pulses begins to fall more steeply, Hz: high is bright. */
  readonly brightnessHz: number;
  /** Aspiration noise against the glottal pulses, 0 to 1. */
  readonly breath: number;
  /** Largest change from one glottal period to the next, share of the period. */
  readonly jitter: number;
  /** Depth of a 6 Hz tremor of the pitch, semitones. */
  readonly tremor: number;
  /** Pause between the phrases, ms. */
  readonly pauseMs: number;
}

/**
 * The directions are those of the reviews of Murray & Arnott 1993 (JASA 93(2)), Banse & Scherer 1996 (J. Pers.
 * Soc. Psychol. 70(3)), Scherer 2003 (Speech Communication 40) and Juslin & Laukka 2003 (Psychol. Bull. 129(5)):
 *
 * - anger: pitch, range, loudness, rate and high-frequency energy rise;
 * - happiness: the same, less loud and bright, with an even wider range;
 * - fear: the highest pitch, fast, irregular periods, little variation (as Juslin & Laukka found; Murray &
 *   Arnott report a wide range);
 * - sadness: pitch, range, loudness, rate and high-frequency energy fall; falling melody, long pauses, breathy;
 * - disgust: lower pitch and a much slower rate, falling melody, irregular periods;
 * - calm: as Juslin & Laukka's tenderness: low, soft, slow, little variation and high-frequency energy;
 * - surprise: high, wide and breathy with a steep rise, after the melody that Fonagy & Magdics 1963 describe.
 *
 * The sizes are chosen so that a small network can learn the classes from a hundred clips. They were fitted
 * to no recordings.
 */
export const EMOTION_VOICES: Readonly<Record<string, EmotionVoice>> = {
  neutral: voice([0, 3, -3], 1, 0, 4000, 0.01, [0.004, 0], 90),
  calm: voice([-1, 2, -2], 0.82, -2.5, 1100, 0.02, [0.004, 0], 200),
  happiness: voice([4, 9, 2], 1.12, 4, 10000, 0.01, [0.004, 0], 70),
  sadness: voice([-2.5, 1.5, -4], 0.72, -4, 600, 0.035, [0.012, 0.2], 340),
  anger: voice([4, 6, -5], 1.25, 6.5, 20000, 0.004, [0.012, 0], 40),
  fear: voice([10, 1.5, 1], 1.4, 1.5, 5000, 0.06, [0.03, 0.6], 60),
  disgust: voice([-5, 3.5, -7], 0.66, 1, 2000, 0.01, [0.05, 0], 120),
  surprise: voice([8, 6, 14], 0.95, 3, 5000, 0.05, [0.004, 0], 130),
};

function voice(
  [pitch, range, slope]: [number, number, number],
  rate: number,
  loudnessDb: number,
  brightnessHz: number,
  breath: number,
  [jitter, tremor]: [number, number],
  pauseMs: number,
): EmotionVoice {
  return { pitch, range, slope, rate, loudnessDb, brightnessHz, breath, jitter, tremor, pauseMs };
}
