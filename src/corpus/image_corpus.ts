import { imageName } from "../base/image_name.ts";
import type { Corpus } from "./clip.ts";

/**
 * A corpus whose "clips" are the images of another one's, clip by clip and window by window, for the protocols
 * that deal images. Windows of identical recordings are identical in turn and stay on one side.
 *
 * @param clipOf For each image its clip, an index into `corpus.clips`; ascending.
 */
export function imageCorpus(corpus: Corpus, clipOf: ArrayLike<number>): Corpus {
  let window = 0;
  const clips = Array.from(clipOf, (index, image) => {
    window = image > 0 && clipOf[image - 1] === index ? window + 1 : 1;
    const clip = corpus.clips[index]!;
    return { ...clip, path: imageName(clip.path, window), sha256: `${clip.sha256} ${window}` };
  });
  return { ...corpus, clips };
}
