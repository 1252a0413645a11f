import { rangeError } from "../base/errors.ts";
import type { Resnet50Settings } from "../manifest/settings.ts";
import { imagenetNetwork, scaled } from "./imagenet.ts";
import type { Layer, Network } from "./layers.ts";

/** Blocks of each of the four layers, and filters of their first two convolutions; the third has four times more. */
const LAYERS = [[3, 64], [4, 128], [6, 256], [3, 512]] as const;
const EXPANSION = 4;

/**
 * ResNet50: a 7x7 convolution, sixteen blocks of three convolutions with a shortcut each, the average of every
 * map, one dense layer. Source: He et al. 2016, "Deep Residual Learning for Image Recognition" (v1); v1.5 halves
 * maps in the 3x3 convolutions. Names are torchvision's. With `imagenet-pruned` weights there is no batch norm,
 * which those weights have folded into biases.
 *
 * @throws {UserError} If the image is too small; the message names the layer that it does not fit.
 * @throws {RangeError} If `imagenet-pruned` is not asked of v1, whose weights they are.
 */
export function resnet50(settings: Resnet50Settings, classes: number, dropout: number): Network {
  const { width, version, weights } = settings;
  const folded = weights === "imagenet-pruned";
  if (folded && version !== "v1") {
    throw rangeError("build resnet50", "imagenet-pruned weights are those of version v1", version);
  }
  const features: Layer[] = [
    ...convolution("conv1", "bn1", scaled(64, width), 7, 2, folded),
    { kind: "relu", name: "relu" },
    { kind: "max-pool", name: "maxpool", size: [3, 3], stride: [2, 2], padding: [1, 1, 1, 1] },
  ];
  LAYERS.forEach(([blocks, filters], layer) => {
    for (let i = 0; i < blocks; i++) {
      const name = `layer${layer + 1}.${i}`;
      const stride = layer > 0 && i === 0 ? 2 : 1;
      features.push(
        {
          kind: "residual",
          name,
          main: bottleneck(name, filters, stride, settings),
          shortcut: i > 0 ? [] : convolution(
            `${name}.downsample.0`,
            `${name}.downsample.1`,
            scaled(EXPANSION * filters, width),
            1,
            stride,
            folded,
          ),
        },
        { kind: "relu", name: `${name}.relu` },
      );
    }
  });
  return imagenetNetwork(settings, { features, pool: [1, 1], head: [], last: "fc" }, classes, dropout);
}

function bottleneck(
  name: string,
  filters: number,
  stride: number,
  { width, version, weights }: Resnet50Settings,
): Layer[] {
  const folded = weights === "imagenet-pruned";
  const [first, second] = version === "v1" ? [stride, 1] : [1, stride];
  return [
    ...convolution(`${name}.conv1`, `${name}.bn1`, scaled(filters, width), 1, first, folded),
    { kind: "relu", name: `${name}.relu1` },
    ...convolution(`${name}.conv2`, `${name}.bn2`, scaled(filters, width), 3, second, folded),
    { kind: "relu", name: `${name}.relu2` },
    ...convolution(`${name}.conv3`, `${name}.bn3`, scaled(EXPANSION * filters, width), 1, 1, folded),
  ];
}

/** A convolution with batch norm, or with a bias in its place; half the window's size of zeros on every side. */
function convolution(
  name: string,
  norm: string,
  filters: number,
  window: number,
  stride: number,
  folded: boolean,
): Layer[] {
  const zeros = (window - 1) / 2;
  const conv: Layer = {
    kind: "conv",
    name,
    filters,
    kernel: [window, window],
    stride: [stride, stride],
    padding: [zeros, zeros, zeros, zeros],
    bias: folded,
  };
  // PyTorch's momentum of 0.1 is the share of the new statistics.
  return folded ? [conv] : [conv, { kind: "batch-norm", name: norm, momentum: 0.9, epsilon: 1e-5 }];
}
