import type { AlexnetSettings, Resnet50Settings, Vgg16Settings } from "../../manifest/settings.ts";

/** Networks that have pretrained weights. */
export type PretrainedName = (AlexnetSettings | Vgg16Settings | Resnet50Settings)["name"];

/** Where weights are kept unless the user says otherwise. */
export const WEIGHTS_FOLDER = "data/weights";

/** A file of pretrained weights: what it holds and where it comes from. */
export interface WeightSource {
  /** As in a manifest. */
  readonly network: PretrainedName;
  /** The `weights` of the settings that it stands for. */
  readonly weights: "imagenet" | "imagenet-pruned";
  /** For ResNet50, the version whose weights they are. */
  readonly version: Resnet50Settings["version"] | null;
  /** Name in the folder of weights. */
  readonly fileName: string;
  /** What it is, one line. */
  readonly title: string;
  /** Who may use it, as far as is known. */
  readonly licence: string;
  /** How a user comes by it, one sentence. */
  readonly obtain: string;
  /** Where it can be downloaded without asking, or `null`. */
  readonly url: string | null;
  /** First 8 hexadecimal digits of its SHA-256; torchvision publishes them in the name. */
  readonly sha256Prefix: string;
  /** Size in 2^20 bytes as its publisher states it, rounded; `null` where nobody does. */
  readonly mebibytes: number | null;
  /** Every layer of the published network, or those before the classifier only. */
  readonly holds: "all" | "backbone";
  /** What every result that uses it has to say, or `null`. */
  readonly disclosure: string | null;
}

/** Counted in the kernels of the file itself; the accuracy is as measured on 300 validation images. */
const PRUNED =
  "ResNet50 v1 with pruned weights (81 % of them 0), 8-bit values and batch norm folded into biases: " +
  "69.7 % top-1 and 89.3 % top-5 on 300 validation images of ILSVRC; neither torchvision's checkpoint nor Keras's";

const TORCHVISION =
  "torchvision's, BSD-3-Clause; trained on ImageNet, whose terms allow non-commercial research";

/** A file of torchvision's, whose name ends in the first 8 digits of its SHA-256. */
function official(
  network: PretrainedName,
  title: string,
  stem: string,
  sha256Prefix: string,
  mebibytes: number,
): WeightSource {
  const fileName = `${stem}-${sha256Prefix}.pth`;
  return {
    network,
    weights: "imagenet",
    version: network === "resnet50" ? "v1.5" : null,
    fileName,
    title: `${title}, torchvision (IMAGENET1K_V1)`,
    licence: TORCHVISION,
    obtain: `deno task data fetch ${network}`,
    url: `https://download.pytorch.org/models/${fileName}`,
    sha256Prefix,
    mebibytes,
    holds: "all",
    disclosure: null,
  };
}

/** The files that are known, the better one first where two stand for the same settings. */
export const weightSources: readonly WeightSource[] = [
  official("alexnet", "AlexNet", "alexnet-owt", "7be5be79", 233),
  {
    network: "alexnet",
    weights: "imagenet",
    version: null,
    fileName: "alexnet-features.safetensors",
    title: "AlexNet without its dense layers: the five convolutions of torchvision's file",
    licence: TORCHVISION,
    obtain: "deno task data fetch alexnet, which brings the whole file",
    url: null,
    sha256Prefix: "d52dde54",
    mebibytes: null,
    holds: "backbone",
    disclosure: null,
  },
  official("vgg16", "VGG16", "vgg16", "397923af", 528),
  official("resnet50", "ResNet50 v1.5", "resnet50", "0676ba61", 98),
  {
    network: "resnet50",
    weights: "imagenet-pruned",
    version: "v1",
    fileName: "resnet50-v1-pruned-folded.safetensors",
    title: "ResNet50 v1 without its dense layer, pruned, 8-bit values, batch norm folded into biases",
    licence: "unknown",
    obtain:
      "no public address is known of them; those of v1.5 (weights imagenet) come by deno task data fetch resnet50",
    url: null,
    sha256Prefix: "4a43d19f",
    mebibytes: null,
    holds: "backbone",
    disclosure: PRUNED,
  },
];
