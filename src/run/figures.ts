import { join } from "node:path";
import type { Clip, Corpus } from "../corpus/clip.ts";
import { featureSettings } from "../features/settings.ts";
import type { PlannedRun } from "../manifest/experiment.ts";
import type { Settings, SilenceSettings } from "../manifest/settings.ts";
import { type Figure, type SpectrogramFigure, toBase64, type WaveformFigure } from "../record/figures.ts";
import { envelope } from "../signal/envelope.ts";
import { resample } from "../signal/resample.ts";
import type { Signal } from "../signal/signal.ts";
import { removeSilence, silenceDecision } from "../signal/silence.ts";
import { readWav } from "../signal/wav.ts";
import { images } from "../spectrogram/image.ts";
import type { OpenedCorpora } from "./corpora.ts";

/** Columns of a drawn waveform. */
const POINTS = 800;

/**
 * Writes what the report shows of the signal, so that a report needs no audio: one recording with its
 * threshold, and one clip of every class raw and clean. Nothing is written where no run removes silence.
 *
 * @param write Takes a file name and its JSON.
 */
export async function writeFigures(
  runs: readonly PlannedRun[],
  corpora: ReadonlyMap<string, OpenedCorpora>,
  write: (name: string, json: string) => Promise<void>,
): Promise<void> {
  const run = runs.find((r) => r.settings.signal.silence !== null);
  if (run === undefined) return;
  const { corpus } = corpora.get(run.id)!;
  const silence = run.settings.signal.silence!;
  const shown = corpus.classes.flatMap((label) => corpus.clips.find((clip) => clip.label === label) ?? []);
  for (const [i, clip] of shown.entries()) {
    const path = join(corpus.root, clip.path);
    const signal = resample(readWav(path), run.settings.signal.rateHz);
    if (i === 0) await write("waveform.json", text(waveform(corpus, clip, signal, silence)));
    const both = [["raw", signal], ["clean", removeSilence(signal, silence)]] as const;
    for (const [input, heard] of both) {
      if (heard.samples.length === 0) continue;
      await write(
        `spectrogram-${clip.label}-${input}.json`,
        text(spectrogram(corpus, clip, input, heard, run.settings)),
      );
    }
  }
}

function text(figure: Figure): string {
  return `${JSON.stringify(figure)}\n`;
}

function waveform(corpus: Corpus, clip: Clip, signal: Signal, silence: SilenceSettings): WaveformFigure {
  const { min, max } = envelope(signal.samples, Math.min(POINTS, signal.samples.length));
  const { framePeaks, thresholds, kept } = silenceDecision(signal, silence);
  const short = (values: Iterable<number>) => Array.from(values, (v) => Number(v.toPrecision(4)));
  return {
    format: 1,
    kind: "waveform",
    clip: clip.path,
    label: clip.label,
    rateHz: signal.rateHz,
    seconds: signal.samples.length / signal.rateHz,
    synthetic: corpus.synthetic,
    envelope: { min: short(min), max: short(max) },
    frameMs: silence.frameMs,
    thresholds: short(thresholds),
    framePeaks: short(framePeaks),
    kept: Array.from(kept, (k) => k === 1),
  };
}

function spectrogram(
  corpus: Corpus,
  clip: Clip,
  input: "raw" | "clean",
  signal: Signal,
  settings: Settings,
): SpectrogramFigure {
  const wanted = featureSettings(settings).spectrogram;
  const [height, width] = wanted.size;
  const values = images(signal, { ...wanted, normalise: "none" })[0]!;
  const loudest = values.reduce((a, b) => Math.max(a, b), -Infinity);
  const bytes = new Uint8Array(height * width);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const share = 1 + (values[row * width + column]! - loudest) / wanted.rangeDb;
      bytes[(height - 1 - row) * width + column] = Math.round(255 * Math.min(1, Math.max(0, share)));
    }
  }
  return {
    format: 1,
    kind: "spectrogram",
    clip: clip.path,
    label: clip.label,
    input,
    synthetic: corpus.synthetic,
    size: [height, width],
    seconds: signal.samples.length / signal.rateHz,
    highestHz: signal.rateHz / 2,
    values: toBase64(bytes),
  };
}
