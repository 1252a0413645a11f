import type { ClipImages } from "../features/load.ts";
import type { RunImages } from "./images.ts";
import type { Side, Split } from "./split.ts";

/** The images of one side: entry `i` of both lists is its `i`-th image. */
export interface SideImages {
  /** Row of {@linkcode ExportedImages.values}. */
  readonly rows: Int32Array;
  /** Which clip of the side the image shows. */
  readonly clipOf: Int32Array;
}

/** The images of both sides of a run in one tensor. */
export interface ExportedImages {
  /** Number of images. */
  readonly count: number;
  /** `[count, height * width * channels]` */
  readonly values: Float32Array;
  /** Of the clips that are trained on. */
  readonly train: SideImages;
  /** Of the clips that are tested on. */
  readonly test: SideImages;
}

/**
 * Puts the images of both sides into the order of their corpora, so that runs which differ in fold, seed or network
 * alone have equal tensors, of which one file is enough.
 *
 * @param size Numbers per image.
 */
export function exportedImages(images: RunImages, split: Split, size: number): ExportedImages {
  const sides = [placed(images.train, split.train, 0), placed(images.test, split.test, testedAfter(split))];
  const order = sides.flatMap((side, s) => side.map((position, i) => ({ position, s, i })))
    .sort((a, b) => a.position - b.position || a.s - b.s || a.i - b.i);
  const rows = sides.map((side) => new Int32Array(side.length));
  const values = new Float32Array(order.length * size);
  order.forEach(({ s, i }, row) => {
    const from = s === 0 ? images.train.images : images.test.images;
    values.set(from.subarray(i * size, (i + 1) * size), row * size);
    rows[s]![i] = row;
  });
  return {
    count: order.length,
    values,
    train: { rows: rows[0]!, clipOf: images.train.clipOf },
    test: { rows: rows[1]!, clipOf: images.test.clipOf },
  };
}

/** A tested corpus comes after the one that is trained on. */
function testedAfter({ train, test }: Split): number {
  return train.corpus.hash === test.corpus.hash ? 0 : train.corpus.clips.length;
}

/** Place of each image's clip among the clips of all corpora. */
function placed({ clipOf }: ClipImages, side: Side, before: number): number[] {
  return Array.from(clipOf, (clip) => before + side.clips[clip]!);
}
