/**
 * Settings: everything that determines a run. A manifest declares them (some with a default, some varied
 * by its `matrix`); a record holds them with every default written out. Names are those of the manifest.
 */

/** Which clips of the RAVDESS: Livingstone & Russo 2018. */
export interface RavdessSettings {
  /** The corpus. */
  readonly name: "ravdess";
  /** `"all"` eight classes, or the ones to keep, in the field's spelling. */
  readonly classes: "all" | readonly string[];
  /** Spoken statements (1440 files), sung ones (1012), or both. */
  readonly channel: "speech" | "song" | "both";
}

/** Which utterances of IEMOCAP: Busso et al. 2008. */
export interface IemocapSettings {
  /** The corpus. */
  readonly name: "iemocap";
  /** `"all"` is anger, happiness, neutral and sadness. */
  readonly classes: "all" | readonly string[];
  /** Whether utterances labelled "excited" are left out or counted as happiness. */
  readonly excited: "exclude" | "as-happiness";
}

/** Which utterances of Berlin EMO-DB: Burkhardt et al. 2005. */
export interface EmodbSettings {
  /** The corpus. */
  readonly name: "emodb";
  /** `"all"` seven classes, or the ones to keep. */
  readonly classes: "all" | readonly string[];
}

/** The made-up voices; no evidence about any paper. */
export interface SyntheticSettings {
  /** The corpus. */
  readonly name: "synthetic";
  /** `"all"`, or the ones to keep. */
  readonly classes: "all" | readonly string[];
  /** Speakers, odd numbers male and even ones female; 2 to 24. */
  readonly speakers: number;
  /** Utterances per speaker and class; 1 to 8. */
  readonly takes: number;
  /** Seeds the voices. */
  readonly seed: number;
}

/** A corpus and the part of it that is used. */
export type CorpusSettings = RavdessSettings | IemocapSettings | EmodbSettings | SyntheticSettings;

/** One reading of the paper's "adaptive threshold". Frames are `frameMs` long. */
export type SilenceSettings =
  & {
    readonly frameMs: number;
    /** Drop every quiet frame, or only those before the first and after the last loud one. */
    readonly keep: "loud-frames" | "trim-ends";
  }
  & (
    /** Threshold: `rangeDb` below the recording's loudest frame peak. */
    | { readonly method: "peak"; readonly rangeDb: number }
    /** Threshold: `marginDb` above the `percentile` of the frame peaks. */
    | { readonly method: "noise-floor"; readonly percentile: number; readonly marginDb: number }
    /** Threshold: `ratio` times the mean frame peak of the `windowMs` around the frame. */
    | { readonly method: "running-mean"; readonly windowMs: number; readonly ratio: number }
  );

/** From file to samples. */
export interface SignalSettings {
  /** Sampling rate after resampling, Hz. */
  readonly rateHz: number;
  /** `null` is the raw signal. */
  readonly silence: SilenceSettings | null;
}

/** How a recording of any length becomes images of one size. */
export type TimeSettings =
  /** The whole recording, its time axis resized. */
  | "resize"
  /** The first `seconds`, padded with silence where the recording is shorter. */
  | { readonly method: "fixed"; readonly seconds: number }
  /** Windows of `seconds`, each `overlap` (share) over the one before; the votes of a clip are averaged. */
  | { readonly method: "windows"; readonly seconds: number; readonly overlap: number };

/** From samples to images. */
export interface SpectrogramSettings {
  /** Window function of each frame. */
  readonly window: "hann" | "hamming" | "rectangular";
  /** Samples per frame; a power of two. */
  readonly length: number;
  /** Samples between frames. */
  readonly hop: number;
  /** Linear frequency, or mel bands; both in decibels. */
  readonly scale: "decibel" | "log-mel";
  /** Mel bands, used by `log-mel`. */
  readonly mels: number;
  /** Range kept below the loudest cell, dB. */
  readonly rangeDb: number;
  /** How a recording of any length becomes images of one size. */
  readonly time: TimeSettings;
  /** Height (frequency) and width (time) of the image. */
  readonly size: readonly [number, number];
  /** Standardise each image, or all by the mean and deviation of the training clips, or not at all. */
  readonly normalise: "image" | "training-set" | "none";
}

/**
 * How weights are drawn that no file gives. Kernels: uniform within `sqrt(6 / (fanIn + fanOut))` (Glorot & Bengio
 * 2010, what Keras does), uniform within `sqrt(6 / fanIn)` or normal with deviation `sqrt(2 / fanIn)` (He et al.
 * 2015), biases 0; or, as the layers of PyTorch reset themselves, kernels and biases uniform within
 * `1 / sqrt(fanIn)`.
 */
export type Initialiser = "glorot-uniform" | "he-uniform" | "he-normal" | "pytorch";

/** The paper's network; see `src/model/dscnn.ts`. */
export interface DscnnSettings {
  /** The network. */
  readonly name: "dscnn";
  /** What halves the maps: the convolution itself, or a 2x2 pooling after it. */
  readonly downsampling: "stride" | "max-pool" | "average-pool";
  /** One per convolution, 1 or 2: where the maps are halved, by stride or by pooling. */
  readonly strides: readonly number[];
  /** `"same"` as TensorFlow has it (an odd zero goes to the end), half the kernel on every side, or two pixels. */
  readonly padding: "same" | "symmetric" | "two-pixels";
  /** How the first weights are drawn. */
  readonly initialiser: Initialiser;
  /** Share of the old running statistics that is kept per step, and the number added to the variance. */
  readonly batchNorm: { readonly momentum: number; readonly epsilon: number };
}

