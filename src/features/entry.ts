import { hashOf } from "../base/hash.ts";
import type { FeatureSettings } from "./settings.ts";

/** To be raised whenever the same settings give other images. */
const VERSION = 1;

/** Name of a cache entry: the recording and everything that was done to it. */
export function featureKey(recording: string, settings: FeatureSettings): string {
  return hashOf({ version: VERSION, recording, ...settings });
}

/** Images of one size as bytes: their number as a 32-bit integer, then the values. Little-endian. */
export function encodeImages(images: readonly Float32Array[]): Uint8Array<ArrayBuffer> {
  const length = images[0]?.length ?? 0;
  const bytes = new Uint8Array(4 + 4 * images.length * length);
  new DataView(bytes.buffer).setUint32(0, images.length, true);
  images.forEach((image, i) => {
    bytes.set(new Uint8Array(image.buffer, image.byteOffset, image.byteLength), 4 + 4 * i * length);
  });
  return bytes;
}

/**
 * The images of {@linkcode encodeImages}, one after the other.
 * @param size Values per image.
 * @returns `null` if the bytes are not images of that size.
 */
export function decodeImages(
  bytes: Uint8Array,
  size: number,
): { count: number; values: Float32Array } | null {
  if (bytes.length < 4) return null;
  const count = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  if (count === 0 || bytes.length !== 4 + 4 * count * size) return null;
  return { count, values: new Float32Array(bytes.slice(4).buffer) };
}
