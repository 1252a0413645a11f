import { deepStrictEqual as assertEquals, ok as assert, rejects as assertRejects } from "node:assert/strict";
import { throws as assertThrows } from "node:assert/strict";
import { join } from "node:path";
import { UserError } from "../../src/base/errors.ts";
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
  const row = JSON.stringify(record("a").metrics.confusion[3]);
  assertEquals(lines.filter((line) => line.trim().replace(/,$/, "") === row).length, 1);
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
  const { format: _, ...parts } = record("a");
  for (const part of Object.keys(parts)) {
    const text = JSON.stringify({ ...record("a"), [part]: undefined });
    assertThrows(() => parseRecord(text, "a.json"), {
      message: `a.json: is not a whole record: ${part} missing`,
    });
  }
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
    await Deno.writeTextFile(join(folder, "suite/runs/c.json"), '{"format":1');
    await assertRejects(store.readAll(), (error: UserError) => {
      assert(error.message.startsWith(`${join(folder, "suite/runs/c.json")}: is not JSON`), error.message);
      return true;
    });
  }));