/** What of a network is kept as it was given. */
export type FreezeSettings =
  /** Every layer before the classifier: its outputs are computed once per clip, then the classifier is trained. */
  | "backbone"
  /** Nothing: all layers are trained on ("fine-tuning", or training from scratch with random weights). */
  | "none"
  /** So many leading layers, convolutions and residual blocks counted; batch norm goes with its layer. */
  | number;

/** Layers that turn the backbone's maps into one number per class. */
export type ClassifierSettings =
  /** The published head with its last layer replaced (AlexNet and VGG16: two dense layers of 4096). */
  | { readonly kind: "published" }
  /** Dense layers of `units` with ReLU and dropout, none for a linear classifier, then one per class. */
  | { readonly kind: "dense"; readonly units: readonly number[] };

/** What the three ImageNet networks have in common. */
export interface ImagenetSettings {
  /** Height and width that the image is resized to (bilinear). */
  readonly inputSize: readonly [number, number];
  /** The image in all three channels, or through the colour map viridis. */
  readonly channels: "grey" | "viridis";
  /** How weights are drawn that no file gives. */
  readonly initialiser: Initialiser;
  /** Filters of every layer, as a share of the published ones; only `random` weights fit a width other than 1. */
  readonly width: number;
  /** What is kept as it was given. */
  readonly freeze: FreezeSettings;
  /** What stands behind the backbone. */
  readonly classifier: ClassifierSettings;
}

/** Krizhevsky 2014 ("one weird trick"), as torchvision has it. */
export interface AlexnetSettings extends ImagenetSettings {
  /** The network. */
  readonly name: "alexnet";
  /** First weights: drawn at random, or torchvision's of ImageNet. */
  readonly weights: "random" | "imagenet";
}

/** Simonyan & Zisserman 2015, configuration D. */
export interface Vgg16Settings extends ImagenetSettings {
  /** The network. */
  readonly name: "vgg16";
  /** First weights: drawn at random, or torchvision's of ImageNet. */
  readonly weights: "random" | "imagenet";
}

/** He et al. 2016, 50 layers. */
export interface Resnet50Settings extends ImagenetSettings {
  /** The network. */
  readonly name: "resnet50";
  /** A block that halves the maps does so in its first 1x1 convolution (v1) or in its 3x3 one (v1.5). */
  readonly version: "v1" | "v1.5";
  /**
   * First weights: drawn at random, torchvision's of ImageNet (v1.5), or the pruned 8-bit ones of ImageNet with
   * batch norm folded into biases (v1).
   */
  readonly weights: "random" | "imagenet" | "imagenet-pruned";
}

/** A network and its own settings. */
export type ModelSettings = DscnnSettings | AlexnetSettings | Vgg16Settings | Resnet50Settings;

/** How the weights are found. */
export interface TrainingSettings {
  /** Passes over the training clips. */
  readonly epochs: number;
  /** Images per step; the last step of an epoch may have fewer. */
  readonly batch: number;
  /** Adam, `epsilon` added to the root of its second moment, or gradient descent with momentum; first rate. */
  readonly optimizer:
    | { readonly name: "adam"; readonly learningRate: number; readonly epsilon: number }
    | { readonly name: "sgd"; readonly learningRate: number; readonly momentum: number };
  /** The learning rate is multiplied by `factor` after every `everyEpochs` epochs; `null` keeps it. */
  readonly decay: { readonly everyEpochs: number; readonly factor: number } | null;
  /** Share of the first dense layer's outputs that is dropped while training. */
  readonly dropout: number;
  /** The epoch whose predictions are reported. `best-on-test` looks at the test clips: always optimistic. */
  readonly report: "last" | "best-on-test";
}

/** How clips, or their images, are split into those trained on and those tested on. */
export type ProtocolSettings =
  | { readonly name: "utterance-holdout"; readonly testShare: number }
  | { readonly name: "utterance-k-fold"; readonly folds: number }
  /** Leak: images are dealt, not clips, so that windows of one recording stand on both sides. See `leaks`. */
  | { readonly name: "image-holdout"; readonly testShare: number }
  | { readonly name: "image-k-fold"; readonly folds: number }
  | { readonly name: "speaker-k-fold"; readonly folds: number }
  | { readonly name: "leave-one-speaker-out" }
  | { readonly name: "leave-one-session-out" }
  /** Train on the manifest's corpus, test on `test`, on the classes that both have. */
  | { readonly name: "cross-corpus"; readonly test: CorpusSettings };

/** Everything that determines one run. */
export interface Settings {
  /** Clips, or those trained on in a cross-corpus run. */
  readonly corpus: CorpusSettings;
  /** From file to samples. */
  readonly signal: SignalSettings;
  /** From samples to images. */
  readonly spectrogram: SpectrogramSettings;
  /** The network. */
  readonly model: ModelSettings;
  /** How the weights are found. */
  readonly training: TrainingSettings;
  /** How clips are split. */
  readonly protocol: ProtocolSettings;
  /** Seeds the split, the initialisation, the order of the clips and dropout. */
  readonly seed: number;
  /** Fold that is tested, from 0. */
  readonly fold: number;
}
