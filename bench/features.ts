import { join } from "node:path";
import type { SilenceSettings, SpectrogramSettings } from "../src/manifest/settings.ts";
import { resample } from "../src/signal/resample.ts";
import { removeSilence } from "../src/signal/silence.ts";
import { readWav } from "../src/signal/wav.ts";
import { images } from "../src/spectrogram/image.ts";

/** What the feature benchmark measured. */
export interface FeatureBench {
  /** Recordings read. */
  readonly files: number;
  /** Wall time, reading the files included. */
  readonly seconds: number;
  /** Milliseconds per recording. */
  readonly msPerFile: number;
}

const RATE_HZ = 20_000;
const SILENCE: SilenceSettings = { method: "peak", frameMs: 20, rangeDb: 40, keep: "loud-frames" };
const SPECTROGRAM: SpectrogramSettings = {
  window: "hann",
  length: 1024,
  hop: 256,
  scale: "decibel",
  mels: 64,
  rangeDb: 80,
  time: "resize",
  size: [128, 128],
  normalise: "image",
};

/**
 * Times what one worker does per recording: read, decode, resample to 20 kHz, and make the 128 x 128 images
 * of the raw and of the cleaned signal, which share what comes before. One thread, no cache.
 *
 * @param dir Folder that holds `.wav` files at any depth.
 * @param limit Most files, in the order of their paths.
 */
export async function benchFeatures(dir: string, limit: number = Infinity): Promise<FeatureBench> {
  const paths = (await wavFiles(dir)).sort().slice(0, limit);
  const start = performance.now();
  for (const path of paths) {
    // Read without waiting for another thread: there is nothing else to do meanwhile.
    const signal = resample(readWav(path), RATE_HZ);
    images(signal, SPECTROGRAM);
    const clean = removeSilence(signal, SILENCE);
    if (clean.samples.length > 0) images(clean, SPECTROGRAM);
  }
  const milliseconds = performance.now() - start;
  return {
    files: paths.length,
    seconds: round(milliseconds / 1000),
    msPerFile: round(milliseconds / Math.max(1, paths.length)),
  };
}

async function wavFiles(dir: string): Promise<string[]> {
  const found: string[] = [];
  for await (const entry of Deno.readDir(dir)) {
    const path = join(dir, entry.name);
    if (entry.isDirectory) found.push(...await wavFiles(path));
    else if (entry.name.toLowerCase().endsWith(".wav")) found.push(path);
  }
  return found;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

if (import.meta.main) {
  const [dir, flag, limit] = Deno.args;
  if (dir === undefined || (flag !== undefined && !(flag === "--limit" && Number(limit) >= 1))) {
    console.error("usage: deno run -A bench/features.ts DIR [--limit N]");
    Deno.exit(2);
  }
  console.log(JSON.stringify(await benchFeatures(dir, flag === undefined ? Infinity : Number(limit))));
}
