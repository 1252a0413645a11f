/**
 * Made-up results for the tests of the report: no run has made any of these numbers.
 */
import { randomFor } from "../../src/base/random.ts";
import { evaluate } from "../../src/evaluation/evaluate.ts";
import type { Experiment, PlannedRun, Variant } from "../../src/manifest/experiment.ts";
import type { CorpusSettings, ProtocolSettings, Settings } from "../../src/manifest/settings.ts";
import type { RunRecord } from "../../src/record/record.ts";
import { type SpectrogramFigure, toBase64, type WaveformFigure } from "../../src/record/figures.ts";
import type { Paper } from "../../src/report/paper.ts";
import type { SuiteResults } from "../../src/report/results.ts";

const FOUR = ["anger", "happiness", "neutral", "sadness"];
const EIGHT = ["neutral", "calm", "happiness", "sadness", "anger", "fear", "disgust", "surprise"];

export const ravdess: CorpusSettings = { name: "ravdess", classes: "all", channel: "speech" };
export const iemocap: CorpusSettings = { name: "iemocap", classes: "all", excited: "exclude" };
export const synthetic: CorpusSettings = {
  name: "synthetic",
  classes: "all",
  speakers: 8,
  takes: 2,
  seed: 1,
};

/** What a made-up experiment is to look like. */
export interface Plan {
  readonly id: string;
  readonly title: string;
  readonly suite: string;
  readonly corpus: CorpusSettings;
  readonly protocol: ProtocolSettings;
  readonly variants: readonly string[];
  readonly runs: number;
}

export function madeUpSettings(plan: Plan, variant: string, fold: number): Settings {
  const clean = variant.startsWith("clean");
  const pool = variant.includes("max-pool")
    ? "max-pool"
    : variant.includes("average")
    ? "average-pool"
    : "stride";
  return {
    corpus: plan.corpus,
    signal: {
      rateHz: 20000,
      silence: clean ? { method: "peak", frameMs: 20, rangeDb: 40, keep: "loud-frames" } : null,
    },
    spectrogram: {
      window: "hann",
      length: 1024,
      hop: 256,
      scale: "decibel",
      mels: 128,
      rangeDb: 80,
      time: "resize",
      size: [128, 128],
      normalise: "image",
    },
    model: {
      name: "dscnn",
      downsampling: pool,
      strides: [2, 2, 2, 2, 2, 2, 2],
      padding: "same",
      initialiser: "glorot-uniform",
      batchNorm: { momentum: 0.9, epsilon: 1e-3 },
    },
    training: {
      epochs: 50,
      batch: 128,
      optimizer: { name: "adam", learningRate: 0.001, epsilon: 1e-7 },
      decay: { everyEpochs: 15, factor: 0.1 },
      dropout: 0.25,
      report: "last",
    },
    protocol: plan.protocol,
    seed: 0,
    fold,
  };
}

/** The experiment that a plan describes; run ids are its words. */
export function madeUpExperiment(plan: Plan): Experiment {
  const variants = plan.variants.map((label): Variant => {
    const runs = Array.from({ length: plan.runs }, (_, fold): PlannedRun => ({
      id: `${plan.id}/${label}/${fold}`,
      experiment: plan.id,
      variant: label,
      label: `${plan.id}/${label}/fold-${fold}/seed-0`,
      settings: madeUpSettings(plan, label, fold),
    }));
    return { label, varied: { "signal.silence": label.startsWith("raw") ? null : "peak" }, runs };
  });
  const { id, title, suite } = plan;
  return { id, title, suite, variants, multiverse: null, minimumAccuracy: null };
}

