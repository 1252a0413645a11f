import { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
import { toCsv } from "../../src/report/csv.ts";
import { escapeLatex, toLatex } from "../../src/report/latex.ts";
import { listOf, plainMarkdown, toMarkdown } from "../../src/report/markdown.ts";
import { grouped, intervalText, megabytes, runCount, secondsText, spread } from "../../src/report/numbers.ts";
import { slug, type Table } from "../../src/report/table.ts";

const table: Table = {
  id: "odd",
  caption: "50 % of a_b & c|d",
  labels: 2,
  columns: ["Name", "Source", "Value\n= share"],
  rows: [
    { cells: ["a, b", "paper", "1,10"], printed: true },
    { cells: ["a, b", "measured", "0.5 ± 0.1"] },
    { cells: ['say "c"', "paper", "<1>"], printed: true },
  ],
  notes: ["Run `x_y`."],
};

Deno.test("CSV quotes commas, quotes and line breaks, and ends lines with CR LF", () => {
  assertEquals(
    toCsv(table),
    'Name,Source,Value = share\r\n"a, b",paper,"1,10"\r\n"a, b",measured,0.5 ± 0.1\r\n"say ""c""",paper,<1>\r\n',
  );
});

Deno.test("Markdown shows a repeated name once, sets the paper apart and escapes", () => {
  assertEquals(toMarkdown(table).split("\n"), [
    "**50 % of a\\_b & c\\|d**",
    "",
    "| Name | Source | Value<br>= share |",
    "| :-- | :-- | --: |",
    "| *a, b* | *paper* | *1,10* |",
    "|  | measured | 0.5 ± 0.1 |",
    '| *say "c"* | *paper* | *\\<1\\>* |',
    "",
    "- Run `x_y`.",
  ]);
});

Deno.test("LaTeX has booktabs' rules and nothing that LaTeX would take for its own", () => {
  const latex = toLatex(table);
  for (const part of ["\\toprule", "\\midrule", "\\bottomrule", "\\addlinespace", "{llr}"]) {
    assert(latex.includes(part), part);
  }
  assert(latex.includes("\\caption{50 \\% of a\\_b \\& c\\textbar{}d}"), latex);
  assert(latex.includes("\\shortstack[r]{Value \\\\ = share}"), latex);
  assert(latex.includes("0.5 $\\pm$ 0.1"), latex);
  assertEquals(
    escapeLatex("\\{}$&#%_^~<>"),
    [
      "\\textbackslash{}\\{\\}\\$\\&\\#\\%\\_\\textasciicircum{}\\textasciitilde{}",
      "\\textless{}\\textgreater{}",
    ].join(""),
  );
});

Deno.test("numbers in words", () => {
  assertEquals(
    spread({ n: 5, mean: 0.4512, deviation: 0.0321, interval: [0.4, 0.5] }, "percent"),
    "45.1 ± 3.2",
  );
  assertEquals(spread({ n: 1, mean: 0.4512, deviation: null, interval: null }, "share"), "0.45");
  assertEquals(intervalText({ n: 2, mean: 0.9, deviation: 0.1, interval: [-0.2, 1.3] }), "[0.0, 100.0]");
  assertEquals(intervalText(null), "–");
  assertEquals([runCount(0, 5), runCount(2, 5), runCount(1, 1), runCount(5, 5)], [
    "not run",
    "2 of 5 runs",
    "1 run",
    "5 runs",
  ]);
  assertEquals(megabytes(1_485_152), "1.49 MB");
  assertEquals(grouped(20_959_232), "20\u202f959\u202f232");
  assertEquals([9.94, 12.4, 185, 7500].map(secondsText), ["9.9 s", "12 s", "3 min 5 s", "2 h 5 min"]);
  assertEquals(slug("raw, max-pool"), "raw-max-pool");
});

Deno.test("notes are escaped but for code, and stay on their line", () => {
  assertEquals(
    plainMarkdown("left out `a_*b.wav`: <b>_x_</b>\nand *more*"),
    "left out `a_*b.wav`: \\<b\\>\\_x\\_\\</b\\> and \\*more\\*",
  );
  assertEquals(plainMarkdown("one ` and \\ alone"), "one \\` and \\\\ alone");
  assertEquals(listOf(["one", "two_"]), "- one\n- two\\_");
});
