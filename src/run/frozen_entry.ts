import { hashOf } from "../base/hash.ts";
import { featureKey } from "../features/entry.ts";
import type { FrozenPart } from "./frozen_part.ts";

/** What the frozen layers give for the images of one clip. */
export interface FrozenOutputs {
  /** Images of the clip. */
  readonly count: number;
  /** `[count, ...]`, one row per image. */
  readonly values: Float32Array;
  /** What the pass took, from the clip's images to the values. */
  readonly seconds: number;
}

/** Bytes before the values: the count as a 32-bit integer, four unused, the seconds as a 64-bit float. */
const HEAD = 16;

/** Name of the cache entry of a clip's recording. */
export function frozenKey({ key, features }: FrozenPart, recording: string): string {
  return hashOf({ part: key, images: featureKey(recording, features) });
}

/** Outputs as bytes, little-endian. */
export function encodeFrozen({ count, values, seconds }: FrozenOutputs): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(HEAD + values.byteLength);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, count, true);
  view.setFloat64(8, seconds, true);
  bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), HEAD);
  return bytes;
}

/**
 * The outputs of {@linkcode encodeFrozen}.
 * @param size Values per image.
 * @returns `null` if the bytes are not outputs of that size.
 */
export function decodeFrozen(bytes: Uint8Array, size: number): FrozenOutputs | null {
  if (bytes.length < HEAD) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const [count, seconds] = [view.getUint32(0, true), view.getFloat64(8, true)];
  if (count === 0 || bytes.length !== HEAD + 4 * count * size || !(seconds >= 0)) return null;
  return { count, values: new Float32Array(bytes.slice(HEAD).buffer), seconds };
}