/** A record whose accuracy is about `hit`. */
export function madeUpRecord(run: PlannedRun, suite: string, hit: number): RunRecord {
  const { corpus, protocol, fold } = run.settings;
  const random = randomFor(1, "made up", run.id);
  const classes = corpus.name === "ravdess" ? EIGHT : FOUR;
  // Classes of different sizes, so that accuracy and unweighted accuracy differ.
  const labels = Array.from({ length: 96 }, (_, i) => Math.floor(classes.length * (i / 96) ** 1.4));
  const share = hit + 0.04 * (random.uniform() - 0.5);
  const easy = (label: number) => share + 0.1 * (1 - 2 * label / classes.length);
  const predicted = labels.map((label) =>
    random.uniform() < easy(label) ? label : random.integer(classes.length)
  );
  const metrics = evaluate(labels, predicted, classes);
  const testCorpus = protocol.name === "cross-corpus" ? protocol.test.name : null;
  return {
    format: 1,
    id: run.id,
    suite,
    experiment: run.experiment,
    settings: run.settings,
    data: {
      corpus: corpus.name,
      corpusHash: "0".repeat(64),
      testCorpus,
      testCorpusHash: testCorpus === null ? null : "1".repeat(64),
      synthetic: corpus.name === "synthetic",
      classes,
      trainClips: 384,
      testClips: 96,
      trainSpeakers: ["1", "2", "3"],
      testSpeakers: ["3", "4"],
      folds: {},
      siblingShare: null,
      leftOut: fold === 0 ? [{ path: "Actor_01/broken.wav", reason: "made up: truncated" }] : [],
      notes: ["made up: a.wav and b.wav are the same recording"],
      weights: null,
    },
    epochs: Array.from({ length: 20 }, (_, e) => {
      const progress = 1 - Math.exp(-(e + 1) / 6);
      return {
        epoch: e + 1,
        loss: 2.2 - 2 * progress + 0.05 * random.uniform(),
        accuracy: 0.13 + 0.8 * progress + 0.03 * random.uniform(),
        validationLoss: 2.2 - 1.2 * progress + 0.15 * random.uniform(),
        validationAccuracy: 0.13 + (hit - 0.13) * progress + 0.03 * random.uniform(),
        learningRate: e < 15 ? 0.001 : 0.0001,
        seconds: 10,
      };
    }),
    reportedEpoch: 20,
    predictions: [],
    metrics,
    clipMetrics: null,
    cost: {
      parameters: 374_024,
      trainableParameters: 373_100,
      weightBytes: 4 * 374_024,
      fileBytes: 1_500_000,
      flops: run.settings.model.name === "dscnn" && run.settings.model.downsampling === "stride"
        ? 42_000_000
        : 350_000_000,
      trainingSeconds: 1800 + 60 * fold,
      secondsPerEpoch: 36,
      trainedParameters: 373_100,
      featureSeconds: null,
      peakMemoryBytes: null,
    },
    environment: {
      project: { version: "0.1.0", commit: "0123456789abcdef0123456789abcdef01234567", dirty: false },
      deno: "2.9.6",
      libraries: { "@tensorflow/tfjs": "4.22.0" },
      backend: run.id.endsWith("/1") ? "webgpu" : "wasm",
      engine: "compiled",
      adapter: run.id.endsWith("/1") ? "made-up adapter" : null,
      driver: null,
      cpu: "made-up processor",
      cores: 2,
      os: "linux",
      finishedAt: "2026-01-01T00:00:00.000Z",
    },
  };
}

/** Results of experiments; `hits` gives the accuracy of a variant, or `null` where nothing was run. */
export function madeUpResults(
  plans: readonly Plan[],
  paper: Paper | null,
  hits: (plan: Plan, variant: string, fold: number) => number | null,
): SuiteResults {
  const experiments = plans.map(madeUpExperiment);
  const suite = plans[0]!.suite;
  const records = new Map<string, RunRecord>();
  experiments.forEach(({ variants }, p) => {
    for (const run of variants.flatMap(({ runs }) => runs)) {
      const hit = hits(plans[p]!, run.variant, run.settings.fold);
      if (hit !== null) records.set(run.id, madeUpRecord(run, suite, hit));
    }
  });
  const figures = { waveforms: [], spectrograms: [], networks: [] };
  return {
    suite,
    trial: null,
    paper,
    claims: null,
    experiments,
    records,
    figures,
    leftOut: [],
    manifests: `experiments/${suite}/*.manifest.json`,
  };
}

/** A made-up recording: noise, a loud part, a pause, a loud part. */
export function madeUpWaveform(): WaveformFigure {
  const frames = 150;
  const columns = 600;
  const loud = (share: number) => (share > 0.2 && share < 0.45) || (share > 0.55 && share < 0.8);
  const random = randomFor(1, "waveform");
  const peaks = Array.from(
    { length: frames },
    (_, i) => (loud(i / frames) ? 0.3 : 0.003) * (0.3 + random.uniform()),
  );
  const envelope = Array.from(
    { length: columns },
    (_, i) => peaks[Math.floor(i * frames / columns)]! * random.uniform(),
  );
  return {
    format: 1,
    kind: "waveform",
    clip: "Actor_01/03-01-05-01-01-01-01.wav",
    label: "anger",
    rateHz: 20000,
    seconds: 3,
    synthetic: true,
    envelope: { min: envelope.map((v) => -v), max: envelope },
    frameMs: 20,
    thresholds: peaks.map(() => 0.004),
    framePeaks: peaks,
    kept: peaks.map((peak) => peak > 0.004),
  };
}

/** Made-up images: stripes that differ from class to class. */
export function madeUpSpectrograms(): SpectrogramFigure[] {
  return EIGHT.flatMap((label, k) =>
    (["raw", "clean"] as const).map((input) => ({
      format: 1,
      kind: "spectrogram",
      clip: `Actor_01/${label}.wav`,
      label,
      input,
      synthetic: true,
      size: [64, 64],
      seconds: input === "raw" ? 3.5 : 1.9,
      highestHz: 10000,
      values: toBase64(
        Uint8Array.from({ length: 64 * 64 }, (_, i) => {
          const [y, x] = [Math.floor(i / 64), i % 64];
          return Math.max(0, Math.round(120 + 100 * Math.sin(y / (3 + k)) * Math.cos(x / 9) - (64 - y)));
        }),
      ),
    }))
  );
}
