import { leaks } from "../manifest/leaks.ts";
import type { CorpusSettings, Settings } from "../manifest/settings.ts";
import { networkCost } from "../model/cost.ts";
import type { Network } from "../model/layers.ts";
import type { RunRecord } from "../record/record.ts";
import { foldCount } from "../manifest/folds.ts";
import { runNetworks } from "./networks.ts";

/** Training samples per second and GFLOP of one forward pass, where no record tells: wasm, one core of 2023. */
const DEFAULT_GFLOPS = 9;

/** A training step takes about three times the operations of a forward pass, and the test clips are watched. */
const PASSES = 3.3;

/** Classes of the estimate, whatever the corpus. */
const CLASSES = 8;

/**
 * A rough estimate of a run's time, from how fast the records at hand were trained: of its training, and of its
 * share of the one pass of all clips through frozen layers, which the folds have in common.
 * @returns Seconds on one core or GPU.
 */
export function estimateSeconds(settings: Settings, records: readonly RunRecord[]): number {
  const speeds = records
    .map((r) => trainingWork(r.settings, trainedImages(r)) / r.cost.trainingSeconds)
    .filter((s) => Number.isFinite(s) && s > 0)
    .sort((a, b) => a - b);
  const speed = speeds[Math.floor(speeds.length / 2)] ?? DEFAULT_GFLOPS * 1e9;
  return (trainingWork(settings, expectedClips(settings) * windows(settings)) + frozenWork(settings)) / speed;
}

/** Floating-point operations of a whole training. */
function trainingWork(settings: Settings, images: number): number {
  const { trained } = runNetworks(settings, CLASSES);
  return PASSES * flopsOf(trained) * images * settings.training.epochs;
}

/** Of a record: counted where images are dealt, else estimated from the clips. */
function trainedImages({ settings, data }: RunRecord): number {
  return leaks(settings.protocol) ? data.trainClips : data.trainClips * windows(settings);
}

/** Floating-point operations of one fold's share of the pass through frozen layers. */
function frozenWork(settings: Settings): number {
  const { frozen } = runNetworks(settings, CLASSES);
  if (frozen === null) return 0;
  const { corpus, protocol } = settings;
  return flopsOf(frozen) * corpusSize(corpus) * windows(settings) / foldCount(corpus, protocol);
}

function flopsOf(network: Network): number {
  return networkCost(network).flops;
}

function windows({ spectrogram: { time } }: Settings): number {
  return time === "resize" || time.method === "fixed"
    ? 1
    : Math.max(1, 3 / (time.seconds * (1 - time.overlap)));
}

/** Training clips, from the published sizes of the corpora. */
function expectedClips({ corpus, protocol }: Settings): number {
  const all = corpusSize(corpus);
  switch (protocol.name) {
    case "utterance-holdout":
    case "image-holdout":
      return all * (1 - protocol.testShare);
    case "utterance-k-fold":
    case "image-k-fold":
    case "speaker-k-fold":
      return all * (1 - 1 / protocol.folds);
    case "cross-corpus":
      return all;
    default:
      return all * 0.9;
  }
}

function corpusSize(corpus: CorpusSettings): number {
  switch (corpus.name) {
    case "ravdess":
      return { speech: 1440, song: 1012, both: 2452 }[corpus.channel];
    case "iemocap":
      return corpus.excited === "exclude" ? 4490 : 5531;
    case "emodb":
      return 535;
    case "synthetic":
      return corpus.speakers * 8 * corpus.takes;
  }
}
