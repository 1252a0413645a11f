import { typeError } from "../base/errors.ts";
import { viridis } from "./viridis.ts";

/** Mean and deviation of the channels of ImageNet's pictures, as the published weights expect them: torchvision. */
const MEAN = [0.485, 0.456, 0.406];
const DEVIATION = [0.229, 0.224, 0.225];

/** How a spectrogram becomes a picture. */
export interface PictureSettings {
  /** Height and width of the picture. */
  readonly inputSize: readonly [number, number];
  /** The image in all three channels, or through the colour map viridis. */
  readonly channels: "grey" | "viridis";
}

/**
 * A spectrogram as a picture for a network trained on ImageNet: its values brought to 0..1 by its own minimum and
 * maximum (an image of one value is 0), resized bilinearly, the lowest frequency at the bottom, in three channels
 * less ImageNet's mean and divided by its deviation.
 *
 * @param image Shape `[height * width]`, row by row, row 0 the lowest frequency; never modified.
 * @param size Height and width of the image.
 * @returns Shape `[inputHeight, inputWidth, 3]`.
 * @throws {TypeError} If the image has not that size.
 */
export function networkInput(
  image: Float32Array,
  size: readonly [number, number],
  { inputSize, channels }: PictureSettings,
): Float32Array<ArrayBuffer> {
  if (image.length !== size[0] * size[1]) {
    throw typeError("make a picture", `the image must have ${size[0]} x ${size[1]} values`, image.length);
  }
  const grey = resizeBilinear(unitRange(image), size, inputSize);
  const [height, width] = inputSize;
  const picture = new Float32Array(height * width * 3);
  for (let row = 0, at = 0; row < height; row++) {
    const from = (height - 1 - row) * width;
    for (let column = 0; column < width; column++) {
      const value = grey[from + column]!;
      for (let channel = 0; channel < 3; channel++) {
        const level = channels === "grey" ? value : viridis(value, channel);
        picture[at++] = (level - MEAN[channel]!) / DEVIATION[channel]!;
      }
    }
  }
  return picture;
}

function unitRange(image: Float32Array): Float64Array {
  let [low, high] = [Infinity, -Infinity];
  for (const value of image) [low, high] = [Math.min(low, value), Math.max(high, value)];
  const range = high - low;
  return Float64Array.from(image, (value) => range > 0 ? (value - low) / range : 0);
}

/** Between the four nearest cells, their centres at half steps and the border continued. */
function resizeBilinear(
  values: Float64Array,
  [rows, columns]: readonly [number, number],
  [height, width]: readonly [number, number],
): Float64Array {
  const [down, across] = [places(rows, height), places(columns, width)];
  const out = new Float64Array(height * width);
  down.forEach(([top, bottom, lower], r) => {
    across.forEach(([left, right, further], c) => {
      const value = (row: number, column: number) => values[row * columns + column]!;
      const above = value(top, left) + further * (value(top, right) - value(top, left));
      const below = value(bottom, left) + further * (value(bottom, right) - value(bottom, left));
      out[r * width + c] = above + lower * (below - above);
    });
  });
  return out;
}

/** For each new cell the old ones before and behind its centre, and the share of the one behind. */
function places(from: number, to: number): [number, number, number][] {
  return Array.from({ length: to }, (_, i) => {
    const centre = Math.max((i + 0.5) * from / to - 0.5, 0);
    const before = Math.min(Math.floor(centre), from - 1);
    return [before, Math.min(before + 1, from - 1), centre - before];
  });
}
