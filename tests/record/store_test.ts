import { deepStrictEqual as assertEquals, ok as assert, rejects as assertRejects } from "node:assert/strict";
import { throws as assertThrows } from "node:assert/strict";
import { join } from "node:path";
import { UserError } from "../../src/base/errors.ts";
import type { RunRecord } from "../../src/record/record.ts";
import { formatRecord, openRecordStore, parseRecord } from "../../src/record/store.ts";
import { inFolder } from "../folder.ts";
import { madeUpExperiment, ravdess } from "../report/made_up.ts";
import { wholeRecord } from "./whole.ts";

const EXPERIMENT = madeUpExperiment({
  id: "made-up",
  title: "Made up",
  suite: "suite",
  corpus: ravdess,
  protocol: { name: "utterance-k-fold", folds: 5 },
  variants: ["raw"],
  runs: 2,
});
const [FIRST, SECOND] = EXPERIMENT.variants[0]!.runs.map((run) => wholeRecord(run, "suite", 0.7));
const first = FIRST!;
const second = SECOND!;

/** A record with one clip of an odd name. */
function record(): RunRecord {
  const [prediction, ...others] = first.predictions;
  const clip = 'odd "name"\n.wav';
  const folds = { ...first.data.folds, [clip]: 0 };
  delete (folds as Record<string, number>)[prediction!.clip];
  return {
    ...first,
    data: { ...first.data, folds },
    predictions: [{ ...prediction!, clip }, ...others],
  };
}

Deno.test("a record comes back as it was, in text that is made the same way every time", () => {
  const text = formatRecord(record());
  const back = parseRecord(text, "a.json");
  assertEquals(back, record());
  assertEquals(formatRecord(back), text);
  assert(text.endsWith("}\n"));
});

Deno.test("one line per epoch, per prediction and per row of the confusion matrix", () => {
  const lines = formatRecord(record()).split("\n");
  const starts = (start: string) => lines.filter((line) => line.trim().startsWith(start)).length;
  assertEquals(starts('{"epoch":'), 50);
  assertEquals(starts('{"clip":'), 96);
  for (const row of record().metrics.confusion) {
    assert(lines.some((line) => line.trim().replace(/,$/, "") === JSON.stringify(row)));
  }
});

const REFUSED: [name: string, text: string, message: RegExp][] = [
  ["no JSON", "{", /^a\.json: is not JSON: /],
  ["no text", "", /^a\.json: is not JSON: /],
  ["null", "null", /^a\.json: is not a record: it has no format$/],
  ["a list", "[1]", /^a\.json: is not a record: it has no format$/],
  ["a number", "7", /^a\.json: is not a record: it has no format$/],
  ["no format", "{}", /^a\.json: is not a record: it has no format$/],
  ["a later format", '{"format":2,"id":"a"}', /^a\.json: cannot read format 2; this version reads format 1$/],
  [
    "a format that is a text",
    '{"format":"1"}',
    /^a\.json: cannot read format "1"; this version reads format 1$/,
  ],
  [
    "nothing but a format",
    '{"format":1}',
    /^a\.json: was changed by hand or is damaged: id: must be a string; suite: must be a string; experiment: must be a string; and 8 more$/,
  ],
];

for (const [name, text, message] of REFUSED) {
  Deno.test(`what is no record is refused in one line: ${name}`, () => {
    assertThrows(() => parseRecord(text, "a.json"), (error: unknown) => {
      assert(error instanceof UserError && error.exitCode === 1, String(error));
      assert(message.test(error.message), error.message);
      return true;
    });
  });
}

Deno.test("every part of a record is asked for", () => {
  // Records that were made before images could be dealt have no metrics by clip.
  const { format: _, clipMetrics: __, ...parts } = record();
  for (const part of Object.keys(parts)) {
    const text = JSON.stringify({ ...record(), [part]: undefined });
    assertThrows(() => parseRecord(text, "a.json"), (error: unknown) => {
      assert(
        error instanceof UserError && error.message.includes(`damaged: ${part}: must be a`),
        String(error),
      );
      return true;
    });
  }
});

