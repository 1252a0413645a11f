import { messageOf, UserError } from "../base/errors.ts";
import { serveTasks } from "../base/pool.ts";
import { clipImages } from "./clip_images.ts";
import { encodeImages } from "./entry.ts";
import type { FeatureSettings } from "./settings.ts";

/** One clip and the settings it is wanted for. */
export interface FeatureTask {
  readonly path: string;
  readonly wanted: readonly FeatureSettings[];
}

serveTasks<FeatureTask, Uint8Array<ArrayBuffer>[]>(async ({ path, wanted }) => {
  const bytes = await Deno.readFile(path).catch((error) => {
    throw new UserError(`Cannot read ${path}: ${messageOf(error)}`);
  });
  const result = clipImages(bytes, path, wanted).map(encodeImages);
  return { result, transfer: result.map((entry) => entry.buffer) };
});
