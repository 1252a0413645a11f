import type { DscnnSettings } from "../manifest/settings.ts";
import { rangeError } from "../base/errors.ts";
import { type Layer, type Network, type Padding, samePadding } from "./layers.ts";

const FILTERS = [16, 32, 32, 64, 64, 128, 128];
const KERNELS = [7, 5, 3, 3, 3, 3, 3];

/**
 * The Deep Stride CNN: seven convolutions, each with batch norm and ReLU, one dense layer of 512 with ReLU
 * and dropout, one of as many units as there are classes. Source: Deepika & Kuchibhotla 2025, "Proposed
 * Deep Stride Convolutional Neural Network Architecture"; where maps are halved, how they are padded and
 * whether by stride or by pooling are settings, since the text leaves them open.
 *
 * @param size Height and width of the one-channel input image.
 * @throws {RangeError} If there are not seven strides of 1 or 2, or the image is too small for them.
 */
export function dscnn(
  settings: DscnnSettings,
  size: readonly [number, number],
  classes: number,
  dropout: number,
): Network {
  const { strides, downsampling } = settings;
  if (strides.length !== FILTERS.length || strides.some((s) => s !== 1 && s !== 2)) {
    throw rangeError("build dscnn", "strides must be seven numbers, each 1 or 2", strides);
  }
  const layers: Layer[] = [];
  let [height, width] = size;
  FILTERS.forEach((filters, i) => {
    const kernel = KERNELS[i]!;
    const halve = strides[i]! === 2;
    const stride = halve && downsampling === "stride" ? 2 : 1;
    const padding = convPadding(settings.padding, [height, width], kernel, stride);
    const n = i + 1;
    layers.push(
      {
        kind: "conv",
        name: `conv${n}`,
        filters,
        kernel: [kernel, kernel],
        stride: [stride, stride],
        padding,
        bias: false,
      },
      { kind: "batch-norm", name: `bn${n}`, ...settings.batchNorm },
      { kind: "relu", name: `relu${n}` },
    );
    height = Math.floor((height + padding[0] + padding[1] - kernel) / stride) + 1;
    width = Math.floor((width + padding[2] + padding[3] - kernel) / stride) + 1;
    if (height < 1 || width < 1) {
      throw rangeError("build dscnn", `input must be large enough for conv${n}`, size.join("x"));
    }
    if (halve && downsampling !== "stride") {
      layers.push({
        kind: downsampling,
        name: `pool${n}`,
        size: [2, 2],
        stride: [2, 2],
        padding: [...samePadding(height, 2, 2), ...samePadding(width, 2, 2)],
      });
      [height, width] = [Math.ceil(height / 2), Math.ceil(width / 2)];
    }
  });
  layers.push(
    { kind: "flatten", name: "flatten" },
    { kind: "dense", name: "dense1", units: 512, bias: true },
    { kind: "relu", name: "relu8" },
    { kind: "dropout", name: "dropout", rate: dropout },
    { kind: "dense", name: "dense2", units: classes, bias: true },
  );
  return { name: "dscnn", input: [size[0], size[1], 1], layers, initialiser: settings.initialiser };
}

function convPadding(
  rule: DscnnSettings["padding"],
  [height, width]: readonly [number, number],
  kernel: number,
  stride: number,
): Padding {
  if (rule === "two-pixels") return [2, 2, 2, 2];
  const half = (kernel - 1) / 2;
  if (rule === "symmetric") return [half, half, half, half];
  return [...samePadding(height, kernel, stride), ...samePadding(width, kernel, stride)];
}
