import { messageOf, UserError } from "../base/errors.ts";
import { serveTasks } from "../base/pool.ts";
import { clipImages } from "./clip_images.ts";
import { encodeImages } from "./entry.ts";
import type { FeatureSettings } from "./settings.ts";

/** One clip and the settings it is wanted for. */
export interface FeatureTask {
  /** The WAV file. */
  readonly path: string;
  /** One entry is made for each. */
  readonly wanted: readonly FeatureSettings[];
}

serveTasks<FeatureTask, Uint8Array<ArrayBuffer>[]>(({ path, wanted }) => {
  const result = clipImages(read(path), path, wanted).map(encodeImages);
  return Promise.resolve({ result, transfer: result.map((entry) => entry.buffer) });
});

function read(path: string): Uint8Array {
  try {
    return Deno.readFileSync(path);
  } catch (error) {
    throw new UserError(`Cannot read ${path}: ${messageOf(error)}`);
  }
}
