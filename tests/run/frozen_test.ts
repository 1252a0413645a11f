import { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
import { join } from "node:path";
import { openBackend } from "../../src/backend/backend.ts";
import { openFileHashes } from "../../src/base/file_hashes.ts";
import { openStore } from "../../src/base/store.ts";
import type { Corpus } from "../../src/corpus/clip.ts";
import { recordingFileHash } from "../../src/audio/recording_hash.ts";
import { type ClipImages, loadImages } from "../../src/features/load.ts";
import { featureSettings } from "../../src/features/settings.ts";
import { leaks } from "../../src/manifest/leaks.ts";
import type { Settings } from "../../src/manifest/settings.ts";
import { openForwardPass } from "../../src/model/forward_pass.ts";
import { initialWeights } from "../../src/model/initialise.ts";
import { networkInput } from "../../src/model/network_input.ts";
import { decodeSafetensors } from "../../src/model/safetensors.ts";
import { networkWeights } from "../../src/model/shapes.ts";
import type { RunRecord } from "../../src/record/record.ts";
import { corporaOpener } from "../../src/run/corpora.ts";
import { runNetworks } from "../../src/run/networks.ts";
import { splitImages, splitRun } from "../../src/run/split.ts";
import { train, type TrainingResult } from "../../src/training/trainer.ts";
import { recordsIn, succeed, tiny, writeManifest } from "../cli/command.ts";
import { inFolder } from "../folder.ts";
import { wholeStepper } from "./whole_stepper.ts";

const small = { weights: "random", width: 0.0625, classifier: { kind: "dense", units: [6] } };

const networks = {
  "alexnet-backbone": { name: "alexnet", ...small, inputSize: [64, 64], freeze: "backbone" },
  "alexnet-two": { name: "alexnet", ...small, inputSize: [64, 80], channels: "viridis", freeze: 2 },
  "alexnet-none": { name: "alexnet", ...small, inputSize: [64, 64], freeze: "none" },
  "alexnet-published": {
    ...{ name: "alexnet", weights: "random", width: 0.0625, inputSize: [64, 64], freeze: "backbone" },
    classifier: { kind: "published" },
  },
  "vgg16-backbone": { name: "vgg16", ...small, inputSize: [32, 32], freeze: "backbone" },
  "resnet50-fourteen": { name: "resnet50", ...small, inputSize: [32, 32], freeze: 14 },
  "resnet50-dealt": { name: "resnet50", version: "v1", ...small, inputSize: [32, 32], freeze: "backbone" },
  "resnet50-windows": { name: "resnet50", version: "v1", ...small, inputSize: [32, 32], freeze: "backbone" },
};

const training = {
  epochs: 4,
  batch: 6,
  optimizer: { name: "sgd", learningRate: 0.02, momentum: 0.5 },
  dropout: 0.25,
};

Deno.test("a run with frozen layers is the run in which every image passes all layers in every epoch", async () => {
  await openBackend("wasm");
  await inFolder(async (folder) => {
    const [out, cache] = [join(folder, "out"), join(folder, "cache")];
    const manifests = await Promise.all(
      Object.entries(networks).map(([id, model]) => {
        const time = id === "resnet50-windows" || id === "resnet50-dealt"
          ? { method: "windows", seconds: 0.5, overlap: 0.5 }
          : "resize";
        const spectrogram = { size: [16, 16], time };
        const protocol = {
          name: id === "resnet50-dealt" ? "image-holdout" : "utterance-holdout",
          testShare: 0.5,
        };
        return writeManifest(folder, tiny({ id, model, spectrogram, training, protocol }));
      }),
    );
    await succeed("replicate", [
      ...manifests,
      ...["--out", out, "--cache", cache, "--no-report", "--json", "--save-weights", "--jobs", "2"],
    ]);
    for (const id of Object.keys(networks)) {
      const [record] = await recordsIn(out, id);
      await checkSaved(id, record!, out, cache);
      if (id.startsWith("alexnet") && id !== "alexnet-published") await checkTraining(id, record!, cache);
      const { featureSeconds, trainedParameters, trainableParameters } = record!.cost;
      const frozen = id !== "alexnet-none";
      assertEquals([featureSeconds !== null, trainedParameters < trainableParameters], [frozen, frozen], id);
      assertEquals(record!.data.weights, null);
    }
  });
});

/** The pictures of both sides of a run, and what stands around them. */
async function picturesOf({ settings }: RunRecord, cache: string) {
  const hashes = await openFileHashes(join(cache, "none"), recordingFileHash);
  const open = corporaOpener({
    ...{ data: new Map(), cache, hashes },
    progress: () => ({ update: () => {}, finish: () => {} }),
  });
  const { corpus, testCorpus } = await open(settings);
  const split = splitRun(settings, corpus, testCorpus);
  const { model, spectrogram: { size } } = settings;
  assert(model.name !== "dscnn");
  const side = async ({ corpus, clips, labels }: typeof split.train) => {
    const { images, clipOf } = await loadImages(
      corpus,
      clips,
      featureSettings(settings),
      openStore(join(cache, "features")),
    );
    const cells = size[0] * size[1];
    const pictures = [...clipOf].flatMap((_, i) => [
      ...networkInput(images.subarray(i * cells, (i + 1) * cells), size, model),
    ]);
    return { images: Float32Array.from(pictures), clipOf, labels };
  };
  const [train, test] = [await side(split.train), await side(split.test)];
  return leaks(settings.protocol) ? dealt(settings, corpus, train) : { split, train, test };
}

/** Both sides of a run whose images are dealt, from the pictures of all clips. */
function dealt(settings: Settings, corpus: Corpus, { images, clipOf }: ClipImages) {
  const split = splitImages(settings, corpus, clipOf);
  const size = images.length / clipOf.length;
  const [train, test] = ([split.train, split.test] as const).map(({ clips, labels }) => ({
    images: Float32Array.from(clips.flatMap((i) => [...images.subarray(i * size, (i + 1) * size)])),
    clipOf: Int32Array.from(clips.keys()),
    labels,
  }));
  return { split, train: train!, test: test! };
}

/** The saved network holds the frozen layers as they were, and gives the recorded probabilities. */
async function checkSaved(id: string, record: RunRecord, out: string, cache: string): Promise<void> {
  const { settings } = record;
  const { whole, frozen } = runNetworks(settings, record.data.classes.length);
  const path = join(out, id, "models", `${record.id}.safetensors`);
  const saved = new Map(
    decodeSafetensors(await Deno.readFile(path), path).tensors.map(({ name, values }) => [name, values]),
  );
  assertEquals([...saved.keys()], networkWeights(whole).map(({ name }) => name));
  const first = initialWeights(whole, settings.seed);
  for (const { name } of frozen === null ? [] : networkWeights(frozen)) {
    assertEquals(saved.get(name), first.get(name), `${id}: ${name} has moved`);
  }
  for (const { name, trainable } of networkWeights(runNetworks(settings, 8).trained)) {
    const moved = saved.get(name)!.some((value, i) => value !== first.get(name)![i]);
    assert(moved || !trainable || /features\.\d+\/bias/.test(name), `${id}: ${name} has not moved`);
  }
  const { test } = await picturesOf(record, cache);
  const pass = openForwardPass(whole, saved);
  const logits = await pass.run(test.images);
  pass.dispose();
  const classes = record.data.classes.length;
  const sums = record.predictions.map(() => new Array<number>(classes).fill(0));
  test.clipOf.forEach((clip, image) => {
    const row = softmax([...logits.subarray(image * classes, (image + 1) * classes)]);
    row.forEach((p, c) => sums[clip]![c]! += p / test.clipOf.filter((other) => other === clip).length);
  });
  record.predictions.forEach(({ probabilities }, clip) => {
    assertClose(probabilities, sums[clip]!, 1e-4, `${id}, clip ${clip}`);
  });
}

/** The same losses, accuracies and probabilities as by the slow way. */
async function checkTraining(id: string, record: RunRecord, cache: string): Promise<void> {
  const { settings } = record;
  const { whole, trained } = runNetworks(settings, record.data.classes.length);
  const { train: trainSide, test } = await picturesOf(record, cache);
  const names = new Set(networkWeights(trained).map(({ name }) => name));
  const labels = Int32Array.from(trainSide.clipOf, (clip) => trainSide.labels[clip]!);
  const data = { images: trainSide.images, labels };
  const stepper = wholeStepper(whole, names, settings.training, initialWeights(whole, settings.seed), data);
  const slow: TrainingResult = await train({
    ...{ stepper, settings: settings.training, seed: settings.seed, samples: labels.length, test },
    ...{
      resumeFrom: null,
      name: id,
      onEpoch: () => {},
      checkpointEvery: 100,
      checkpoint: () => Promise.resolve(),
    },
  });
  stepper.dispose();
  const of = (epochs: readonly { loss: number; validationLoss: number | null }[]) =>
    epochs.flatMap(({ loss, validationLoss }) => [loss, validationLoss!]);
  assertClose(of(record.epochs), of(slow.epochs), 1e-3, `${id}: losses`);
  assertClose(record.predictions.flatMap((p) => p.probabilities), [...slow.probabilities], 1e-3, id);
  const [firstLoss, lastLoss] = [slow.epochs[0]!.loss, slow.epochs.at(-1)!.loss];
  assert(lastLoss < firstLoss, `${id}: nothing was learnt: ${firstLoss} to ${lastLoss}`);
}

function softmax(logits: readonly number[]): number[] {
  const highest = Math.max(...logits);
  const powers = logits.map((x) => Math.exp(x - highest));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((p) => p / sum);
}

function assertClose(
  actual: readonly number[],
  expected: readonly number[],
  within: number,
  what: string,
): void {
  assertEquals(actual.length, expected.length, what);
  const furthest = Math.max(...actual.map((a, i) => Math.abs(a - expected[i]!)));
  assert(furthest <= within, `${what}: differs by ${furthest}`);
}
