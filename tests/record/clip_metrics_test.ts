import { deepStrictEqual as assertEquals, throws as assertThrows } from "node:assert/strict";
import { evaluate } from "../../src/evaluation/evaluate.ts";
import { runId } from "../../src/manifest/run_id.ts";
import { clipMetrics } from "../../src/record/clip_metrics.ts";
import type { Prediction, RunRecord } from "../../src/record/record.ts";
import { formatRecord, parseRecord } from "../../src/record/store.ts";
import { madeUpExperiment, ravdess } from "../report/made_up.ts";
import { wholeRecord } from "./whole.ts";

const IMAGES = { name: "image-holdout", testShare: 0.2 } as const;
const CLASSES = ["a", "b", "c"];

function image(clip: string, label: string, probabilities: readonly number[]): Prediction {
  const predicted = CLASSES[probabilities.indexOf(Math.max(...probabilities))]!;
  return { clip, speaker: "1", label, predicted, probabilities };
}

/** Two of three images of x are wrong, and the third is sure enough to outvote them; y is wrong; z is right. */
const PREDICTIONS = [
  image("x.wav#2", "a", [0.4, 0.6, 0]),
  image("x.wav#5", "a", [0.4, 0.6, 0]),
  image("y#1.wav#1", "b", [0.1, 0.2, 0.7]),
  image("x.wav#9", "a", [0.9, 0.1, 0]),
  image("z.wav#1", "c", [0, 0, 1]),
];

Deno.test("by clip, the votes of its test images are averaged", () => {
  assertEquals(clipMetrics(IMAGES, PREDICTIONS, CLASSES), evaluate([0, 1, 2], [0, 2, 2], CLASSES));
  assertEquals(clipMetrics({ name: "utterance-holdout", testShare: 0.2 }, PREDICTIONS, CLASSES), null);
});

Deno.test("a record whose metrics by clip are not those of its predictions is refused", () => {
  const plan = {
    id: "x",
    title: "X",
    suite: "s",
    corpus: ravdess,
    protocol: IMAGES,
    variants: ["raw"],
    runs: 1,
  };
  const made = wholeRecord(madeUpExperiment(plan).variants[0]!.runs[0]!, "s", 0.5);
  const labels = PREDICTIONS.map(({ label }) => CLASSES.indexOf(label));
  const predicted = PREDICTIONS.map((prediction) => CLASSES.indexOf(prediction.predicted));
  const time = { method: "windows", seconds: 1, overlap: 0.5 } as const;
  const settings = { ...made.settings, spectrogram: { ...made.settings.spectrogram, time } };
  const x = Array.from({ length: 9 }, (_, i) => [1, 4, 8].includes(i) ? 0 : -1);
  const record: RunRecord = {
    ...made,
    id: runId(settings),
    settings,
    data: {
      ...made.data,
      classes: CLASSES,
      trainClips: 6,
      testClips: 5,
      testSpeakers: ["1"],
      folds: { "x.wav": x, "y#1.wav": [0], "z.wav": [0] },
    },
    predictions: PREDICTIONS,
    metrics: evaluate(labels, predicted, CLASSES),
    clipMetrics: evaluate([0, 1, 2], [0, 2, 2], CLASSES),
  };
  assertEquals(parseRecord(formatRecord(record), "a.json"), record);
  for (const wrong of [null, record.metrics]) {
    assertThrows(() => parseRecord(formatRecord({ ...record, clipMetrics: wrong }), "a.json"), {
      message:
        "a.json: was changed by hand or is damaged: its metrics by clip are not those of its predictions",
    });
  }
  const moved = { ...record, data: { ...record.data, folds: { ...record.data.folds, "z.wav": [1] } } };
  assertThrows(() => parseRecord(formatRecord(moved), "a.json"), {
    message: "a.json: was changed by hand or is damaged: data.folds has 4 clips in fold 0, not 5",
  });
});