/** Sets one value by its path. */
function changed(path: string, value: unknown): string {
  const copy = structuredClone(first) as unknown as Record<string, unknown>;
  const keys = path.split(".");
  const last = keys.pop()!;
  let at = copy;
  for (const key of keys) at = at[key] as Record<string, unknown>;
  at[last] = value;
  return JSON.stringify(copy);
}

const WRONG: [path: string, value: unknown, says: RegExp][] = [
  ["id", "0123456789abcdef", /its id is not that of its settings, [0-9a-f]{16}$/],
  ["settings.training.batch", 64, /its id is not that of its settings/],
  ["settings.training.batch", "64", /settings\.training\.batch: must be a/],
  ["settings.colour", "red", /settings\.colour: unknown key/],
  ["settings.fold", 1.5, /settings\.fold: must be a whole number/],
  ["metrics.accuracy", 10_000, /its metrics are not those of its predictions$/],
  ["metrics.accuracy", first.metrics.accuracy + 1e-6, /its metrics are not/],
  ["metrics.accuracy", "0.5", /its metrics are not/],
  ["metrics.accuracy", null, /its metrics are not/],
  ["metrics.macro.f1", 1, /its metrics are not/],
  ["metrics.confusion.0", [], /its metrics are not/],
  ["metrics.classes", ["joy"], /its metrics are not/],
  ["metrics", {}, /its metrics are not/],
  ["predictions", [], /there are 0 predictions of 96 clips$/],
  ["predictions", {}, /predictions: must be an array$/],
  ["predictions.3", null, /predictions\[3\]: is no prediction$/],
  ["predictions.3.probabilities.0", null, /predictions\[3\]: its probabilities must be from 0 to 1$/],
  ["predictions.3.probabilities.0", 1.5, /predictions\[3\]: its probabilities must be from 0 to 1$/],
  ["predictions.3.probabilities", [1], /predictions\[3\]: must have one probability per class$/],
  ["predictions.3.probabilities", Array(8).fill(0), /predictions\[3\]: its probabilities sum to 0$/],
  ["predictions.3.predicted", "surprise", /predictions\[3\]: the class predicted is not that of the largest/],
  ["predictions.3.label", "joy", /predictions\[3\]: its class is none of data\.classes$/],
  ["predictions.3.speaker", "02", /predictions\[3\]: its speaker is none of data\.testSpeakers$/],
  ["predictions.3.clip", first.predictions[2]!.clip, /predictions\[3\]: is of a clip that has one already$/],
  ["predictions.3.clip", "other.wav", /the predicted clip "other\.wav" is not in fold 0$/],
  ["data.testClips", 95, /there are 96 predictions of 95 clips$/],
  ["data.trainClips", 385, /data\.folds has 384 clips to train on, not 385$/],
  ["data.folds", {}, /data\.folds has 0 clips in fold 0, not 96$/],
  ["data.folds", null, /data\.folds: must be an object$/],
  ["data.folds.odd", "fold 0", /data\.folds holds what is no fold$/],
  ["data.classes.1", "neutral", /data\.classes holds a class twice$/],
  ["data.corpus", "emodb", /data\.corpus is not that of its settings, ravdess$/],
  ["data.testCorpus", "emodb", /data\.testCorpus is not that of its settings, null$/],
  ["data.corpusHash", "00", /data\.corpusHash: must be a SHA-256$/],
  ["epochs", [], /there are 0 epochs, its settings ask for 50$/],
  ["epochs.4.epoch", 6, /epochs\[4\]\.epoch must be 5$/],
  ["epochs.4.accuracy", 1e4, /epochs\[4\]\.accuracy: must be at most 1$/],
  ["epochs.4.loss", -1, /epochs\[4\]\.loss: must be at least 0$/],
  ["epochs.4", "fifth", /epochs\[4\]: must be an object$/],
  ["reportedEpoch", 51, /reportedEpoch must be at most 50$/],
  ["reportedEpoch", 3, /reportedEpoch must be 50, the last$/],
  ["cost.weightBytes", 4, /cost\.weightBytes must be four per parameter$/],
  ["cost.trainedParameters", 1e9, /no more parameters can be trained than there are$/],
  ["cost.trainingSeconds", 1e8, /cost\.secondsPerEpoch must be the mean/],
  ["cost.flops", 1e300, /cost\.flops: must be at most/],
  ["environment.cpu", {}, /environment\.cpu: must be a string$/],
  ["environment.finishedAt", "yesterday", /environment\.finishedAt: /],
];

