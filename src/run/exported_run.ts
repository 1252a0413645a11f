import type { PlannedRun } from "../manifest/experiment.ts";
import type { Settings } from "../manifest/settings.ts";
import { ADAM } from "../engine/optimizer_state.ts";
import type { Network } from "../model/layers.ts";
import { epochDropoutSeeds, epochOrder } from "../training/draws.ts";
import { learningRateAt } from "../training/schedule.ts";
import type { ExportedImages } from "./exported_images.ts";
import type { Split } from "./split.ts";

/** A tensor in a file beside the run's. */
export interface TensorPlace {
  /** Path from the folder of the export, with `/`. */
  readonly file: string;
  /** Name within the safetensors file. */
  readonly tensor: string;
  /** Row by row. */
  readonly shape: readonly number[];
}

/** One side of a run: entry `i` of both lists is its `i`-th image. */
export interface ExportedSide {
  /** Row of the tensor of images. */
  readonly images: readonly number[];
  /** Which of `clips` the image shows; a clip with several windows has several images. */
  readonly clips: readonly number[];
}

/** How the weights are found, every number written out. */
export interface ExportedTraining {
  /** Passes over the training images. */
  readonly epochs: number;
  /** Images per step; the last step of an epoch takes what is left. */
  readonly batch: number;
  /**
   * `adam`: with `beta1`, `beta2` and `epsilon`, which is added to the root of the corrected second moment.
   * `sgd`: `v = momentum v + g`, `w -= rate v`.
   */
  readonly optimizer: Readonly<Record<string, string | number>>;
  /** One per epoch: the decay is in it. */
  readonly learningRates: readonly number[];
  /** The epoch whose predictions are reported. */
  readonly report: "last" | "best-on-test";
  /** Images of each epoch in the order of its steps, as positions in `train`: `[epochs, images]`. */
  readonly orders: readonly (readonly number[])[];
  /** Seeds of the dropout masks: `[epochs, steps]`. */
  readonly dropoutSeeds: readonly (readonly number[])[];
}

/** All that another program needs to repeat a run, beside the two safetensors files that it names. */
export interface ExportedRun {
  /** Version of this layout. */
  readonly format: 1;
  /** Hash of the settings. */
  readonly id: string;
  /** `EXPERIMENT/VARIANT/fold-F/seed-S`. */
  readonly label: string;
  /** Every setting, defaults written out. */
  readonly settings: Settings;
  /** Classes in the order of class numbers. */
  readonly classes: readonly string[];
  /** Every clip of the run; `label` is its class number. */
  readonly clips: readonly { readonly path: string; readonly speaker: string; readonly label: number }[];
  /** What is trained on. */
  readonly train: ExportedSide;
  /** What is tested on. */
  readonly test: ExportedSide;
  /** `[images, height, width, channels]`, as the first layer takes them. */
  readonly images: TensorPlace;
  /** The layers that are trained. */
  readonly network: Network;
  /** The layers whose outputs stand in place of images, since they are not trained; `null` for none. */
  readonly frozen: Network | null;
  /** First weights of `network`: `LAYER/kernel`, `/bias`, `/gamma`, `/beta`, `/mean`, `/variance`. */
  readonly weights: { readonly file: string };
  /** How the weights are found. */
  readonly training: ExportedTraining;
}

/** What an export of a run is made from. */
export interface RunParts {
  readonly run: PlannedRun;
  readonly split: Split;
  readonly networks: { readonly trained: Network; readonly frozen: Network | null };
  readonly images: ExportedImages;
  /** Path of the images' file, from the folder of the export. */
  readonly imageFile: string;
  /** Path of the weights' file. */
  readonly weightFile: string;
}

/** Describes a run for other programs. */
export function exportedRun({ run, split, networks, images, imageFile, weightFile }: RunParts): ExportedRun {
  const { id, label, settings } = run;
  const clips = [split.train, split.test].flatMap(({ corpus, clips, labels }) =>
    clips.map((clip, i) => {
      const { path, speaker } = corpus.clips[clip]!;
      return { path, speaker, label: labels[i]! };
    })
  );
  const { trained, frozen } = networks;
  const before = split.train.clips.length;
  return {
    format: 1,
    id,
    label,
    settings,
    classes: split.classes,
    clips,
    train: { images: [...images.train.rows], clips: [...images.train.clipOf] },
    test: { images: [...images.test.rows], clips: [...images.test.clipOf].map((clip) => before + clip) },
    images: { file: imageFile, tensor: "images", shape: [images.count, ...trained.input] },
    network: trained,
    frozen,
    weights: { file: weightFile },
    training: exportedTraining(settings, images.train.rows.length),
  };
}

function exportedTraining({ training, seed }: Settings, samples: number): ExportedTraining {
  const { epochs, batch, optimizer, report } = training;
  const perEpoch = <T>(of: (epoch: number) => T) => Array.from({ length: epochs }, (_, i) => of(i + 1));
  const batches = Math.ceil(samples / batch);
  return {
    epochs,
    batch,
    optimizer: optimizer.name === "adam" ? { ...ADAM, ...optimizer } : { ...optimizer },
    learningRates: perEpoch((epoch) => learningRateAt(training, epoch)),
    report,
    orders: perEpoch((epoch) => [...epochOrder(seed, samples, epoch)]),
    dropoutSeeds: perEpoch((epoch) => [...epochDropoutSeeds(seed, batches, epoch)]),
  };
}
