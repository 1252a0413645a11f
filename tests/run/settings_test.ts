import { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
import { join } from "node:path";
import { clipOfImage, imageName } from "../../src/base/image_name.ts";
import { evaluate } from "../../src/evaluation/evaluate.ts";
import type { RunRecord } from "../../src/record/record.ts";
import { recordsIn, succeed, tiny, writeManifest } from "../cli/command.ts";
import { inFolder } from "../folder.ts";

const short = { epochs: 2, batch: 16 };
const holdout = { name: "utterance-holdout", testShare: 0.5 };

/** One suite per way of running; every protocol that the made-up voices allow is among them. */
const variants: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  windows: {
    spectrogram: { size: [16, 16], time: { method: "windows", seconds: 0.5, overlap: 0.5 } },
    protocol: holdout,
  },
  fixed: { spectrogram: { size: [16, 16], time: { method: "fixed", seconds: 1 } }, protocol: holdout },
  "log-mel": { spectrogram: { size: [16, 16], scale: "log-mel", mels: 32 }, protocol: holdout },
  "training-set": { spectrogram: { size: [16, 16], normalise: "training-set" }, protocol: holdout },
  best: { training: { epochs: 6, batch: 8, report: "best-on-test" }, protocol: holdout },
  sgd: { training: { ...short, optimizer: { name: "sgd", learningRate: 0.01 } }, protocol: holdout },
  pooled: {
    model: { name: "dscnn", downsampling: "average-pool", strides: [2, 2, 2, 1, 1, 1, 1] },
    protocol: holdout,
  },
  decay: {
    training: { ...short, decay: { everyEpochs: 1, factor: 0.5 } },
    protocol: { name: "utterance-k-fold", folds: 2 },
  },
  images: {
    spectrogram: {
      size: [16, 16],
      time: { method: "windows", seconds: 0.4, overlap: 0.75 },
      normalise: "training-set",
    },
    protocol: { name: "image-k-fold", folds: 2 },
  },
  speakers: { protocol: { name: "speaker-k-fold", folds: 2 } },
  "leave-one": { protocol: { name: "leave-one-speaker-out" } },
  classes: {
    corpus: { name: "synthetic", speakers: 2, takes: 1, classes: ["sadness", "anger"] },
    protocol: { name: "utterance-k-fold", folds: 2 },
  },
  cross: {
    corpus: { name: "synthetic", speakers: 2, takes: 1, classes: ["anger", "sadness", "neutral"] },
    protocol: {
      name: "cross-corpus",
      test: { name: "synthetic", speakers: 3, takes: 1, seed: 1, classes: ["sadness", "anger", "fear"] },
    },
  },
};

/** What every record must say, whatever its settings. */
function checkRecord(record: RunRecord): void {
  const { data, epochs, predictions, metrics, settings, cost } = record;
  const { training } = settings;
  assertEquals([record.format, /^[0-9a-f]{16}$/.test(record.id)], [1, true]);
  assertEquals(epochs.map((e) => e.epoch), Array.from({ length: training.epochs }, (_, i) => i + 1));
  for (const { loss, accuracy, validationLoss, validationAccuracy, learningRate } of epochs) {
    assert(Number.isFinite(loss) && Number.isFinite(validationLoss) && learningRate > 0);
    assert(accuracy >= 0 && accuracy <= 1 && validationAccuracy! >= 0 && validationAccuracy! <= 1);
  }
  assertEquals(predictions.length, data.testClips);
  for (const { probabilities, predicted, label, clip, speaker } of predictions) {
    assertEquals(probabilities.length, data.classes.length);
    assert(Math.abs(probabilities.reduce((a, b) => a + b, 0) - 1) < 1e-5, `${clip}: ${probabilities}`);
    assertEquals(predicted, data.classes[probabilities.indexOf(Math.max(...probabilities))]);
    assert(data.classes.includes(label) && data.testSpeakers.includes(speaker));
  }
  const numbers = (of: "label" | "predicted") => predictions.map((p) => data.classes.indexOf(p[of]));
  assertEquals(
    metrics,
    JSON.parse(JSON.stringify(evaluate(numbers("label"), numbers("predicted"), data.classes))),
  );
  assertEquals(metrics.accuracy, predictions.filter((p) => p.label === p.predicted).length / data.testClips);
  // Of the reported epoch, the accuracy that was watched is the accuracy of the predictions.
  assertEquals(epochs[record.reportedEpoch - 1]!.validationAccuracy, metrics.accuracy);
  assertEquals(cost.weightBytes, 4 * cost.parameters);
  assert(cost.fileBytes > cost.weightBytes && cost.flops > 0);
  assert(data.synthetic);
  checkFolds(record);
}