Deno.test("a record whose parts do not agree, or are out of range, is refused in one line that says which", () => {
  for (const [path, value, says] of WRONG) {
    assertThrows(() => parseRecord(changed(path, value), "a.json"), (error: unknown) => {
      assert(error instanceof UserError, String(error));
      assert(error.message.startsWith("a.json: was changed by hand or is damaged: "), error.message);
      assert(says.test(error.message) && !error.message.includes("\n"), `${path}: ${error.message}`);
      return true;
    });
  }
  parseRecord(changed("metrics.accuracy", first.metrics.accuracy + 1e-12), "a.json");
  parseRecord(changed("data.later", "a key of a later version"), "a.json");
});

Deno.test("every committed record passes", async () => {
  const { records, leftOut } = await openRecordStore("results", "deepika2025").readAll();
  assertEquals(leftOut, []);
  assert(records.size >= 119, `${records.size} records`);
});

Deno.test("a store writes, reads and lists records; a folder that is not there is empty", () =>
  inFolder(async (folder) => {
    const store = openRecordStore(folder, "suite");
    const sorted = [first.id, second.id].sort();
    assertEquals(await store.read(first.id), null);
    assertEquals(await store.readAll(), { records: new Map(), leftOut: [] });
    await store.write(second);
    await store.write(first);
    await Deno.writeTextFile(join(folder, "suite/runs/notes.txt"), "no record");
    assertEquals(await store.read(first.id), first);
    assertEquals([...(await store.readAll()).records.keys()], sorted);
    assertEquals((await openRecordStore(folder, "other").readAll()).records.size, 0);
  }));

Deno.test("what is no record of the suite is left out and named, the others are read", () =>
  inFolder(async (folder) => {
    const store = openRecordStore(folder, "suite");
    await store.write(first);
    const runs = join(folder, "suite/runs");
    await Deno.writeTextFile(join(runs, "a.json"), '{"format":1');
    await Deno.writeTextFile(join(runs, "b.json"), formatRecord(first));
    await Deno.writeTextFile(join(runs, "c.json"), "null");
    await Deno.mkdir(join(runs, "d.json"));
    await store.write({ ...second, suite: "another" });
    await Deno.writeTextFile(join(runs, "e.json"), "");
    await Deno.truncate(join(runs, "e.json"), 2 ** 31);
    const { records, leftOut } = await store.readAll();
    assertEquals([...records.keys()], [first.id]);
    const why = [
      /^runs\/[0-9a-f]{16}\.json: is a record of another suite: another$/,
      /^runs\/a\.json: is not JSON: /,
      new RegExp(`^runs/b\\.json: is the record of another run: ${first.id}$`),
      /^runs\/c\.json: is not a record: it has no format$/,
      /^runs\/d\.json: is no file$/,
      /^runs\/e\.json: is too large for a record: 2147483648 bytes$/,
    ];
    assertEquals(leftOut.length, why.length, leftOut.join("\n"));
    for (const says of why) assert(leftOut.some((line) => says.test(line)), leftOut.join("\n"));
    await assertRejects(store.read("b"), {
      message: `${join(runs, "b.json")}: is the record of another run: ${first.id}`,
    });
  }));
