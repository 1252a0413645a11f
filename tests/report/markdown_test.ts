import { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
import { codeMarkdown, pictureMarkdown, plainMarkdown } from "../../src/report/markdown.ts";

Deno.test("running text keeps its code and escapes the rest, whatever backticks stand in it", () => {
  const cases: [string, string][] = [
    ["a `b_c` d_e", "a `b_c` d\\_e"],
    ["<img> `<img>`", "\\<img\\> `<img>`"],
    ["``` <img> `", "\\`\\`\\` \\<img\\> \\`"],
    ["`` <img> `", "\\`\\` \\<img\\> \\`"],
    ["` <img> ``", "\\` \\<img\\> \\`\\`"],
    ["two\r\nlines\n\nmore", "two lines more"],
    ["[0.1, 0.2] and [x](y)", "[0.1, 0.2] and [x\\](y)"],
  ];
  for (const [text, want] of cases) assertEquals(plainMarkdown(text), want);
});

Deno.test("code and pictures stay what they are", () => {
  assertEquals(codeMarkdown("deno task x"), "`deno task x`");
  assertEquals(codeMarkdown("a `b` ``c``\n<img>"), "``` a `b` ``c`` <img> ```");
  assertEquals(pictureMarkdown("a](x) <img>\nb", "c.svg"), "![a\\](x) \\<img\\> b](c.svg)");
  assert(!pictureMarkdown("`<img>", "c.svg").includes(" <"));
});
