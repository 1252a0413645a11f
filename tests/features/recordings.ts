/** A small corpus of tones for the tests. */
import { join } from "node:path";
import type { Corpus } from "../../src/corpus/clip.ts";
import type { FeatureSettings } from "../../src/features/settings.ts";
import { bytesSource } from "../../src/audio/byte_source.ts";
import { recordingHash } from "../../src/audio/recording_hash.ts";
import { encodeWav } from "../../src/signal/encode_wav.ts";

/** A tone with silence before and after it, 16 kHz. */
export function tone(hz: number, seconds = 0.5): Uint8Array {
  const rateHz = 16_000;
  const n = Math.round(seconds * rateHz);
  const loud = (i: number) => i > n / 4 && i < 3 * n / 4;
  const samples = Float32Array.from(
    { length: n },
    (_, i) => loud(i) ? 0.5 * Math.sin(2 * Math.PI * hz * i / rateHz) : 0,
  );
  return encodeWav({ samples, rateHz });
}

/** Writes one clip per frequency and describes them as a corpus. */
export async function toneCorpus(root: string, frequencies: readonly number[]): Promise<Corpus> {
  const clips = await Promise.all(frequencies.map(async (hz) => {
    const bytes = tone(hz);
    await Deno.writeFile(join(root, `${hz}.wav`), bytes);
    const sha256 = recordingHash(bytesSource(bytes));
    return { path: `${hz}.wav`, label: "tone", speaker: "1", gender: null, session: null, sha256 };
  }));
  const rest = { classes: ["tone"], leftOut: [], damaged: [], notes: [], hash: "", synthetic: true };
  return { name: "tones", root, clips, ...rest };
}

/** Raw spectrograms of 16 x 16. */
export const RAW: FeatureSettings = {
  signal: { rateHz: 16_000, silence: null },
  spectrogram: {
    window: "hann",
    length: 256,
    hop: 64,
    scale: "decibel",
    mels: 128,
    rangeDb: 80,
    time: "resize",
    size: [16, 16],
    normalise: "image",
  },
};

/** The same of the signal without silence. */
export const CLEAN: FeatureSettings = {
  ...RAW,
  signal: { rateHz: 16_000, silence: { method: "peak", frameMs: 20, rangeDb: 40, keep: "loud-frames" } },
};
