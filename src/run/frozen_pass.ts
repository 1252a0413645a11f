import type { Store } from "../base/store.ts";
import type { Corpus } from "../corpus/clip.ts";
import { loadImages } from "../features/load.ts";
import { type ForwardPass, openForwardPass } from "../model/forward_pass.ts";
import { networkInput } from "../model/network_input.ts";
import type { FrozenOutputs } from "./frozen_entry.ts";
import type { FrozenPart } from "./frozen_part.ts";

/** Passes clips through frozen layers; the weights of one part at a time are on the device. */
export interface FrozenPass {
  /**
   * What the frozen layers give for one clip.
   * @param clip Index into `corpus.clips`.
   */
  outputs(part: FrozenPart, corpus: Corpus, clip: number): Promise<FrozenOutputs>;
  /** Frees the weights. */
  dispose(): void;
}

/**
 * A pass on the backend in use.
 * @param images Cache of the clips' images.
 */
export function openFrozenPass(images: Store): FrozenPass {
  let open: { readonly key: string; readonly pass: ForwardPass } | undefined;
  const passOf = async ({ key, network, weights }: FrozenPart): Promise<ForwardPass> => {
    if (open?.key === key) return open.pass;
    open?.pass.dispose();
    open = { key, pass: openForwardPass(network, weights) };
    // The first pass prepares the kernels and is not what a clip takes.
    await open.pass.run(new Float32Array(network.input.reduce((a, b) => a * b, 1)));
    return open.pass;
  };
  return {
    async outputs(part, corpus, clip) {
      const { features, picture } = part;
      const { images: values, clipOf } = await loadImages(corpus, [clip], features, images);
      const pass = await passOf(part);
      const started = performance.now();
      const pictures = toPictures(values, features.spectrogram.size, picture);
      const outputs = await pass.run(pictures);
      return { count: clipOf.length, values: outputs, seconds: (performance.now() - started) / 1000 };
    },
    dispose: () => open?.pass.dispose(),
  };
}

/** Images `[n, height * width]` as input of an ImageNet network, `[n, inputHeight * inputWidth * 3]`. */
export function toPictures(
  images: Float32Array,
  size: readonly [number, number],
  picture: FrozenPart["picture"],
): Float32Array {
  const cells = size[0] * size[1];
  const cellsOfPicture = 3 * picture.inputSize[0] * picture.inputSize[1];
  const count = images.length / cells;
  const pictures = new Float32Array(count * cellsOfPicture);
  for (let i = 0; i < count; i++) {
    pictures.set(
      networkInput(images.subarray(i * cells, (i + 1) * cells), size, picture),
      i * cellsOfPicture,
    );
  }
  return pictures;
}
