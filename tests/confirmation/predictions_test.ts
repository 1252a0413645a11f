import { deepStrictEqual as assertEquals, ok as assert, throws as assertThrows } from "node:assert/strict";
import { UserError } from "../../src/base/errors.ts";
import { type KnownRuns, readPredictions } from "../../src/confirmation/predictions.ts";
import { byId, CLASSES, madeUpRecord } from "./records.ts";

const MADE_BY = { program: "mine.py", framework: "Mine", version: "1", options: { dropout: 0 } };
const HEAD = `# ${JSON.stringify(MADE_BY)}\n`;
const records = byId(madeUpRecord("aa"), madeUpRecord("bb", { fold: 1 }));
const known: KnownRuns = {
  records,
  runOf: (fold, seed) => (seed === 0 ? ["aa", "bb"][fold] ?? null : null),
  foldHint: null,
};
const NAMES = ["anger", "fear", "neutral", "neutral", "fear", "anger"];
const rowsOf = (run: string, fold: number) => NAMES.map((name, i) => `${run},f${fold}/${i}.wav,${name}`);
const whole = ["run,clip,predicted", ...rowsOf("aa", 0)];

function read(lines: readonly string[], head = HEAD, given: KnownRuns = known) {
  return readPredictions([{ name: "x.csv", text: head + lines.join("\n") + "\n" }], given);
}

Deno.test("predictions are put into the order of the record", () => {
  const { madeBy, runs } = read([whole[0]!, ...whole.slice(1).reverse()]);
  assertEquals(madeBy, MADE_BY);
  assertEquals(runs.map(({ run, predicted }) => ({ run, predicted })), [
    { run: "aa", predicted: [0, 1, 2, 2, 1, 0] },
  ]);
});

Deno.test("fold and seed name runs, too, and probabilities stand for a class", () => {
  const rows = NAMES.map((name, i) => {
    const shares = CLASSES.map((c) => (c === name ? 0.5 : 0.25));
    return `1,0,f1/${i}.wav,${shares.join(",")}`;
  });
  const { runs } = read([`fold,seed,clip,${CLASSES.join(",")}`, ...rows]);
  assertEquals(runs.map(({ run, predicted }) => [run, predicted]), [["bb", [0, 1, 2, 2, 1, 0]]]);
});

Deno.test("a run may be spread over files, and several runs may be in one", () => {
  const file = (name: string, rows: readonly string[]) => ({
    name,
    text: HEAD + [whole[0]!, ...rows].join("\n"),
  });
  const [a, b] = [rowsOf("aa", 0), rowsOf("bb", 1)];
  const { runs } = readPredictions(
    [file("1.csv", [...b, ...a.slice(0, 2)]), file("2.csv", a.slice(2))],
    known,
  );
  assertEquals(runs.map(({ run }) => run), ["aa", "bb"]);
});

/** Lines of a file and what the one message about them says. */
const WRONG: Readonly<Record<string, readonly [lines: readonly string[], says: string]>> = {
  "unknown clip": [
    [...whole, "aa,f1/0.wav,fear"],
    'line 9, column clip must be a test clip of run aa: it is "f1/0.wav"',
  ],
  "unknown run": [
    [...whole, "cc,f0/0.wav,fear"],
    'line 9, column run must be of a run that has a record: it is "cc"',
  ],
  "unknown class": [
    ["run,clip,predicted", "aa,f0/0.wav,joy"],
    'line 3, column predicted must be one of anger, fear, neutral: it is "joy"',
  ],
  "doubled row": [[...whole, whole[3]!], 'line 9, column clip must stand once for run aa: it is "f0/2.wav"'],
  "missing rows": [
    whole.slice(0, -2),
    "column clip must hold every test clip of run aa: 2 of 6 are missing, such as f0/4.wav",
  ],
  "too few fields": [["run,clip,predicted", "aa,f0/0.wav"], "line 3: must have 3 fields: it has 2"],
  "unknown column": [
    ["run,clip,predicted,joy", "aa,f0/0.wav,fear,1"],
    'line 2: column "joy" must be run, fold',
  ],
  "doubled column": [["run,clip,clip", "aa,f0/0.wav,fear"], "line 2: column clip must stand once"],
  "no run": [
    ["clip,predicted", "f0/0.wav,fear"],
    "line 2: there must be a column run, or columns fold and seed",
  ],
  "no clip": [["run,predicted", "aa,fear"], "line 2: there must be a column clip"],
  "no class": [["run,clip", "aa,f0/0.wav"], "line 3, column predicted must be there"],
  "no rows": [["run,clip,predicted"], "line 2: must be the names of columns, and rows below it"],
  "no probability": [
    ["run,clip,anger,fear,neutral", "aa,f0/0.wav,1,,0"],
    'line 3, column fear must be a probability from 0 to 1: it is ""',
  ],
  "probability above 1": [
    ["run,clip,anger,fear,neutral", "aa,f0/0.wav,1.5,0,0"],
    "line 3, column anger must be a probability",
  ],
  "sum": [
    ["run,clip,anger,fear,neutral", "aa,f0/0.wav,0.5,0.2,0.2"],
    "line 3, column anger to neutral must sum to 1",
  ],
  "class without a column": [
    ["run,clip,anger,fear", "aa,f0/0.wav,0.5,0.5"],
    "line 3, column neutral must be there, as of every class",
  ],
  "prediction against probabilities": [
    ["run,clip,predicted,anger,fear,neutral", "aa,f0/0.wav,fear,1,0,0"],
    "line 3, column predicted must be the class of the largest probability",
  ],
  "unknown fold": [
    ["fold,seed,clip,predicted", "7,0,f0/0.wav,fear"],
    'line 3, column fold must be one of a run with seed 0: it is "7"',
  ],
  "no whole number": [
    ["fold,seed,clip,predicted", "0,x,f0/0.wav,fear"],
    'line 3, column seed must be a whole number: it is "x"',
  ],
  "quotes": [["run,clip,predicted", 'aa,"f0/0.wav,fear'], "line 3, field 2 must be plain or within quotes"],
};

for (const [name, [lines, says]] of Object.entries(WRONG)) {
  Deno.test(`one line says what is wrong with a file: ${name}`, () => {
    assertThrows(() => read(lines), (error) => {
      assert(error instanceof UserError && !error.message.includes("\n"), String(error));
      assert(error.message.startsWith("Cannot read x.csv") && error.message.includes(says), error.message);
      return true;
    });
  });
}

Deno.test("the first line must say what made the predictions, in every file the same", () => {
  for (
    const [head, says] of [["", "line 1: must be # and JSON"], ["# {\n", "line 1: must be # and JSON"], [
      '# {"program": "x", "framework": ""}\n',
      "line 1: framework must be a text that is not empty",
    ], [HEAD.replace('"dropout":0', '"dropout":[]'), "line 1: options must be an object of plain values"]]
  ) {
    assertThrows(() => read(whole, head), (error) => (error as Error).message.includes(says!));
  }
  const files = [HEAD, HEAD.replace("mine.py", "other.py")].map((head, i) => ({
    name: `${i}.csv`,
    text: head + [whole[0]!, ...rowsOf(["aa", "bb"][i]!, i)].join("\n"),
  }));
  assertThrows(() => readPredictions(files, known), /Cannot read 1\.csv: line 1: must be that of 0\.csv/);
});

Deno.test("fold and seed need to know whose they are", () => {
  const given = { ...known, foldHint: "must come with --experiment" };
  const lines = ["fold,seed,clip,predicted", "0,0,f0/0.wav,fear"];
  assertThrows(() => read(lines, HEAD, given), /column fold must come with --experiment/);
});
