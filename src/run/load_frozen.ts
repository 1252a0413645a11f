import type { Store } from "../base/store.ts";
import type { ClipImages } from "../features/load.ts";
import { placeLayers } from "../model/shapes.ts";
import { decodeFrozen, encodeFrozen, frozenKey, type FrozenOutputs } from "./frozen_entry.ts";
import type { FrozenPart } from "./frozen_part.ts";
import type { FrozenPass } from "./frozen_pass.ts";
import type { Side } from "./split.ts";

/** Outputs of the frozen layers for one side of a run: the images of the layers that are trained. */
export interface FrozenImages extends ClipImages {
  /** What the pass took for these clips, added up. */
  readonly seconds: number;
}

/** Reads from the cache; an entry that is missing or damaged is made again. */
export async function loadFrozen(
  { corpus, clips }: Side,
  part: FrozenPart,
  store: Store,
  pass: FrozenPass,
): Promise<FrozenImages> {
  const size = outputSize(part);
  const outputs: FrozenOutputs[] = [];
  for (const clip of clips) {
    const key = frozenKey(part, corpus.clips[clip]!.sha256);
    const entry = await store.read(key);
    let found = entry && decodeFrozen(entry, size);
    if (found === null) {
      found = await pass.outputs(part, corpus, clip);
      await store.write(key, encodeFrozen(found));
    }
    outputs.push(found);
  }
  const images = new Float32Array(outputs.reduce((sum, { count }) => sum + count, 0) * size);
  let filled = 0;
  for (const { values } of outputs) {
    images.set(values, filled);
    filled += values.length;
  }
  return {
    images,
    clipOf: Int32Array.from(outputs.flatMap(({ count }, clip) => Array<number>(count).fill(clip))),
    seconds: outputs.reduce((sum, { seconds }) => sum + seconds, 0),
  };
}

/** Values of the frozen layers' output for one image. */
function outputSize({ network }: FrozenPart): number {
  return placeLayers(network).at(-1)!.output.reduce((a, b) => a * b, 1);
}
