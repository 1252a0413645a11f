import { openStore } from "../base/store.ts";
import type { BackendName } from "../backend/choose.ts";
import { type EngineChoice, engineFor, openStepper } from "./engine.ts";
import { firstWeights } from "./first_weights.ts";
import { loadRunImages, type RunImages } from "./images.ts";
import { type RunNetworks, runNetworks } from "./networks.ts";
import type { RunPlan } from "./plan.ts";
import { requireRoom } from "./room.ts";
import type { Stepper } from "../training/stepper.ts";
import { splitRun } from "./split.ts";

/** A run that is ready to be trained. */
export interface OpenedRun {
  /** Of both sides, with how they are divided. */
  readonly images: RunImages;
  /** Its network and the parts of it. */
  readonly networks: RunNetworks;
  /** Holds first weights and training images; to be disposed. */
  readonly stepper: Stepper;
}

/** Where a run's images are, and what trains it. */
export interface OpenRunOptions {
  /** Folder of images. */
  readonly features: string;
  /** Folder of outputs of frozen layers. */
  readonly frozenOutputs: string;
  /** As asked for. */
  readonly engine: EngineChoice;
}

/** Loads a run's images and puts its network on a backend that is in use in this thread. */
export async function openRun(
  { run, corpora, pretrained, frozen }: Omit<RunPlan, "split">,
  backend: BackendName,
  { features, frozenOutputs, engine }: OpenRunOptions,
): Promise<OpenedRun> {
  const { settings, label } = run;
  const planned = splitRun(settings, corpora.corpus, corpora.testCorpus);
  const images = await loadRunImages(settings, planned, frozen, {
    features: openStore(features),
    frozen: openStore(frozenOutputs),
  });
  const { split } = images;
  const classes = split.classes.length;
  const networks = runNetworks(settings, classes);
  requireRoom(label, images.train.clipOf.length, networks.trained);
  const stepper = await openStepper(
    engineFor(networks.trained, classes, backend, engine),
    backend,
    networks.trained,
    classes,
    settings.training,
    firstWeights(networks.trained, settings.seed, pretrained?.tensors ?? null),
    {
      images: images.train.images,
      labels: Int32Array.from(images.train.clipOf, (clip) => split.train.labels[clip]!),
    },
  );
  return { images, networks, stepper };
}
