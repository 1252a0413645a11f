import { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { parseClaims } from "../../src/claims/parse.ts";
import { parsePaper } from "../../src/report/paper.ts";
import { type Cell, cellName, CELLS, NOT_CLAIMS, numbersIn, PROSE } from "./printed_numbers.ts";

const folder = fileURLToPath(new URL("../../experiments/deepika2025/", import.meta.url));
const { claims } = parseClaims(await Deno.readTextFile(`${folder}claims.json`), "claims.json");
const paper = parsePaper(JSON.parse(await Deno.readTextFile(`${folder}paper.json`)));

const sorted = (cells: readonly Cell[]) => [...cells].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));

Deno.test("the paper's text holds ten tables of 252 numbers", () => {
  assertEquals(CELLS.length, 252);
  assertEquals(new Set(CELLS.map(([at]) => at)).size, 252);
});

Deno.test("every cell of the paper's text is a claim, and every claim of a cell is in the text", () => {
  const claimed = claims.flatMap(({ place, printed }): Cell[] =>
    "table" in place ? [[cellName(place.table, place.row, place.column), printed]] : []
  );
  assertEquals(sorted(claimed), sorted(CELLS));
});

Deno.test("every cell of the paper's text is in paper.json, and every number there is in the text", () => {
  const shown = paper.tables.flatMap(({ number, labels, columns, rows }) =>
    rows.filter(({ printed }) => !printed[0]!.endsWith("(text)")).flatMap(({ printed }): Cell[] => {
      const row = printed.slice(0, labels).join(", ");
      const numbers = printed.map((text, c) => [columnName(columns[c]!.title), text] as const).slice(labels);
      const spans = row === "Overall accuracy";
      return numbers.filter(([, text]) => /\d/.test(text))
        .map(([column, text]) => [cellName(number, row, spans ? "all" : column), text]);
    })
  );
  assertEquals(sorted(shown), sorted(CELLS));
});

/** `Recall (raw)` stands in the paper below a heading of its own. */
function columnName(title: string): string {
  const [, score, input] = /^(\w+) \((raw|clean)\)$/.exec(title) ?? [];
  return score === undefined ? title : `Result on ${input} spectrograms: ${score}`;
}

Deno.test("rows that paper.json adds repeat a number of the text", () => {
  const added = paper.tables.flatMap(({ rows }) =>
    rows.filter(({ printed }) => printed[0]!.endsWith("(text)"))
  );
  assertEquals(added.length, 3);
  for (const { printed } of added) {
    assert(PROSE.some(({ text }) => `${text} %` === printed[1]), printed[1] ?? "");
  }
});

for (const section of new Set(PROSE.map((number) => number.section))) {
  Deno.test(`every number under "${section}" is a claim or on the list of those that are none`, () => {
    const stated = claims.flatMap(({ kind, place, printed }) =>
      kind !== "ordering" && "section" in place && place.section === section ? numbersIn(printed) : []
    );
    const none = NOT_CLAIMS.filter((entry) => entry.section === section).flatMap(({ texts }) => texts);
    const found = PROSE.filter((number) => number.section === section).map(({ text }) => text);
    assertEquals([...stated, ...none].sort(), found.sort());
  });
}

Deno.test("claims in words stand under a heading of the paper, numbers under one that holds numbers", () => {
  const sections = new Set(PROSE.map(({ section }) => section));
  const ordering = "Convolutional Neural Network (CNN)-Based on Speech Emotion Recognition (SER)";
  for (const { id, kind, place } of claims) {
    if ("table" in place) continue;
    assert(sections.has(place.section) || (kind === "ordering" && place.section === ordering), id);
  }
});
