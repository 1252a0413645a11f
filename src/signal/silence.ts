import { rangeError } from "../base/errors.ts";
import type { SilenceSettings } from "../manifest/settings.ts";
import { joinFrames, peak, splitFrames } from "./frames.ts";
import type { Signal } from "./signal.ts";
import { thresholds } from "./threshold.ts";

/** What the removal of silence decided, frame by frame. */
export interface SilenceDecision {
  /** Largest magnitude of each frame, shape `[frames]`, full scale 1. */
  readonly framePeaks: Float32Array;
  /** What each frame's peak had to exceed, shape `[frames]`. */
  readonly thresholds: Float32Array;
  /** 1 where the frame is kept, 0 where it is dropped, shape `[frames]`. */
  readonly kept: Uint8Array;
  /** Samples per frame; the last frame may be shorter. */
  readonly frameLength: number;
}

/**
 * Decides which frames of a recording are speech: those whose peak exceeds a threshold that adapts to the
 * recording, see `thresholds`. With `keep: "trim-ends"` the quiet frames between the first and the last loud
 * one are kept too. No method depends on how loud the recording is as a whole. Source: Deepika &
 * Kuchibhotla 2025, "Pre-Processing", steps 2 and 3; the paper gives neither method nor numbers.
 *
 * @param signal Never modified.
 * @throws {RangeError} If a setting is out of range or a sample is not finite.
 */
export function silenceDecision(signal: Signal, settings: SilenceSettings): SilenceDecision {
  const frameLength = Math.round((settings.frameMs / 1000) * signal.rateHz);
  if (!(Number.isInteger(frameLength) && frameLength >= 1)) {
    throw rangeError("remove silence", "frameMs must be at least one sample", settings.frameMs);
  }
  const framePeaks = Float32Array.from(splitFrames(signal.samples, frameLength), peak);
  if (!framePeaks.every(Number.isFinite)) {
    const at = signal.samples.findIndex((x) => !Number.isFinite(x));
    throw rangeError("remove silence", "samples must be finite", signal.samples[at]);
  }
  const limits = thresholds(framePeaks, settings);
  const kept = Uint8Array.from(framePeaks, (p, i) => (p > limits[i]! ? 1 : 0));
  if (settings.keep === "trim-ends" && kept.includes(1)) kept.fill(1, kept.indexOf(1), kept.lastIndexOf(1));
  return { framePeaks, thresholds: Float32Array.from(limits), kept, frameLength };
}

/**
 * The recording without the frames that {@linkcode silenceDecision} drops.
 *
 * @param signal Never modified.
 * @returns A new signal of at most as many samples; empty exactly when no frame is kept. With the method
 * `peak` that is when every sample is 0; with the others a recording of even loudness may lose all.
 * @throws {RangeError} If a setting is out of range or a sample is not finite.
 */
export function removeSilence(signal: Signal, settings: SilenceSettings): Signal {
  const { kept, frameLength } = silenceDecision(signal, settings);
  const frames = splitFrames(signal.samples, frameLength).filter((_, i) => kept[i] === 1);
  return { samples: joinFrames(frames), rateHz: signal.rateHz };
}
