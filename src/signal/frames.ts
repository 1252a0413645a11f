/**
 * Cuts samples into frames side by side. The frames are views of `samples`.
 *
 * @param samples Shape `[n]`.
 * @param frameLength Samples per frame; an integer >= 1.
 * @returns `ceil(n / frameLength)` frames, the last one with what is left.
 */
export function splitFrames(samples: Float32Array, frameLength: number): Float32Array[] {
  const count = Math.ceil(samples.length / frameLength);
  return Array.from({ length: count }, (_, i) => samples.subarray(i * frameLength, (i + 1) * frameLength));
}

/** Puts frames one after another into a new array. */
export function joinFrames(frames: readonly Float32Array[]): Float32Array {
  const out = new Float32Array(frames.reduce((sum, frame) => sum + frame.length, 0));
  let at = 0;
  for (const frame of frames) {
    out.set(frame, at);
    at += frame.length;
  }
  return out;
}

/** Largest magnitude of a frame; 0 if it is empty, NaN if it holds one. */
export function peak(frame: Float32Array): number {
  let loudest = 0;
  for (let i = 0; i < frame.length; i++) {
    const magnitude = Math.abs(frame[i]!);
    if (magnitude <= loudest) continue;
    // Neither larger nor smaller.
    if (Number.isNaN(magnitude)) return NaN;
    loudest = magnitude;
  }
  return loudest;
}
