import { UserError } from "../base/errors.ts";
import type { Network } from "../model/layers.ts";

/** Bytes of training images that one run may hold, as float32; twice as much is in memory while it starts. */
const RESIDENT_BYTES = 2.5e9;

/**
 * Makes sure that the training images of a run can be kept in memory.
 * @param network The layers that are trained: its input is one image.
 * @throws {UserError} If they are too many.
 */
export function requireRoom(label: string, images: number, { input }: Network): void {
  const bytes = 4 * images * input.reduce((a, b) => a * b, 1);
  if (bytes <= RESIDENT_BYTES) return;
  const gigabytes = (n: number) => `${(n / 1e9).toFixed(2)} GB`;
  throw new UserError(
    `Cannot train ${label}: its ${images} training images of ${input.join("x")} numbers take ${
      gigabytes(bytes)
    }, ` +
      `more than ${gigabytes(RESIDENT_BYTES)}: freeze more layers or set a smaller model.inputSize`,
  );
}
