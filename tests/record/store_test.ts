import { deepStrictEqual as assertEquals, ok as assert, rejects as assertRejects } from "node:assert/strict";
import { throws as assertThrows } from "node:assert/strict";
import { join } from "node:path";
import { UserError } from "../../src/base/errors.ts";
import { evaluate } from "../../src/evaluation/evaluate.ts";
import type { RunRecord } from "../../src/record/record.ts";
import { formatRecord, openRecordStore, parseRecord } from "../../src/record/store.ts";
import { inFolder } from "../folder.ts";
import { madeUpExperiment, madeUpRecord, ravdess } from "../report/made_up.ts";

const EXPERIMENT = madeUpExperiment({
  id: "made-up",
  title: "Made up",
  suite: "suite",
  corpus: ravdess,
  protocol: { name: "utterance-holdout", testShare: 0.2 },
  variants: ["raw"],
  runs: 1,
});

function record(id: string): RunRecord {
  const made = madeUpRecord(EXPERIMENT.variants[0]!.runs[0]!, "suite", 0.7);
  return {
    ...made,
    id,
    metrics: evaluate([4, 5], [5, 5], made.metrics.classes),
    predictions: [
      {
        clip: "Actor_01/a.wav",
        speaker: "1",
        label: "anger",
        predicted: "fear",
        probabilities: [0.125, 1 / 3],
      },
      {
        clip: 'odd "name"\n.wav',
        speaker: "ü",
        label: "fear",
        predicted: "fear",
        probabilities: [1e-30, 0.1 + 0.2],
      },
    ],
  };
}

Deno.test("a record comes back as it was, in text that is made the same way every time", () => {
  const text = formatRecord(record("a"));
  const back = parseRecord(text, "a.json");
  assertEquals(back, record("a"));
  assertEquals(formatRecord(back), text);
  assert(text.endsWith("}\n"));
});

Deno.test("one line per epoch, per prediction and per row of the confusion matrix", () => {
  const lines = formatRecord(record("a")).split("\n");
  const starts = (start: string) => lines.filter((line) => line.trim().startsWith(start)).length;
  assertEquals(starts('{"epoch":'), 20);
  assertEquals(starts('{"clip":'), 2);
  // Both clips were taken for fear: the rows of anger and of fear are equal.
  const row = JSON.stringify(record("a").metrics.confusion[4]);
  assertEquals(lines.filter((line) => line.trim().replace(/,$/, "") === row).length, 2);
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
    /^a\.json: cannot read format 1; this version reads format 1$/,
  ],
  [
    "nothing but a format",
    '{"format":1}',
    /^a\.json: is not a whole record: id, suite, experiment, settings, data, epochs, reportedEpoch, predictions, metrics, cost, environment missing$/,
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
  const { format: _, clipMetrics: __, ...parts } = record("a");
  for (const part of Object.keys(parts)) {
    const text = JSON.stringify({ ...record("a"), [part]: undefined });
    assertThrows(() => parseRecord(text, "a.json"), {
      message: `a.json: is not a whole record: ${part} missing`,
    });
  }
});

Deno.test("metrics that are not those of the predictions are refused", () => {
  const whole = record("a");
  const { metrics, predictions } = whole;
  const confusion = metrics.confusion.map((row, i) => (i === 5 ? row.map((n) => n + 1) : row));
  const changed: Record<string, unknown>[] = [
    { metrics: { ...metrics, accuracy: 0.99 } },
    { metrics: { ...metrics, accuracy: 0.5 + 1e-6 } },
    { metrics: { ...metrics, accuracy: "0.5" } },
    { metrics: { ...metrics, accuracy: null } },
    { metrics: { ...metrics, macro: { ...metrics.macro, f1: 1 } } },
    { metrics: { ...metrics, confusion } },
    { metrics: {} },
    { predictions: [] },
    { predictions: {} },
    { predictions: predictions.map((p) => ({ ...p, predicted: p.label })) },
    { predictions: predictions.map((p) => ({ ...p, label: "joy" })) },
  ];
  for (const change of changed) {
    assertThrows(() => parseRecord(JSON.stringify({ ...whole, ...change }), "a.json"), {
      message: "a.json: was changed by hand or is damaged: its metrics are not those of its predictions",
    }, JSON.stringify(change));
  }
  const rounded = { ...metrics, accuracy: 0.5 + 1e-12 };
  parseRecord(JSON.stringify({ ...whole, metrics: rounded }), "a.json");
});

Deno.test("a store writes, reads and lists records; a folder that is not there is empty", () =>
  inFolder(async (folder) => {
    const store = openRecordStore(folder, "suite");
    assertEquals(await store.read("a"), null);
    assertEquals(await store.readAll(), new Map());
    await store.write(record("b"));
    await store.write(record("a"));
    await Deno.writeTextFile(join(folder, "suite/runs/notes.txt"), "no record");
    assertEquals(await store.read("a"), record("a"));
    assertEquals([...(await store.readAll()).keys()], ["a", "b"]);
    assertEquals(await openRecordStore(folder, "other").readAll(), new Map());
    await Deno.writeTextFile(join(folder, "suite/runs/c.json"), formatRecord(record("a")));
    await assertRejects(store.read("c"), {
      message: `${join(folder, "suite/runs/c.json")}: is the record of another run: a`,
    });
    await Deno.writeTextFile(join(folder, "suite/runs/c.json"), '{"format":1');
    await assertRejects(store.readAll(), (error: UserError) => {
      assert(error.message.startsWith(`${join(folder, "suite/runs/c.json")}: is not JSON`), error.message);
      return true;
    });
  }));