/** Every clip has a fold, the tested ones this run's, and the sides share no clip. */
function checkFolds({ data, predictions, settings: { protocol, fold } }: RunRecord): void {
  const folds = Object.entries(data.folds);
  if (protocol.name === "cross-corpus") {
    assertEquals(folds.filter(([, f]) => f === 0).length, data.testClips);
    assertEquals(folds.filter(([, f]) => f === -1).length, data.trainClips);
    return;
  }
  if (protocol.name === "image-k-fold") {
    const images = folds.flatMap(([path, own]) =>
      (own as number[]).map((f, i) => [imageName(path, i + 1), f] as const)
    );
    assertEquals(images.length, data.trainClips + data.testClips);
    const tested = images.filter(([, f]) => f === fold).map(([name]) => name);
    assertEquals(tested, predictions.map((p) => p.clip));
    return;
  }
  assertEquals(folds.length, data.trainClips + data.testClips);
  const tested = folds.filter(([, f]) => f === fold).map(([path]) => path);
  assertEquals(tested.sort(), predictions.map((p) => p.clip).sort());
  if (protocol.name === "leave-one-speaker-out" || protocol.name === "speaker-k-fold") {
    assertEquals(data.trainSpeakers.filter((s) => data.testSpeakers.includes(s)), []);
  }
}

Deno.test("every way of running leaves the records that it should", async () => {
  await inFolder(async (folder) => {
    const out = join(folder, "out");
    const manifests = await Promise.all(
      Object.entries(variants).map(([id, changes]) =>
        writeManifest(folder, tiny({ id, training: short, ...changes }))
      ),
    );
    const places = ["--out", out, "--cache", join(folder, "cache")];
    const { stdout } = await succeed("replicate", [
      ...manifests,
      ...places,
      "--no-report",
      "--json",
    ]);
    const lines = stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
    assertEquals(lines.map((l) => l.suite), Object.keys(variants), "one line of JSON per suite");
    const records = new Map<string, RunRecord[]>();
    for (const { suite, runs, made } of lines) {
      const found = await recordsIn(out, suite);
      assertEquals(found.map((r) => r.id), runs.toSorted());
      assertEquals(made, runs.length);
      found.forEach(checkRecord);
      records.set(suite, found.sort((a, b) => a.settings.fold - b.settings.fold));
    }
    const of = (suite: string) => records.get(suite)!;
    const first = (suite: string) => of(suite)[0]!;
    assertEquals(Object.keys(variants).map((v) => of(v).length), [1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 1]);
    for (const { data, clipMetrics, predictions } of of("images")) {
      const clips = new Set(predictions.map(({ clip }) => clipOfImage(clip)));
      assert(clips.size < predictions.length && data.siblingShare! > 0.9, `${data.siblingShare}`);
      assertEquals(clipMetrics!.macro.support, clips.size);
    }
    for (const { data, clipMetrics } of of("windows")) {
      assertEquals([data.siblingShare, clipMetrics], [null, null]);
    }
    assertEquals(first("decay").epochs.map((e) => e.learningRate), [0.001, 0.0005]);
    assertEquals(first("sgd").settings.training.optimizer, {
      name: "sgd",
      learningRate: 0.01,
      momentum: 0.9,
    });
    // Each clip of a k-fold protocol is tested once.
    for (const suite of ["decay", "images", "speakers", "leave-one", "classes"]) {
      const clips = of(suite).flatMap((r) => r.predictions.map((p) => p.clip));
      assertEquals(new Set(clips).size, clips.length);
      assertEquals(clips.length, Object.values(first(suite).data.folds).flat().length);
      assertEquals(of(suite).map((r) => r.settings.fold), of(suite).map((_, i) => i));
    }
    assertEquals(of("leave-one").map((r) => r.data.testSpeakers), [["01"], ["02"]]);
    assertEquals(
      first("classes").data.classes,
      ["anger", "sadness"].toSorted((a, b) =>
        first("fixed").data.classes.indexOf(a) - first("fixed").data.classes.indexOf(b)
      ),
    );
    // The best epoch is the first of the highest accuracy on the test clips.
    const watched = first("best").epochs.map((e) => e.validationAccuracy!);
    assertEquals(first("best").reportedEpoch, 1 + watched.indexOf(Math.max(...watched)));
    assertEquals(first("sgd").reportedEpoch, 2);
    const cross = first("cross").data;
    assertEquals([cross.testCorpus, cross.classes.toSorted(), cross.trainClips, cross.testClips], [
      "synthetic",
      ["anger", "sadness"],
      4,
      6,
    ]);
    assertEquals([cross.trainSpeakers, cross.testSpeakers], [["01", "02"], ["01", "02", "03"]]);
    assert(cross.testCorpusHash !== null && cross.testCorpusHash !== cross.corpusHash);
  });
});
