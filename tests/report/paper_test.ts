import { deepStrictEqual as assertEquals, ok as assert, throws as assertThrows } from "node:assert/strict";
import { fileURLToPath } from "node:url";
import paperJson from "../../experiments/deepika2025/paper.json" with { type: "json" };
import { UserError } from "../../src/base/errors.ts";
import { expandManifest } from "../../src/manifest/expand.ts";
import { loadManifest } from "../../src/manifest/load.ts";
import { printedNumbers } from "../../src/report/printed_numbers.ts";
import { addressOf, parsePaper, printedValue } from "../../src/report/paper.ts";

const paper = parsePaper(paperJson);
const table = (number: number) => paper.tables.find((t) => t.number === number)!;

Deno.test("all ten tables are there, with every cell as printed", () => {
  assertEquals(paper.tables.map((t) => t.number), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  assertEquals(table(1).rows[3]!.printed, ["CLEAN -SPEC", "RAVDESS", "82", "63", "85"]);
  assertEquals(table(2).rows[2]!.printed[1], "1,10");
  assertEquals(table(9).rows.at(-1)!.printed.slice(2), ["80 %", "80 %", "80,5 %"]);
});

Deno.test("the diagonals of the confusion matrices give the accuracies that the paper prints", () => {
  const diagonal = (number: number, classes: number) => {
    const shares = table(number).rows.slice(0, classes).map((row, k) =>
      printedValue(row.printed[k + 1]!, "share", ",")!
    );
    return shares.reduce((a, b) => a + b, 0) / classes;
  };
  assert(Math.abs(diagonal(4, 4) - 0.8275) < 0.001, String(diagonal(4, 4)));
  assert(Math.abs(diagonal(5, 8) - 0.805) < 0.002, String(diagonal(5, 8)));
  assert(Math.abs(diagonal(7, 4) - 0.575) < 0.003, String(diagonal(7, 4)));
});

Deno.test("the paper's weighted accuracy is compared with the mean of the class recalls, and the other way round", () => {
  const [row] = table(1).rows;
  const measures = table(1).columns.map((column) => addressOf(table(1), row!, column)?.measure ?? null);
  assertEquals(measures, [null, null, "unweightedAccuracy", "accuracy", "f1"]);
  const clean = printedNumbers(paper).filter((n) => n.source === "ravdess" && n.variant === "clean");
  const values = (measure: string) =>
    clean.filter((n) => n.measure === measure).map((n) => [n.table, n.value]);
  assertEquals(values("accuracy"), [[1, 0.63], [3, 0.83], [5, 0.805], [6, 0.805], [9, 0.8], [9, 0.805]]);
  assertEquals(values("unweightedAccuracy"), [[1, 0.82], [5, 0.805], [9, 0.8]]);
  assertEquals(values("trainingAccuracy"), [[6, 0.81]]);
});

Deno.test("classes are addressed in the field's spelling, each once per matrix", () => {
  const eight = ["anger", "calm", "disgust", "fear", "happiness", "neutral", "sadness", "surprise"];
  assertEquals(table(5).columns.slice(1).map(({ address }) => address!.predicted), eight);
  assertEquals(table(5).rows.slice(0, 8).map(({ address }) => address!.of), eight);
  assertEquals(table(3).rows.slice(0, 8).map(({ address }) => address!.of).sort(), eight);
});

Deno.test("printed numbers are read with their unit", () => {
  assertEquals(printedValue("82,75 %", "percent", ","), 0.8275);
  assertEquals(printedValue("1,10", "share", ","), 1.1);
  assertEquals(printedValue("0,064", "share", ","), 0.064);
  for (const nothing of ["---", "--", "", "Spectrograms", "38min", "34,5MB"]) {
    assertEquals(printedValue(nothing, "percent", ","), null);
  }
});

Deno.test("a wrong file is refused with every problem and its path", () => {
  const wrong = structuredClone(paperJson) as unknown as { year: unknown; extra: number; doi: string };
  wrong.year = "2025";
  wrong.extra = 1;
  assertThrows(() => parsePaper(wrong, "p.json"), (error: Error) => {
    assert(error instanceof UserError);
    assert(/^Cannot read p\.json: year: .*extra/.test(error.message), error.message);
    return true;
  });
  const cells = structuredClone(paperJson);
  cells.tables[0]!.rows[0]!.printed.pop();
  cells.tables[1]!.id = "table-1";
  (cells.tables[2]!.address as { source: string }).source = "nowhere";
  assertThrows(() => parsePaper(cells), (error: Error) => {
    assert(error.message.includes("tables[0].rows[0]: 4 cells for 5 columns"), error.message);
    assert(error.message.includes('no source named "nowhere"'), error.message);
    assert(error.message.includes('the id "table-1" is used twice'), error.message);
    return true;
  });
});

Deno.test("every experiment and variant that the paper's cells name is declared by a manifest", async () => {
  const folder = new URL("../../experiments/deepika2025/", import.meta.url);
  const declared = new Set<string>();
  for await (const { name } of Deno.readDir(folder)) {
    if (!name.endsWith(".manifest.json")) continue;
    const { manifest, suite } = await loadManifest(fileURLToPath(new URL(name, folder)));
    const { id, variants } = expandManifest(manifest, suite);
    for (const { label } of variants) declared.add(`${id}: ${label}`);
  }
  const wanted = printedNumbers(paper).flatMap(({ source, variant }) =>
    paper.sources[source]!.map(({ experiment }) => `${experiment}: ${variant}`)
  );
  assertEquals([...new Set(wanted)].filter((name) => !declared.has(name)), []);
});
